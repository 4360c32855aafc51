/// POST /feedback: keeps the right answer to an earlier request.
#pragma once

#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/feedback/FeedbackStore.h"
#include "core/model/Store.h"
#include "monitoring/logging/Log.h"
#include "monitoring/metrics/FeedbackMetrics.h"
#include "monitoring/server/http/RouteTable.h"
#include "monitoring/server/routes/FeedbackBody.h"
#include "monitoring/server/routes/RecentAnswers.h"

namespace numeral::server {

/// Where right answers are kept, or why nowhere.
using FeedbackPlace = base::Expected<feedback::FeedbackStore*>;

/// Threads: any.
class FeedbackRoute {
public:
  /// All of it must outlive this.
  FeedbackRoute(FeedbackPlace place, const RecentAnswers& recent, const model::Store& models,
                metrics::FeedbackMetrics& metrics, logging::Log& log);

  /// The routes refer to this object.
  std::vector<Route> routes();

private:
  Response answer(Request& request);
  /// The answer that is meant: our own, else what the client says of it.
  base::Expected<RecentAnswer> answerMeant(const FeedbackBody& body) const;

  const FeedbackPlace m_place;
  const RecentAnswers& m_recent;
  const model::Store& m_models;
  metrics::FeedbackMetrics& m_metrics;
  logging::Log& m_log;
};

} // namespace numeral::server
