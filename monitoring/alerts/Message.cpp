#include "monitoring/alerts/Message.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <initializer_list>

namespace numeral::alerts {
namespace {

using report::Alert;

std::string number(double value)
{
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.4g", value);
  return text.data();
}

/// "2026-01-31 12:00:00 UTC"
std::string timeOf(double unixTime)
{
  const auto seconds = static_cast<std::time_t>(unixTime);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 64> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts);
  return text.data();
}

std::string escaped(const std::string& text)
{
  std::string html;
  for (const char c : text) {
    switch (c) {
    case '&': html += "&amp;"; break;
    case '<': html += "&lt;"; break;
    case '>': html += "&gt;"; break;
    case '"': html += "&quot;"; break;
    default: html += c;
    }
  }
  return html;
}

const char* wordOf(Alert::Severity severity) { return severity == Alert::Severity::Critical ? "critical" : "warning"; }

std::string conditionOf(const Alert& alert)
{
  std::string text = alert.reading + " " + alert.comparison + " " + number(alert.threshold);
  if (alert.forSeconds > 0)
    text += " for " + number(alert.forSeconds) + " s";
  return text;
}

/// A path in the source is no link in a mail, so it is told in words.
std::string runbookOf(const Alert& alert)
{
  if (alert.runbook.find("://") != std::string::npos)
    return alert.runbook;
  return "\"" + alert.name + "\" in " + alert.runbook.substr(0, alert.runbook.find('#')) + " of Numeral's source";
}

std::string valueOf(const Alert& alert) { return alert.value ? number(*alert.value) : "no reading"; }

struct Row {
  std::string name;
  std::string value;
};

/// A sentence on top, paragraphs, and a table of what is known.
Message compose(std::string subject, const std::string& heading, std::initializer_list<std::string> paragraphs,
                const std::initializer_list<Row>& rows)
{
  Message message{std::move(subject), heading + "\n", {}};
  message.html = "<!doctype html>\n<html lang=\"en\"><body style=\"font-family: sans-serif\">\n<h2>" +
                 escaped(heading) + "</h2>\n";
  for (const std::string& paragraph : paragraphs) {
    message.text += "\n" + paragraph + "\n";
    message.html += "<p>" + escaped(paragraph) + "</p>\n";
  }
  message.text += "\n";
  message.html += "<table cellpadding=\"4\">\n";
  for (const Row& row : rows) {
    message.text += row.name + ": " + row.value + "\n";
    message.html += "<tr><th align=\"left\">" + escaped(row.name) + "</th><td>" + escaped(row.value) + "</td></tr>\n";
  }
  message.html += "</table>\n</body></html>\n";
  return message;
}

} // namespace

Message messageOf(const Alert& alert, const std::string& instance)
{
  const bool resolved = alert.state != Alert::State::Firing;
  const std::string state = resolved ? "resolved" : wordOf(alert.severity);
  const std::string heading = resolved ? "Resolved: " + alert.summary : alert.summary;
  const Row now{"Now", valueOf(alert)};
  const Row rule{"Rule", alert.name + " (" + wordOf(alert.severity) + "): " + conditionOf(alert)};
  const Row since{resolved ? "Resolved" : "Firing since", timeOf(alert.since)};
  const Row where{"Where", instance};
  std::string subject = "[Numeral] " + state + ": " + alert.summary + " (" + instance + ")";
  if (resolved)
    return compose(std::move(subject), heading,
                   {alert.value ? "The condition no longer holds. Nothing is to be done."
                                : "There has been no reading for a while, so nobody can say that it still holds."},
                   {now, rule, since, where});
  return compose(std::move(subject), heading, {alert.description, "What to do: " + alert.remedy},
                 {now, rule, since, where, {"Runbook", runbookOf(alert)}});
}

Message testMessage(const std::string& instance, double unixTime)
{
  return compose("[Numeral] test: alerts can be mailed (" + instance + ")", "A test: alerts can be mailed",
                 {"Somebody asked Numeral for this mail by POST /alerts/test. Nothing is wrong, and nothing is to be "
                  "done."},
                 {{"Sent", timeOf(unixTime)}, {"Where", instance}});
}

std::string lineOf(const Alert& alert)
{
  const std::string state = alert.state == Alert::State::Firing ? " fires: " : " is resolved: ";
  std::string line =
      "alert " + alert.name + state + alert.summary + " (" + conditionOf(alert) + "; now " + valueOf(alert) + ").";
  if (alert.state == Alert::State::Firing)
    line += " " + alert.remedy;
  return line;
}

} // namespace numeral::alerts
