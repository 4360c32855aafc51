/// POST /predict: hands the request to the engine and waits for the answer.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "core/engine/Recognizer.h"
#include "core/report/PageDrawing.h"
#include "monitoring/server/RouteTable.h"

namespace numeral::server {

/// Threads: any.
class PredictRoute {
public:
  /// Our own page says so in this header, with the side of its sheet.
  static constexpr std::string_view kPageHeader = "X-Numeral-Sheet";

  /// `recognizer` must outlive this. `pageDrawing` hears what the page sends; it may be empty.
  PredictRoute(engine::Recognizer& recognizer, std::function<void(const report::PageDrawing&)> pageDrawing);

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
  void showDrawing(const Request& request, const engine::Input& input) const;
  engine::Result recognise(engine::Input input, engine::Options options);

  engine::Recognizer& m_recognizer;
  const std::function<void(const report::PageDrawing&)> m_pageDrawing;
  const std::shared_ptr<std::mutex> m_mutex = std::make_shared<std::mutex>();
  std::set<std::shared_ptr<Waiting>> m_waiting;
  bool m_givenUp = false;
};

} // namespace numeral::server
