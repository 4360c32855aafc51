/// Counts HTTP requests: by route, status, client and time.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "monitoring/metrics/Registry.h"

namespace numeral::metrics {

/// So many addresses get a client_ip of their own; later ones are "other".
inline constexpr std::size_t kMaxClients = 32;
/// Counted by address only as long as there are no more series of requests than these.
inline constexpr std::size_t kMaxRequestSeries = 256;

/// A kind of answer of 400 or more.
struct Failure {
  int status = 0;
  std::string errorType;
};

/// A route as metrics name it.
struct Endpoint {
  std::string method;
  std::string path;
  bool prediction = false;         ///< clients are counted one by one
  std::vector<Failure> failures{}; ///< counted from the start, with 0, so that the first one is seen as one more
};

/// One request and its answer.
struct Exchange {
  std::optional<std::size_t> endpoint; ///< index into the endpoints; absent: no such route, or not by this method
  std::string_view path;               ///< the route's label where only the method was wrong, else empty
  std::string_view client;             ///< address
  int status = 200;
  std::string_view errorType{}; ///< of a fixed set of words; empty below 400
  double seconds = 0;
  std::size_t requestBytes = 0;
  std::size_t responseBytes = 0;
  std::optional<double> inferenceSeconds{};
};

/// Labels are bounded: methods and paths are those of the endpoints, anything else is "other".
/// Threads: any.
class HttpMetrics {
public:
  /// `registry` must outlive this.
  HttpMetrics(Registry& registry, std::vector<Endpoint> endpoints);
  ~HttpMetrics();

  void began(std::optional<std::size_t> endpoint) noexcept;
  void finished(const Exchange& exchange) noexcept;
  /// Bytes of a request and of its answer, heads and all, once it is sent.
  void transferred(std::size_t received, std::size_t sent) noexcept;

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::metrics
