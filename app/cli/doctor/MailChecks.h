/// Checks whether alerts could be mailed.
#pragma once

#include <vector>

#include "app/cli/doctor/Finding.h"
#include "monitoring/client/MailSettings.h"

namespace numeral::cli::doctor {

/// Each thing that is wrong, or one finding that all is well.
std::vector<Finding> checkMail(const client::MailSettings& settings);

/// Talks to the server, without logging in.
Finding checkMailServer(const client::MailSettings& settings);

} // namespace numeral::cli::doctor
