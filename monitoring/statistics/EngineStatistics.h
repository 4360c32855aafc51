/// Keeps what the engine did in the last minute: requests, latency, errors, confidence, classes, verdicts.
#pragma once

#include <cstddef>
#include <memory>

#include "core/base/Clock.h"
#include "core/engine/Observer.h"
#include "core/report/Traffic.h"

namespace numeral::statistics {

/// So many classes and devices are counted by name, the rest as "other".
inline constexpr std::size_t kMaxClasses = 128;
inline constexpr std::size_t kMaxDevices = 8;

/// Threads: any.
class EngineStatistics final : public engine::Observer {
public:
  /// `now` must be safe to call from any thread.
  explicit EngineStatistics(std::size_t queueCapacity, base::SteadyNow now = base::Steady::now);
  ~EngineStatistics() override;

  void admitted(const engine::Options& options) noexcept override;
  void refused(const engine::Options& options, const base::Error& error) noexcept override;
  void finished(const engine::Options& options, const engine::Result& result) noexcept override;

  report::Traffic traffic() const;

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::statistics
