/// Sends mails over SMTP.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "core/base/Error.h"
#include "monitoring/client/MailSettings.h"

namespace numeral::client {

struct Mail {
  std::string subject; ///< UTF-8, one line
  std::string text;
  std::string html; ///< the same, for who shows that
};

struct MailLimits {
  std::chrono::milliseconds timeout{20'000}; ///< from the name's look-up to the server's last word
  std::function<bool()> giveUp;              ///< asked at least once a second; true ends the attempt
};

/// To all recipients at once; gives the server's words, with the recipients that it refused where it took others.
/// A login goes over TLS alone, unless the server is this machine. Neither words nor errors hold the password.
/// Errors: Io (nobody there, broke off), DeadlineExceeded, QueueFull (the server asks to come back later, 4xx): worth
/// another attempt. InvalidArgument (settings, subject; refused, 5xx; no TLS, or a certificate that is not trusted),
/// Cancelled (giveUp), Internal.
/// Threads: any.
base::Expected<std::string> sendMail(const MailSettings& settings, const Mail& mail, const MailLimits& limits);

} // namespace numeral::client
