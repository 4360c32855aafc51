/// Recognises by asking a numerald, so that whoever calls a Recognizer need not know where it runs.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "core/base/Error.h"
#include "core/engine/Recognizer.h"

namespace numeral::client {

struct RemoteConfig {
  std::size_t connections = 4;               ///< requests on their way at once
  std::size_t maxRequests = 256;             ///< admitted and not yet answered, at most
  std::chrono::milliseconds timeout{60'000}; ///< for each; a request's deadline may shorten it
};

/// Owns: its connections, a thread each. Threads: any.
/// The destructor answers everything that waits or is on its way with ShuttingDown and joins, within a second.
class RemoteRecognizer final : public engine::Recognizer {
public:
  /// `url`: "http://host:port", with a path where a gateway adds one. Nothing is asked yet.
  /// Errors: InvalidArgument.
  static base::Expected<std::unique_ptr<RemoteRecognizer>> open(const std::string& url, RemoteConfig config = {});

  ~RemoteRecognizer() override;

  /// Errors besides those of HttpClient: what the server refused, in its own words.
  engine::Ticket submit(engine::Input input, engine::Options options, engine::Done done) override;

private:
  RemoteRecognizer(const std::string& baseUrl, RemoteConfig config);

  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::client
