/// Asks the engine on behalf of an HTTP thread, and waits for it.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "core/engine/Recognizer.h"

namespace numeral::server {

/// Threads: any; each call blocks the one it is made on, until its deadline at most.
class EngineClient {
public:
  /// `recognizer` must outlive this.
  explicit EngineClient(engine::Recognizer& recognizer);

  /// Errors: the engine's; DeadlineExceeded; ShuttingDown after giveUp().
  engine::Result ask(engine::Input input, const engine::Options& options);
  /// All at once, each with the same options; the answers in the same order.
  std::vector<engine::Result> askAll(std::vector<engine::Input> inputs, const engine::Options& options);

  /// Answers everything that waits, and all that comes until resume(), with ShuttingDown.
  void giveUp();
  void resume();

private:
  class Waiting;
  class Leave;

  bool enter(const std::shared_ptr<Waiting>& waiting);

  engine::Recognizer& m_recognizer;
  std::mutex m_mutex; ///< guards what follows
  std::set<std::shared_ptr<Waiting>> m_waiting;
  bool m_givenUp = false;
};

} // namespace numeral::server
