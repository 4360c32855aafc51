/// Says on stderr what went wrong.
#pragma once

#include <string>

#include "core/base/Error.h"

namespace numeral::cli {

/// "numeralctl: about: message", and the library's words on a line of their own.
void complain(const base::Error& error, const std::string& about = {});

} // namespace numeral::cli
