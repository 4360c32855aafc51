/// The flags of LogOptions.
#pragma once

#include "app/service/LogOptions.h"

namespace CLI { // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace numeral::service {

/// `options` is filled when `app` parses; it must outlive that.
void addLogFlags(CLI::App& app, LogOptions& options);

} // namespace numeral::service
