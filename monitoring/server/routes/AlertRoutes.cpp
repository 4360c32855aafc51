#include "monitoring/server/routes/AlertRoutes.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "monitoring/server/http/JsonResponse.h"
#include "monitoring/server/http/Problem.h"

namespace numeral::server {
namespace {

using base::ErrorCode;
using report::Alert;
using Json = nlohmann::ordered_json;

constexpr const char* kStatusOperation = R"({
  "summary": "Alert rules, what they watch, and what fires", "tags": ["watching"],
  "description": "Shares (error_rate, confidence, queue) are 0 to 1, cpu, memory and disk per cent, latency seconds, shed requests a second. A value is null while there is too little to stand on.",
  "responses": {"200": {"description": "OK", "content": {"application/json": {"schema": {"type": "object",
    "required": ["alerts_enabled", "recipients_count", "current_metrics", "alert_thresholds", "alert_status", "last_alerts", "rules"],
    "properties": {
      "alerts_enabled": {"type": "boolean", "description": "whether alerts are mailed"},
      "recipients_count": {"type": "integer"},
      "current_metrics": {"type": "object", "additionalProperties": {"type": ["number", "null"]}},
      "alert_thresholds": {"type": "object", "additionalProperties": {"type": "number"}},
      "alert_status": {"type": "object", "description": "CRITICAL while the rule with the threshold of that name fires, not at its warning", "additionalProperties": {"enum": ["NORMAL", "CRITICAL"]}},
      "last_alerts": {"type": "array", "items": {"type": "object", "properties": {
        "alert": {"type": "string"}, "severity": {"enum": ["warning", "critical"]}, "state": {"enum": ["firing", "resolved"]},
        "time": {"type": "number", "description": "Unix time"}, "value": {"type": ["number", "null"]}}}},
      "rules": {"type": "array", "items": {"type": "object", "properties": {
        "name": {"type": "string"}, "severity": {"enum": ["warning", "critical"]}, "metric": {"type": "string"},
        "comparison": {"type": "string"}, "threshold": {"type": "number"}, "for_seconds": {"type": "number"},
        "state": {"enum": ["normal", "pending", "firing", "resolved"]}, "value": {"type": ["number", "null"]},
        "since": {"type": "number", "description": "Unix time"}, "summary": {"type": "string"},
        "description": {"type": "string"}, "remedy": {"type": "string"}, "runbook": {"type": "string", "description": "its section: an address where --alert-runbooks gives one, else a file of the source"}}}}}}}}}}})";
constexpr const char* kTestOperation = R"({
  "summary": "Send a test mail to those who get alerts", "tags": ["watching"],
  "responses": {"200": {"description": "sent, with the mail server's words", "content": {"application/json": {"schema": {"type": "object",
                  "required": ["status", "recipients_count", "answer"], "properties": {"status": {"const": "sent"},
                  "recipients_count": {"type": "integer"}, "answer": {"type": "string"}}}}}},
                "502": {"description": "the mail server refuses"},
                "503": {"description": "no mail is configured, or another test is under way"},
                "504": {"description": "the mail server does not answer"}}})";

const char* wordOf(Alert::Severity severity) { return severity == Alert::Severity::Critical ? "critical" : "warning"; }

const char* wordOf(Alert::State state)
{
  switch (state) {
  case Alert::State::Normal: return "normal";
  case Alert::State::Pending: return "pending";
  case Alert::State::Firing: return "firing";
  case Alert::State::Resolved: return "resolved";
  }
  return "";
}

Json numberOrNull(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json ruleJson(const Alert& rule)
{
  return {{"name", rule.name},
          {"severity", wordOf(rule.severity)},
          {"metric", rule.reading},
          {"comparison", rule.comparison},
          {"threshold", rule.threshold},
          {"for_seconds", rule.forSeconds},
          {"state", wordOf(rule.state)},
          {"value", numberOrNull(rule.value)},
          {"since", rule.since},
          {"summary", rule.summary},
          {"description", rule.description},
          {"remedy", rule.remedy},
          {"runbook", rule.runbook}};
}

/// The first rule of a reading states its threshold; a second one is its warning.
std::string thresholdName(const Json& thresholds, const Alert& rule)
{
  return thresholds.contains(rule.reading) ? rule.reading + "_warning" : rule.reading;
}

Response status(const AlertControls& controls)
{
  const auto report = controls.report ? controls.report() : report::AlertReport{};
  Json metrics = Json::object();
  Json thresholds = Json::object();
  Json states{{"error_rate", "NORMAL"}, {"confidence", "NORMAL"}, {"cpu", "NORMAL"}, {"memory", "NORMAL"}};
  Json rules = Json::array();
  for (const Alert& rule : report.rules) {
    metrics[rule.reading] = numberOrNull(rule.value);
    const auto threshold = thresholdName(thresholds, rule);
    thresholds[threshold] = rule.threshold;
    if (rule.state == Alert::State::Firing && states.contains(threshold))
      states[threshold] = "CRITICAL";
    rules.push_back(ruleJson(rule));
  }
  Json last = Json::array();
  for (const auto& event : report.last)
    last.push_back({{"alert", event.name},
                    {"severity", wordOf(event.severity)},
                    {"state", event.resolved ? "resolved" : "firing"},
                    {"time", event.time},
                    {"value", numberOrNull(event.value)}});
  return jsonResponse(Json{{"alerts_enabled", report.mailed},
                           {"recipients_count", report.recipients},
                           {"current_metrics", metrics},
                           {"alert_thresholds", thresholds},
                           {"alert_status", states},
                           {"last_alerts", last},
                           {"rules", rules}});
}

/// Between the mail server and our client we are a gateway.
Problem mailProblem(const base::Error& error)
{
  constexpr int kBadGateway = 502;
  constexpr int kGatewayTimeout = 504;
  if (error.code == ErrorCode::Cancelled)
    return problem(error);
  const bool silent = error.code == ErrorCode::Io || error.code == ErrorCode::DeadlineExceeded;
  return problem(silent ? kGatewayTimeout : kBadGateway, silent ? "mail_unanswered" : "mail_refused", error.message);
}

Response test(const AlertControls& controls, const std::string& requestId)
{
  constexpr int kUnavailable = 503;
  if (!controls.mailProblem || !controls.sendTest)
    return toResponse(problem(kUnavailable, "mail_not_configured", "This server mails no alerts."), requestId);
  if (const auto why = controls.mailProblem(); !why.empty())
    return toResponse(problem(kUnavailable, "mail_not_configured", why), requestId);
  const auto sent = controls.sendTest();
  if (!sent)
    return toResponse(mailProblem(sent.error()), requestId);
  const std::size_t recipients = controls.report ? controls.report().recipients : 0;
  return jsonResponse(Json{{"status", "sent"}, {"recipients_count", recipients}, {"answer", *sent}});
}

} // namespace

std::vector<Route> alertRoutes(const AlertControls& controls)
{
  return {{.method = "GET",
           .path = "/alerts/status",
           .label = "other",
           .handler = [controls](Request&) { return status(controls); },
           .onAdminPort = true,
           .operation = kStatusOperation},
          {.method = "POST",
           .path = "/alerts/test",
           .label = "other",
           .handler = [controls](Request& request) { return test(controls, request.id); },
           .onAdminPort = true,
           .access = Access::KeyOrOnceAMinute,
           .operation = kTestOperation}};
}

} // namespace numeral::server
