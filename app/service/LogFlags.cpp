#include "app/service/LogFlags.h"

#include <string>

#include "app/service/Flags.h"
#include "monitoring/server/http/AccessLog.h"

namespace numeral::service {
namespace {

constexpr std::size_t kLeastBytes = 4096;
constexpr std::size_t kMostBytes = std::size_t{1} << 40;
constexpr std::size_t kMostFiles = 1000;
constexpr const char* kGroup = "Log";

std::string checkFormat(const std::string& value)
{
  return value == "text" || value == "json" ? std::string() : "'" + value + "' is no log format; use text or json.";
}

std::string checkAccess(const std::string& value)
{
  const auto mode = server::parseAccessMode(value);
  return mode ? std::string() : mode.error().message;
}

} // namespace

void addLogFlags(CLI::App& app, LogOptions& options)
{
  const auto add = [&](const char* flag, auto& value, const char* type, const char* help) {
    return addFlag(app, kGroup, flag, value, type, help);
  };
  add("log-format", options.format, "FORMAT", "text, or json: one object a line")->check(checkFormat);
  add("log-file", options.file, "FILE", "Log to this file as well; full, it becomes FILE.1 and so on")->default_str("");
  add("log-file-size", options.fileBytes, "BYTES", "Largest log or trace file")->check(range(kLeastBytes, kMostBytes));
  add("log-files", options.files, "N", "Log or trace files to keep at most")->check(range(std::size_t{1}, kMostFiles));
  app.add_flag("--syslog", options.syslog, "Log to syslog as well, facility local0")
      ->envname(variableOf("syslog"))
      ->group(kGroup);
  add("access-log", options.access, "WHICH",
      "Requests to log: all, sampled (100 a second, the rest counted), errors (from 400 on) or off")
      ->check(checkAccess);
  add("trace-file", options.traceFile, "FILE", "Write what each request spent its time on here, as JSON lines")
      ->default_str("");
}

} // namespace numeral::service
