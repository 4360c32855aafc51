/// Checks whether alerts could be mailed.
#pragma once

#include <string>
#include <vector>

#include "app/cli/doctor/Finding.h"

namespace numeral::cli::doctor {

/// As the environment has them; the password itself is not kept.
struct MailSettings {
  std::string url;
  std::string user;
  bool hasPassword = false;
  std::string from;
  std::string to; ///< several parted by commas

  bool any() const { return hasPassword || !(url.empty() && user.empty() && from.empty() && to.empty()); }
};

MailSettings readMailSettings();

/// One local part, one host with a dot (or localhost), no spaces.
bool isPlausibleAddress(const std::string& address);

/// Each thing that is wrong, or one finding that all is well.
std::vector<Finding> checkMail(const MailSettings& settings);

/// Talks to the server, without logging in.
Finding checkMailServer(const std::string& url);

} // namespace numeral::cli::doctor
