/// POST /predict: hands the request to the engine and waits for the answer.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "core/report/PageDrawing.h"
#include "monitoring/server/http/RouteTable.h"
#include "monitoring/server/routes/EngineClient.h"
#include "monitoring/server/routes/RecentAnswers.h"

namespace numeral::server {

/// Threads: any.
class PredictRoute {
public:
  /// Our own page says so in this header, with the size of its sheet: "560x280", or "280" for a square.
  static constexpr std::string_view kPageHeader = "X-Numeral-Sheet";

  /// `engine` and `recent`, which hears of each answer, must outlive this. `pageDrawing` hears what the page sends; it
  /// may be empty.
  PredictRoute(EngineClient& engine, RecentAnswers& recent,
               std::function<void(const report::PageDrawing&)> pageDrawing);

  /// /predict, and /predict/ for scripts that have always asked there. The routes refer to this object.
  std::vector<Route> routes();

private:
  Response answer(Request& request);
  void showDrawing(const Request& request, const engine::Input& input) const;

  EngineClient& m_engine;
  RecentAnswers& m_recent;
  const std::function<void(const report::PageDrawing&)> m_pageDrawing;
};

} // namespace numeral::server
