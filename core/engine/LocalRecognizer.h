/// Recognises in this process: bounded queues, prepare workers, forward workers that batch what waits.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "core/engine/Observer.h"
#include "core/engine/Recognizer.h"
#include "core/image/Codec.h"
#include "core/model/Store.h"

namespace numeral::engine {

struct EngineConfig {
  int prepareWorkers = 0;                  ///< 0: as many as usable processors
  int forwardWorkers = 0;                  ///< 0: as many as usable processors; each forwards on one libtorch thread
  std::size_t maxBatch = 32;               ///< items in one forward pass at most
  std::size_t maxRequests = 256;           ///< admitted and not yet answered, at most
  std::size_t maxQueuedBytes = 256u << 20; ///< held by admitted inputs, at most
  image::Limits imageLimits;
};

/// Owns: its threads. Threads: any.
/// The destructor answers everything that waits with ShuttingDown and joins.
class LocalRecognizer final : public Recognizer {
public:
  /// `store` and `observers` must outlive the recognizer.
  LocalRecognizer(const model::Store& store, EngineConfig config, std::vector<Observer*> observers = {});
  ~LocalRecognizer() override;

  Ticket submit(Input input, Options options, Done done) override;

  /// Admitted and not yet answered.
  std::size_t underWay() const;
  std::size_t capacity() const;

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::engine
