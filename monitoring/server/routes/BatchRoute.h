/// POST /predict/batch: many images in one form, an answer or a problem for each.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "core/base/Files.h"
#include "core/model/Store.h"
#include "monitoring/server/http/RouteTable.h"
#include "monitoring/server/routes/EngineClient.h"
#include "monitoring/server/routes/RecentAnswers.h"

namespace numeral::server {

/// Files in one batch at most.
inline constexpr std::size_t kMaxBatchFiles = 64;

/// Threads: any.
class BatchRoute {
public:
  /// All of them must outlive this; `recent` hears of each answer.
  BatchRoute(const model::Store& store, EngineClient& engine, RecentAnswers& recent);

  /// The routes refer to this object.
  std::vector<Route> routes();

private:
  Response answer(Request& request);

  const model::Store& m_store;
  EngineClient& m_engine;
  RecentAnswers& m_recent;
};

} // namespace numeral::server
