#include "app/service/AlertFlags.h"

#include <sstream>
#include <string>
#include <vector>

#include "app/service/Flags.h"

namespace numeral::service {
namespace {

constexpr double kLongest = 86'400; ///< seconds

std::string trimmed(const std::string& text)
{
  constexpr const char* kBlank = " \t";
  const auto first = text.find_first_not_of(kBlank);
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

void addThresholds(CLI::App& app, alerts::Thresholds& thresholds)
{
  const char* group = "Alerts";
  const auto share = [&](const char* flag, double& value, const char* help) {
    addFlag(app, group, flag, value, "SHARE", help)->check(range(0.0, 1.0));
  };
  const auto percent = [&](const char* flag, double& value, const char* help) {
    addFlag(app, group, flag, value, "PERCENT", help)->check(range(0.0, 100.0));
  };
  share("alert-error-rate", thresholds.errorRate, "Critical from this share of failed predictions on, 0 to 1");
  share("alert-error-rate-warning", thresholds.errorRateWarning, "Warning from this share on");
  share("alert-confidence", thresholds.confidence, "Warning below this mean confidence, 0 to 1");
  percent("alert-cpu", thresholds.cpu, "Warning from this use of the processors on");
  percent("alert-memory", thresholds.memory, "Critical from this use of memory on");
  addFlag(app, group, "alert-drift", thresholds.drift, "PSI", "Warning from this drift on")->check(range(0.0, 1e6));
  share("alert-queue", thresholds.queue, "Warning from a queue so full on, 0 to 1");
  addFlag(app, group, "alert-shed", thresholds.shed, "RATE", "Warning above so many refused requests a second")
      ->check(range(0.0, 1e9));
  addFlag(app, group, "alert-latency", thresholds.latency, "SECONDS", "Warning from this p99 of predictions on")
      ->check(range(0.0, kLongest));
  percent("alert-disk", thresholds.disk, "Warning from a disk so full on");
  app.add_option("--alert-for", thresholds.hold, "Conditions must hold so long (default: each its own, 0 to 600)")
      ->type_name("SECONDS")
      ->envname(variableOf("alert-for"))
      ->check(range(0.0, kLongest))
      ->group(group);
}

} // namespace

void addAlertFlags(CLI::App& app, AlertOptions& options)
{
  addThresholds(app, options.thresholds);
  addFlag(app, "Alerts", "alert-cooldown", options.cooldown, "SECONDS", "Between two mails of the same alert")
      ->check(range(0.0, kLongest));
  addFlag(app, "Alerts", "alert-runbooks", options.runbooks, "URL", "Where RUNBOOKS.md is served, for links in mails");

  const char* group = "Mail of alerts (passwords only as NUMERAL_SMTP_PASSWORD or GMAIL_PASS in the environment)";
  client::MailSettings& mail = options.mail;
  addFlag(app, group, "smtp-url", mail.url, "URL", "Such as smtp://smtp.gmail.com:587");
  addFlag(app, group, "smtp-user", mail.user, "NAME", "Log in as; then over TLS alone");
  addFlag(app, group, "smtp-ca-file", mail.caFile, "FILE", "Trust these certificates (PEM), not the system's");
  addFlag(app, group, "alert-from", mail.from, "ADDRESS", "Alerts come from");
  addFlag(app, group, "alert-to", mail.to, "ADDRESSES", "They go to; parted by commas")
      ->default_str("")
      ->allow_extra_args(false);
}

void finishAlertOptions(AlertOptions& options, const Environment& environment)
{
  client::MailSettings& mail = options.mail;
  mail.password = environment.get("NUMERAL_SMTP_PASSWORD");
  if (mail.password.empty())
    mail.password = environment.get("GMAIL_PASS");
  std::vector<std::string> recipients;
  for (const std::string& list : mail.to) {
    std::istringstream stream(list);
    for (std::string address; std::getline(stream, address, ',');)
      if (address = trimmed(address); !address.empty())
        recipients.push_back(address);
  }
  mail.to = std::move(recipients);
}

} // namespace numeral::service
