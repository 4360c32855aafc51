/// POST /predict/batch: many images in one form, an answer or a problem for each.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "core/base/Files.h"
#include "monitoring/server/http/RouteTable.h"
#include "monitoring/server/routes/EngineClient.h"
#include "monitoring/server/routes/RecentAnswers.h"

namespace numeral::server {

/// Files in one batch at most.
inline constexpr std::size_t kMaxBatchFiles = 64;

/// Threads: any.
class BatchRoute {
public:
  /// `engine` and `recent`, which hears of each answer, must outlive this.
  BatchRoute(EngineClient& engine, RecentAnswers& recent);

  /// The routes refer to this object.
  std::vector<Route> routes();

private:
  Response answer(Request& request);

  EngineClient& m_engine;
  RecentAnswers& m_recent;
};

} // namespace numeral::server
