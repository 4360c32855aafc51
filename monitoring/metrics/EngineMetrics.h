/// Counts what the engine does: verdicts, classes, confidence, stage times, queues.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "core/engine/Observer.h"
#include "core/model/Manifest.h"
#include "monitoring/metrics/Registry.h"

namespace numeral::metrics {

/// The number of series is bounded: so many models and classes get labels of their own, the rest is "other".
inline constexpr std::size_t kMaxModels = 4;
inline constexpr std::size_t kMaxClasses = 128;

/// Threads: any.
class EngineMetrics final : public engine::Observer {
public:
  /// `registry` must outlive this.
  EngineMetrics(Registry& registry, std::size_t queueCapacity);
  ~EngineMetrics() override;

  /// Makes the model's children, all 0, and its numeral_model_info in place of that of a former version.
  void modelLoaded(const model::Manifest& manifest, const std::string& device);

  /// Takes its numeral_model_info away; what it counted stays.
  void modelUnloaded(const std::string& name);
  /// Another model was asked for while one may have served.
  void modelReloaded(bool loaded) noexcept;

  void admitted(const engine::Options& options) noexcept override;
  void refused(const engine::Options& options, const base::Error& error) noexcept override;
  void batched(const model::Manifest& model, std::size_t items, double seconds) noexcept override;
  void finished(const engine::Options& options, const engine::Result& result) noexcept override;

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::metrics
