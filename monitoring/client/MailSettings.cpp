#include "monitoring/client/MailSettings.h"

#include <algorithm>
#include <string_view>

#include "core/base/Files.h"
#include "core/json/Base64.h"
#include "monitoring/client/Url.h"

namespace numeral::client {
namespace {

/// For messages: what has no place in a line of text becomes a question mark.
std::string printable(std::string text)
{
  constexpr unsigned char kFirstPrintable = 0x20;
  constexpr unsigned char kDelete = 0x7f;
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < kFirstPrintable || c == kDelete; }, '?');
  return text;
}

void replaceAll(std::string& text, const std::string& what, std::string_view by)
{
  if (what.empty())
    return;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

void checkServer(const MailSettings& settings, std::vector<MailProblem>& problems)
{
  if (settings.url.empty())
    problems.push_back({"NUMERAL_SMTP_URL is not set, but other mail settings are.",
                        "Set it, for Gmail to smtp://smtp.gmail.com:587."});
  else if (!settings.url.starts_with("smtp://") && !settings.url.starts_with("smtps://"))
    problems.push_back({"NUMERAL_SMTP_URL does not begin with smtp:// or smtps://.",
                        "Set it to an address like smtp://smtp.gmail.com:587."});
  else if (printable(settings.url) != settings.url || settings.url.find(' ') != std::string::npos)
    problems.push_back({"NUMERAL_SMTP_URL holds spaces or control characters.",
                        "Set it to an address like smtp://smtp.gmail.com:587."});
  else if (settings.url.find('@') != std::string::npos)
    problems.push_back({"NUMERAL_SMTP_URL holds a user or a password, which may end up in logs.",
                        "Set NUMERAL_SMTP_USER and NUMERAL_SMTP_PASSWORD instead.", false});
  if (!settings.user.empty() && settings.password.empty())
    problems.push_back({"NUMERAL_SMTP_USER is set, but no password.",
                        "Set NUMERAL_SMTP_PASSWORD, or GMAIL_PASS to an app password of Gmail's."});
  if (settings.user.empty() && !settings.password.empty())
    problems.push_back(
        {"A password for mail is set, but not whose.", "Set NUMERAL_SMTP_USER, for Gmail to your address."});
}

void checkAddresses(const MailSettings& settings, std::vector<MailProblem>& problems)
{
  if (settings.from.empty())
    problems.push_back(
        {"NUMERAL_ALERT_FROM is not set.", "Set it to the address that alerts come from, often the user's."});
  else if (!isMailAddress(settings.from))
    problems.push_back({"NUMERAL_ALERT_FROM is no mail address: \"" + printable(settings.from) + "\".",
                        "Set it to one address, like alerts@example.org."});
  if (settings.to.empty())
    problems.push_back({"NUMERAL_ALERT_TO is not set.", "Set it to who wants alerts, parted by commas."});
  for (const std::string& address : settings.to)
    if (!isMailAddress(address))
      problems.push_back({"NUMERAL_ALERT_TO holds what is no mail address: \"" + printable(address) + "\".",
                          "Set it to addresses parted by commas."});
}

} // namespace

std::vector<MailProblem> problemsOf(const MailSettings& settings)
{
  std::vector<MailProblem> problems;
  checkServer(settings, problems);
  checkAddresses(settings, problems);
  return problems;
}

bool isUsable(const MailSettings& settings)
{
  const auto problems = problemsOf(settings);
  return std::none_of(problems.begin(), problems.end(), [](const MailProblem& problem) { return problem.fatal; });
}

bool isMailAddress(const std::string& address)
{
  constexpr std::size_t kLongest = 254; // RFC 5321, section 4.5.3.1.3, without the brackets
  const auto at = address.find('@');
  if (at == 0 || at == std::string::npos || address.find('@', at + 1) != std::string::npos || address.size() > kLongest)
    return false;
  const bool clean = std::all_of(address.begin(), address.end(), [](char c) {
    return c > ' ' && c < '\x7f' && std::string_view("<>,;:\"()[]\\").find(c) == std::string_view::npos;
  });
  const std::string host = address.substr(at + 1);
  const auto dot = host.find('.');
  return clean && (host == "localhost" || (dot != 0 && dot != std::string::npos && !host.ends_with('.')));
}

bool isLoopback(const std::string& url)
{
  std::string host = originOf(url);
  host = host.substr(host.find("://") + 3);
  if (host.starts_with("[::1]"))
    return true;
  host = host.substr(0, host.find(':'));
  const bool isAddress = host.find_first_not_of("0123456789.") == std::string::npos;
  return host == "localhost" || (isAddress && host.starts_with("127."));
}

std::string withoutPassword(std::string words, const MailSettings& settings)
{
  constexpr std::string_view kHidden = "(hidden)";
  const std::string& password = settings.password;
  if (!password.empty()) {
    const auto encoded = [](const std::string& text) { return json::encodeBase64(base::bytesOf(text)); };
    const std::string nul(1, '\0');
    // RFC 4616 for PLAIN; LOGIN sends the password alone.
    replaceAll(words, encoded(nul + settings.user + nul + password), kHidden);
    replaceAll(words, encoded(password), kHidden);
    replaceAll(words, password, kHidden);
  }
  return printable(std::move(words));
}

std::string withoutAddresses(std::string words, const MailSettings& settings)
{
  words = withoutPassword(std::move(words), settings); // and printable, as what is looked for must be
  for (const std::string& recipient : settings.to)
    replaceAll(words, printable(recipient), "(a recipient)");
  replaceAll(words, printable(settings.from), "(the sender)");
  replaceAll(words, printable(settings.user), "(the user)");
  return words;
}

} // namespace numeral::client
