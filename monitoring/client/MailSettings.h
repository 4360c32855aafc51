/// How mails are sent: which server, as whom, to whom; and what of it is missing or wrong.
#pragma once

#include <string>
#include <vector>

namespace numeral::client {

struct MailSettings {
  std::string url; ///< "smtp://smtp.gmail.com:587", or smtps://
  std::string user;
  std::string password; ///< never shown
  std::string from;
  std::vector<std::string> to;
  std::string caFile; ///< certificates to trust instead of the system's; empty: the system's

  bool any() const { return !(url.empty() && user.empty() && password.empty() && from.empty() && to.empty()); }
};

/// What keeps mails from being sent, or is unwise.
struct MailProblem {
  std::string found;  ///< a sentence
  std::string remedy; ///< a sentence
  bool fatal = true;
};

/// Empty where the settings fit together. Names the settings as they are called in the environment.
std::vector<MailProblem> problemsOf(const MailSettings& settings);

/// Whether one may try to send with them.
bool isUsable(const MailSettings& settings);

/// One local part, one host with a dot (or localhost), printable ASCII without what has a meaning in a header.
bool isMailAddress(const std::string& address);

/// Whether the server is this machine, so that a password need not be kept from a wire.
bool isLoopback(const std::string& url);

/// The same words without the password, as it is and as SMTP sends it, and without control characters.
std::string withoutPassword(std::string words, const MailSettings& settings);

/// The same words without sender, recipients and user as well, for strangers.
std::string withoutAddresses(std::string words, const MailSettings& settings);

} // namespace numeral::client
