/// Alerts that fire, as the window says them.
#pragma once

#include <vector>

#include <QString>

#include "core/report/Alert.h"

namespace numeral::ui {

/// A line for each: how bad, since when, what, and what to do. Empty where there is none.
QString alertWords(const std::vector<report::Alert>& firing);

} // namespace numeral::ui
