#include "app/cli/doctor/MailChecks.h"

#include "app/cli/Text.h"
#include "monitoring/client/SmtpProbe.h"
#include "monitoring/client/Url.h"

namespace numeral::cli::doctor {
namespace {

constexpr const char* kCheck = "mail";

std::string joined(const std::vector<std::string>& addresses)
{
  std::string list;
  for (const std::string& address : addresses)
    list += (list.empty() ? "" : ", ") + address;
  return list;
}

} // namespace

std::vector<Finding> checkMail(const client::MailSettings& settings)
{
  if (!settings.any())
    return {{State::Note, kCheck, "No settings (NUMERAL_SMTP_URL and others), so no alert is mailed.", {}}};
  std::vector<Finding> findings;
  for (const client::MailProblem& problem : client::problemsOf(settings))
    findings.push_back({problem.fatal ? State::Problem : State::Warning, kCheck, problem.found, problem.remedy});
  if (findings.empty())
    findings.push_back({State::Ok,
                        kCheck,
                        "The settings fit together: from " + printable(settings.from) + " to " +
                            printable(joined(settings.to)) + " by " + client::originOf(settings.url) + ".",
                        {}});
  return findings;
}

Finding checkMailServer(const client::MailSettings& settings)
{
  const char* const check = "mail server";
  const auto answered = client::probeSmtp(settings.url, std::chrono::seconds(10), settings.caFile);
  if (answered)
    return {State::Ok, check, client::originOf(settings.url) + " answers.", {}};
  return {State::Problem, check, answered.error().message,
          "Check NUMERAL_SMTP_URL, and that no firewall keeps mail ports (587, 465) shut."};
}

} // namespace numeral::cli::doctor
