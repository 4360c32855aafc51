/// Every metric of the program, and their text as Prometheus reads it.
#pragma once

#include <memory>
#include <string>

namespace prometheus {
class Registry;
}

namespace numeral::metrics {

/// Threads: any.
class Registry {
public:
  /// Holds numeral_build_info from the start.
  Registry();
  ~Registry();

  /// Text exposition format 0.0.4.
  std::string text() const;

  /// For the collectors of this folder.
  prometheus::Registry& families();

private:
  std::unique_ptr<prometheus::Registry> m_families;
};

/// What text() is, for the Content-Type header.
inline constexpr const char* kTextFormat = "text/plain; version=0.0.4; charset=utf-8";

} // namespace numeral::metrics
