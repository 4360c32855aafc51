/// How the engine reports; metrics and logging implement it.
#pragma once

#include <cstddef>

#include "core/base/Error.h"
#include "core/engine/Recognizer.h"
#include "core/model/Manifest.h"

namespace numeral::engine {

/// Called on submitters' and workers' threads: be quick, never throw, never call back into the engine.
class Observer {
public:
  virtual ~Observer() = default;

  virtual void admitted(const Options& /*options*/) noexcept {}
  /// Not admitted: full, no such model, shutting down. finished() does not follow.
  virtual void refused(const Options& /*options*/, const base::Error& /*error*/) noexcept {}
  /// One forward pass is over.
  virtual void batched(const model::Manifest& /*model*/, std::size_t /*items*/, double /*seconds*/) noexcept {}
  /// Follows every admitted() once, before done is called.
  virtual void finished(const Options& /*options*/, const Result& /*result*/) noexcept {}
};

} // namespace numeral::engine
