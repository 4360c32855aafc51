/// POST /predict: hands the request to the engine and waits for the answer.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

#include "core/engine/Recognizer.h"
#include "monitoring/server/RouteTable.h"

namespace numeral::server {

/// Threads: any.
class PredictRoute {
public:
  /// `recognizer` must outlive this.
  explicit PredictRoute(engine::Recognizer& recognizer);

  /// /predict, and /predict/ for scripts that have always asked there. The routes refer to this object.
  std::vector<Route> routes();

  /// Answers everything that waits, and all that comes until resume(), with ShuttingDown.
  void giveUp();
  void resume();

private:
  struct Waiting {
    std::condition_variable answered;
    std::optional<engine::Result> result; ///< guarded by the route's mutex
  };

  Response answer(Request& request);
  engine::Result recognise(engine::Input input, engine::Options options);

  engine::Recognizer& m_recognizer;
  const std::shared_ptr<std::mutex> m_mutex = std::make_shared<std::mutex>();
  std::set<std::shared_ptr<Waiting>> m_waiting;
  bool m_givenUp = false;
};

} // namespace numeral::server
