#include "app/service/Alerting.h"

#include <array>
#include <atomic>
#include <chrono>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <unistd.h>

#include "core/base/Clock.h"
#include "monitoring/alerts/Evaluator.h"
#include "monitoring/alerts/Message.h"
#include "monitoring/alerts/Outbox.h"
#include "monitoring/alerts/Watch.h"
#include "monitoring/client/Mailer.h"
#include "monitoring/metrics/AlertMetrics.h"

namespace numeral::service {
namespace {

using logging::Level;
using report::Alert;

constexpr std::chrono::milliseconds kInterval{1000};
/// A test mail's answer is waited for by a client of ours, who is given 30 s.
constexpr std::chrono::milliseconds kTestTimeout{15'000};

/// This program among several: the machine's name.
std::string instanceName()
{
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "an unnamed host";
}

std::vector<std::string> namesOf(const std::vector<alerts::Rule>& rules)
{
  std::vector<std::string> names;
  for (const alerts::Rule& rule : rules)
    names.emplace_back(rule.name);
  return names;
}

client::Mail mailOf(const alerts::Message& message) { return {message.subject, message.text, message.html}; }

std::string inOneLine(const std::vector<client::MailProblem>& problems)
{
  std::string words;
  for (const client::MailProblem& problem : problems)
    if (problem.fatal)
      words += (words.empty() ? "" : " ") + problem.found + " " + problem.remedy;
  return words;
}

/// The times of failed mails of the last ten minutes.
class Failures {
public:
  void add()
  {
    const std::lock_guard lock(m_mutex);
    m_times.push_back(base::Steady::now());
    if (m_times.size() > kMost)
      m_times.pop_front();
  }

  double count()
  {
    constexpr double kWindowSeconds = 600;
    const std::lock_guard lock(m_mutex);
    while (!m_times.empty() && base::secondsSince(m_times.front()) > kWindowSeconds)
      m_times.pop_front();
    return static_cast<double>(m_times.size());
  }

private:
  static constexpr std::size_t kMost = 1000;
  std::mutex m_mutex;
  std::deque<base::TimePoint> m_times;
};

} // namespace

class Alerting::Impl {
public:
  Impl(const AlertOptions& options, const Sources& sources)
      : m_mail(options.mail), m_mailable(client::isUsable(m_mail)), m_log(sources.log), m_instance(instanceName()),
        m_rules(alerts::makeRules(options.thresholds, options.runbooks)), m_metrics(sources.metrics, namesOf(m_rules)),
        m_evaluator(m_rules, options.cooldown, base::unixTime()), m_sources(sources.readings)
  {
    if (m_mailable)
      m_outbox.emplace(
          alerts::Outbox::Config{},
          [this](const alerts::Message& message, const std::function<bool()>& giveUp) { return send(message, giveUp); },
          [this](const alerts::Message&, const base::Expected<void>& sent) { count(sent); });
    else if (m_mail.any()) // as an error: stdout is for the ready line
      m_log.write(Level::Error, "alerts are not mailed: " + inOneLine(client::problemsOf(m_mail)));
    m_watch.emplace(kInterval, [this] { look(); });
  }

  void stop() { m_watch.reset(); }
  void setServing(bool serving) { m_serving = serving; }

  report::AlertReport report() const
  {
    return {m_mailable, m_mailable ? m_mail.to.size() : 0, m_evaluator.alerts(), m_evaluator.last()};
  }

  std::string mailProblem() const
  {
    if (!m_mail.any())
      return "No mail is configured here: NUMERAL_SMTP_URL, NUMERAL_ALERT_FROM and NUMERAL_ALERT_TO are not set, nor "
             "a login by NUMERAL_SMTP_USER and NUMERAL_SMTP_PASSWORD where the mail server wants one.";
    // Addresses that are wrong are nobody's business but the operator's.
    return m_mailable ? std::string() : client::withoutAddresses(inOneLine(client::problemsOf(m_mail)), m_mail);
  }

  /// One at a time; on a thread of its own, since HTTP's have little stack.
  base::Expected<std::string> sendTest()
  {
    const std::unique_lock one(m_testMutex, std::try_to_lock);
    if (!one)
      return base::failure(base::ErrorCode::Cancelled, "Another test mail is under way. Try again in a moment.");
    const auto message = alerts::testMessage(m_instance, base::unixTime());
    auto sent = std::async(std::launch::async, [&] {
                  return client::sendMail(m_mail, mailOf(message), {.timeout = kTestTimeout, .giveUp = {}});
                }).get();
    note(sent.map([](const std::string&) {}));
    if (!sent) {
      m_log.write(Level::Warning, "test mail not sent: " + sent.error().message);
      sent.error().message = client::withoutAddresses(sent.error().message, m_mail);
      return sent;
    }
    m_log.write(Level::Info, "test mail sent: " + *sent);
    return client::withoutAddresses(*sent, m_mail);
  }

private:
  void look()
  {
    auto readings = readAll(m_sources, m_serving);
    if (m_mailable)
      readings.mailFailures = m_failures.count();
    const double now = base::secondsBetween(m_start, base::Steady::now());
    for (const alerts::Change& change : m_evaluator.evaluate(readings, now, base::unixTime()))
      tell(change);
  }

  void tell(const alerts::Change& change)
  {
    const bool fires = change.kind == alerts::Change::Kind::Began;
    const bool critical = change.alert.severity == Alert::Severity::Critical;
    if (change.news) {
      m_metrics.firing(change.alert.name, fires);
      m_log.write(!fires ? Level::Info : critical ? Level::Error : Level::Warning, alerts::lineOf(change.alert));
    }
    if (!m_outbox)
      return;
    if (change.suppressed)
      m_metrics.notified(metrics::Notification::Suppressed);
    if (change.notify)
      m_outbox->put(alerts::messageOf(change.alert, m_instance));
  }

  base::Expected<void> send(const alerts::Message& message, const std::function<bool()>& giveUp)
  {
    client::MailLimits limits;
    limits.giveUp = giveUp;
    return client::sendMail(m_mail, mailOf(message), limits).map([this](const std::string& words) {
      m_log.tell(Level::Info, "alert mailed: " + words);
    });
  }

  void count(const base::Expected<void>& sent)
  {
    note(sent);
    if (!sent)
      m_log.write(Level::Warning, "alert not mailed: " + sent.error().message);
  }

  void note(const base::Expected<void>& sent)
  {
    m_metrics.notified(sent ? metrics::Notification::Sent : metrics::Notification::Failed);
    if (!sent)
      m_failures.add();
  }

  const base::TimePoint m_start = base::Steady::now();
  const client::MailSettings m_mail;
  const bool m_mailable;
  logging::Log& m_log;
  const std::string m_instance;
  const std::vector<alerts::Rule> m_rules;
  metrics::AlertMetrics m_metrics;
  alerts::Evaluator m_evaluator;
  const ReadingSources m_sources;
  Failures m_failures;
  std::atomic<bool> m_serving = false;
  std::mutex m_testMutex;
  std::optional<alerts::Outbox> m_outbox; ///< none where no mail can be sent
  std::optional<alerts::Watch> m_watch;   ///< last: it uses all of the above
};

Alerting::Alerting(const AlertOptions& options, const Sources& sources)
    : m_impl(std::make_unique<Impl>(options, sources))
{
}
Alerting::~Alerting() = default;

void Alerting::stop() { m_impl->stop(); }
void Alerting::setServing(bool serving) { m_impl->setServing(serving); }
report::AlertReport Alerting::report() const { return m_impl->report(); }

server::AlertControls Alerting::controls()
{
  return {.report = [this] { return m_impl->report(); },
          .mailProblem = [this] { return m_impl->mailProblem(); },
          .sendTest = [this] { return m_impl->sendTest(); }};
}

} // namespace numeral::service
