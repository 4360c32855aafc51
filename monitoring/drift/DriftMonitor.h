/// Tells when what models read is no longer what they were made for.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/Clock.h"
#include "core/engine/Observer.h"
#include "core/model/Bundle.h"
#include "core/report/Drift.h"
#include "monitoring/drift/Window.h"

namespace numeral::drift {

/// Threads: any.
class DriftMonitor final : public engine::Observer {
public:
  /// `now` must be safe to call from any thread.
  explicit DriftMonitor(WindowLimits limits = {}, base::SteadyNow now = base::Steady::now);

  /// Begins a new window, in place of that of a model of the same name. A model without a reference is not watched.
  void modelLoaded(const model::Bundle& bundle);
  void modelUnloaded(const std::string& name);

  void finished(const engine::Options& options, const engine::Result& result) noexcept override;

  /// One for each model that has a reference.
  std::vector<report::ModelDrift> drift() const;

  /// The largest PSI of all models and features; nothing while there is none.
  std::optional<report::DriftPeak> peak() const;

private:
  struct Watched {
    std::string version; ///< requests may still end on the model before
    std::unique_ptr<Window> window;
    std::size_t pages = 0; ///< of them, one glyph each counts (model::sampleOf)
  };

  const WindowLimits m_limits;
  const base::SteadyNow m_now;
  mutable std::mutex m_mutex; ///< guards what follows
  std::map<std::string, Watched> m_models;
};

} // namespace numeral::drift
