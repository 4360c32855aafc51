/// The flags about alerts and their mail.
#pragma once

#include "app/service/AlertOptions.h"
#include "app/service/Environment.h"

namespace CLI { // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace numeral::service {

/// `options` is filled when `app` parses; it must outlive that.
void addAlertFlags(CLI::App& app, AlertOptions& options);

/// What no flag may hold (a process list shows those), and lists to single addresses. Once all is parsed.
void finishAlertOptions(AlertOptions& options, const Environment& environment);

} // namespace numeral::service
