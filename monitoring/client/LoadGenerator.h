/// Asks servers as often as a plan says, and counts how they bear it.
#pragma once

#include "core/base/Error.h"
#include "monitoring/client/LoadPlan.h"
#include "monitoring/client/LoadReport.h"

namespace numeral::client {

/// Takes one thread, whatever the number of connections, and the same memory however long it runs. `plan.giveUp` and
/// `plan.progress` run on that thread. Blocks until the end.
/// Errors: Io where nobody answers at one of the addresses from the start on (later, that is counted), InvalidArgument.
base::Expected<LoadReport> generateLoad(const LoadPlan& plan);

} // namespace numeral::client
