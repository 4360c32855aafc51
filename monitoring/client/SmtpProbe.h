/// Asks whether a mail server answers.
#pragma once

#include <chrono>
#include <string>

#include "core/base/Error.h"

namespace numeral::client {

/// Connects, with TLS where the server offers it, and says NOOP; no login, no mail. `url`: smtp:// or smtps://.
/// `caFile`: certificates to trust instead of the system's; empty: the system's.
/// Errors: Io (nobody there, no mail server), DeadlineExceeded, InvalidArgument (address).
base::Expected<void> probeSmtp(const std::string& url, std::chrono::milliseconds timeout,
                               const std::string& caFile = {});

} // namespace numeral::client
