/// Asks whether a mail server answers.
#pragma once

#include <chrono>
#include <string>

#include "core/base/Error.h"

namespace numeral::client {

/// Connects, with TLS where the server offers it, and says NOOP; no login, no mail. `url`: smtp:// or smtps://.
/// Errors: Io (nobody there, no mail server), DeadlineExceeded, InvalidArgument (address).
base::Expected<void> probeSmtp(const std::string& url, std::chrono::milliseconds timeout);

} // namespace numeral::client
