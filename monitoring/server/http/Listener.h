/// One listening socket: a CivetWeb context of its own, whose every request goes to one handler.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "core/base/Error.h"
#include "monitoring/logging/Log.h"
#include "monitoring/server/http/Connection.h"
#include "monitoring/server/http/SocketWatch.h"

struct mg_context;

namespace numeral::server {

/// CivetWeb wants addresses, not names. Errors: InvalidArgument.
base::Expected<std::string> ipv4Of(const std::string& host);

struct ListenerConfig {
  std::string host;                           ///< IPv4, or a name that stands for one
  int port = 0;                               ///< 0 takes a free one
  int threads = 1;                            ///< each connection holds one, also while it is idle
  std::chrono::milliseconds patience{30'000}; ///< for an answer to be taken
  std::chrono::milliseconds silence{10'000};  ///< for a head to come, and between two parts of a body
};

/// Owns: CivetWeb's threads.
class Listener {
public:
  using Handler = std::function<void(Connection&)>;
  /// For a head that CivetWeb could not read or does not serve; `status` is CivetWeb's, or 408 or 431 for its 400 where
  /// that can be told.
  using BadHeadHandler = std::function<void(Connection&, int status)>;

  /// Handlers run on CivetWeb's threads, many at once.
  /// Errors: AddressInUse (names the port), InvalidArgument (host), Io.
  static base::Expected<std::unique_ptr<Listener>> start(const ListenerConfig& config, Handler handler,
                                                         BadHeadHandler badHead, logging::Log& log);
  /// Cuts off what is still being read or written, and joins.
  ~Listener();

  int port() const { return m_port; }

private:
  friend struct Callbacks;

  Listener(Handler handler, BadHeadHandler badHead, logging::Log& log, const ListenerConfig& config);

  Handler m_handler;
  BadHeadHandler m_badHead;
  logging::Log& m_log;
  SocketWatch m_watch;
  std::string m_startMessage; ///< what CivetWeb says while it starts
  bool m_started = false;
  std::string m_address;
  int m_port = 0;
  mg_context* m_context = nullptr;
};

} // namespace numeral::server
