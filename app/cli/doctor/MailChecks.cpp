#include "app/cli/doctor/MailChecks.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "app/cli/Text.h"
#include "monitoring/client/SmtpProbe.h"
#include "monitoring/client/Url.h"

namespace numeral::cli::doctor {
namespace {

constexpr const char* kCheck = "mail";

std::string variable(const char* name)
{
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::string trimmed(const std::string& text)
{
  const auto first = text.find_first_not_of(" \t");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

Finding problem(const std::string& found, const std::string& remedy) { return {State::Problem, kCheck, found, remedy}; }

void checkServer(const MailSettings& settings, std::vector<Finding>& findings)
{
  if (settings.url.empty())
    findings.push_back(problem("NUMERAL_SMTP_URL is not set, but other mail settings are.",
                               "Set it, for Gmail to smtp://smtp.gmail.com:587."));
  else if (!settings.url.starts_with("smtp://") && !settings.url.starts_with("smtps://"))
    findings.push_back(problem("NUMERAL_SMTP_URL does not begin with smtp:// or smtps://.",
                               "Set it to an address like smtp://smtp.gmail.com:587."));
  else if (settings.url.find('@') != std::string::npos)
    findings.push_back({State::Warning, kCheck,
                        "NUMERAL_SMTP_URL holds a user or a password, which may end up in logs.",
                        "Set NUMERAL_SMTP_USER and NUMERAL_SMTP_PASSWORD instead."});
  if (!settings.user.empty() && !settings.hasPassword)
    findings.push_back(problem("NUMERAL_SMTP_USER is set, but no password.",
                               "Set NUMERAL_SMTP_PASSWORD, or GMAIL_PASS to an app password of Gmail's."));
  if (settings.user.empty() && settings.hasPassword)
    findings.push_back(
        problem("A password for mail is set, but not whose.", "Set NUMERAL_SMTP_USER, for Gmail to your address."));
}

void checkAddresses(const MailSettings& settings, std::vector<Finding>& findings)
{
  if (settings.from.empty())
    findings.push_back(
        problem("NUMERAL_ALERT_FROM is not set.", "Set it to the address that alerts come from, often the user's."));
  else if (!isPlausibleAddress(settings.from))
    findings.push_back(problem("NUMERAL_ALERT_FROM is no mail address: \"" + printable(settings.from) + "\".",
                               "Set it to one address, like alerts@example.org."));
  if (settings.to.empty())
    findings.push_back(problem("NUMERAL_ALERT_TO is not set.", "Set it to who wants alerts, parted by commas."));
  std::istringstream all(settings.to);
  std::string address;
  while (std::getline(all, address, ','))
    if (!isPlausibleAddress(trimmed(address)))
      findings.push_back(problem("NUMERAL_ALERT_TO holds what is no mail address: \"" + printable(address) + "\".",
                                 "Set it to addresses parted by commas."));
}

} // namespace

MailSettings readMailSettings()
{
  MailSettings settings;
  settings.url = variable("NUMERAL_SMTP_URL");
  settings.user = variable("NUMERAL_SMTP_USER");
  settings.hasPassword = !variable("NUMERAL_SMTP_PASSWORD").empty() || !variable("GMAIL_PASS").empty();
  settings.from = variable("NUMERAL_ALERT_FROM");
  settings.to = variable("NUMERAL_ALERT_TO");
  return settings;
}

bool isPlausibleAddress(const std::string& address)
{
  const auto at = address.find('@');
  if (at == 0 || at == std::string::npos || address.find('@', at + 1) != std::string::npos)
    return false;
  const bool clean = std::all_of(address.begin(), address.end(), [](char c) {
    return c > ' ' && c != '\x7f' && std::string_view("<>,;:\"()[]\\").find(c) == std::string_view::npos;
  });
  const std::string host = address.substr(at + 1);
  const auto dot = host.find('.');
  return clean && (host == "localhost" || (dot != 0 && dot != std::string::npos && !host.ends_with('.')));
}

std::vector<Finding> checkMail(const MailSettings& settings)
{
  if (!settings.any())
    return {{State::Note, kCheck, "No settings (NUMERAL_SMTP_URL and others), so no alert is mailed.", {}}};
  std::vector<Finding> findings;
  checkServer(settings, findings);
  checkAddresses(settings, findings);
  if (findings.empty())
    findings.push_back({State::Ok,
                        kCheck,
                        "The settings fit together: from " + printable(settings.from) + " to " +
                            printable(settings.to) + " by " + client::originOf(settings.url) + ".",
                        {}});
  return findings;
}

Finding checkMailServer(const std::string& url)
{
  const char* const check = "mail server";
  const auto answered = client::probeSmtp(url, std::chrono::seconds(10));
  if (answered)
    return {State::Ok, check, client::originOf(url) + " answers.", {}};
  return {State::Problem, check, answered.error().message,
          "Check NUMERAL_SMTP_URL, and that no firewall keeps mail ports (587, 465) shut."};
}

} // namespace numeral::cli::doctor
