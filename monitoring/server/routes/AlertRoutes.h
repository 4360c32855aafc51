/// GET /alerts/status and POST /alerts/test.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/report/Alert.h"
#include "monitoring/server/http/RouteTable.h"

namespace numeral::server {

/// Called on HTTP threads, many at once. Each may be empty.
struct AlertControls {
  std::function<report::AlertReport()> report;
  /// Why no mail can be sent, and what is missing; empty where one can.
  std::function<std::string()> mailProblem;
  /// Sends a mail, on another thread, and gives the mail server's words. None of its words may hold addresses or
  /// passwords. Errors: Io and DeadlineExceeded (no answer), Cancelled (another one is under way), others (refused).
  std::function<base::Expected<std::string>()> sendTest;
};

/// On both ports.
std::vector<Route> alertRoutes(const AlertControls& controls);

} // namespace numeral::server
