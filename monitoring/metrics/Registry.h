/// Every metric of the program, and their text as Prometheus reads it.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

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

  /// `refresh` runs before each text(), on its thread: for values that nobody tells of.
  void beforeText(std::function<void()> refresh);

  /// For the collectors of this folder.
  prometheus::Registry& families();

private:
  std::unique_ptr<prometheus::Registry> m_families;
  mutable std::mutex m_mutex; ///< guards what follows
  std::vector<std::function<void()>> m_refresh;
};

/// What text() is, for the Content-Type header.
inline constexpr const char* kTextFormat = "text/plain; version=0.0.4; charset=utf-8";

} // namespace numeral::metrics
