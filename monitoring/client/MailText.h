/// The head of a mail, in the forms that RFC 5322 and RFC 2047 want.
#pragma once

#include <string>
#include <string_view>

namespace numeral::client {

/// "Sun, 22 Nov 2026 04:30:00 +0000"
std::string mailDate(double unixTime);

/// Unlike any other; `from` names the domain.
std::string messageId(const std::string& from);

/// Plain ASCII as it is, else encoded words in lines of their own. `subject` has no control characters.
std::string encodedSubject(std::string_view subject);

/// Whether the text could end a line, and so begin another header.
bool holdsControl(std::string_view text);

/// Every line ends with CR LF, as SMTP wants it.
std::string withCrLf(std::string_view text);

} // namespace numeral::client
