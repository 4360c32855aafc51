/// A load test's figures for people and for programs.
#pragma once

#include <ostream>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "monitoring/client/LoadPlan.h"
#include "monitoring/client/LoadReport.h"

namespace numeral::cli {

/// One line about the last second.
std::string progressLine(const client::LoadProgress& progress);
/// What stands above those lines.
std::string progressHeader();

/// At most 80 columns wide.
void writeReport(std::ostream& out, const client::LoadPlan& plan, const client::LoadReport& report);

nlohmann::json toJson(const client::LoadPlan& plan, const client::LoadReport& report);

} // namespace numeral::cli
