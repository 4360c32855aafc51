/// Every metric of the program, and their text as Prometheus reads it.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace prometheus {
class Collectable;
class Registry;
struct MetricFamily;
} // namespace prometheus

namespace numeral::metrics {

/// Threads: any.
class Registry {
public:
  /// Holds numeral_build_info from the start.
  Registry();
  ~Registry();

  /// Text exposition format 0.0.4. Ends with how many series it is, and how long it took.
  std::string text() const;

  /// For the collectors of this folder.
  prometheus::Registry& families();
  /// `collector` is asked at every scrape, on the scrape's thread, until it is removed.
  void add(const prometheus::Collectable& collector);
  void remove(const prometheus::Collectable& collector);
  std::vector<prometheus::MetricFamily> collect() const;

private:
  class Collectors;
  std::unique_ptr<prometheus::Registry> m_families;
  std::unique_ptr<Collectors> m_collectors;
};

/// What text() is, for the Content-Type header.
inline constexpr const char* kTextFormat = "text/plain; version=0.0.4; charset=utf-8";

} // namespace numeral::metrics
