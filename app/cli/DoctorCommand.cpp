#include "app/cli/DoctorCommand.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "app/cli/DataFolder.h"
#include "app/cli/ModelChoice.h"
#include "app/cli/Text.h"
#include "app/cli/doctor/FileChecks.h"
#include "app/cli/doctor/MachineChecks.h"
#include "app/cli/doctor/MailChecks.h"
#include "app/cli/doctor/ModelChecks.h"
#include "app/cli/doctor/PortCheck.h"
#include "app/service/CommandLine.h"
#include "app/service/ExitCode.h"
#include "app/service/StateLocation.h"
#include "monitoring/system/SystemReader.h"

namespace numeral::cli {
namespace {

using doctor::Finding;
using doctor::State;

struct DoctorOptions {
  std::vector<std::pair<std::string, std::string>> serverFlags; ///< numerald's own: "--port" and its value
  bool connect = false;
  bool json = false;
};

/// As numerald would read them; with its defaults, and a finding, where it would not start.
service::Options serverOptions(const DoctorOptions& options, std::vector<Finding>& findings)
{
  std::vector<const char*> arguments{"numerald"};
  for (const auto& [flag, value] : options.serverFlags) {
    if (value.empty())
      continue;
    arguments.push_back(flag.c_str());
    arguments.push_back(value.c_str());
  }
  const auto parsed = service::parseCommandLine(static_cast<int>(arguments.size()), arguments.data());
  if (parsed) {
    findings.push_back({State::Ok, "settings", "numerald understands flags, environment and file.", {}});
    return parsed->options;
  }
  findings.push_back({State::Problem, "settings", parsed.error().message,
                      "numerald would not start with this; numerald --help lists what it knows. What follows is "
                      "checked with its defaults."});
  return {};
}

/// Empty where the server has none either.
std::filesystem::path stateFolder(const service::Options& server)
{
  return server.stateDir.empty() ? service::defaultStateFolder().value_or(std::filesystem::path()) : server.stateDir;
}

void append(std::vector<Finding>& findings, std::vector<Finding> more)
{
  std::move(more.begin(), more.end(), std::back_inserter(findings));
}

std::vector<Finding> findings(const DoctorOptions& options)
{
  std::vector<Finding> all;
  const service::Options server = serverOptions(options, all);
  all.push_back(doctor::checkBlas(doctor::readMaps()));
  all.push_back(doctor::checkProcessors(doctor::readProcessors()));
  all.push_back(doctor::checkInstructions(doctor::hasAvx2()));
  all.push_back(doctor::checkMemory(system::SystemReader().read()));
  all.push_back(doctor::checkOpenFiles(doctor::readOpenFiles()));
  all.push_back(doctor::checkClock(doctor::readClock()));
  all.push_back(doctor::checkDisplay(doctor::readDisplay()));
  append(all, doctor::checkModel(chooseModel(server.model.string())));
  all.push_back(doctor::checkModelsFolder(server.modelsDir));
  all.push_back(doctor::checkPort({"port", "--port", server.host, server.port}));
  if (server.adminPort >= 0)
    all.push_back(doctor::checkPort({"admin port", "--admin-port", server.adminHost, server.adminPort}));
  all.push_back(doctor::checkStateFolder(stateFolder(server)));
  all.push_back(doctor::checkKeyFile(server.apiKeyFile.string()));
  const client::MailSettings& mail = server.alerts.mail;
  append(all, doctor::checkMail(mail));
  if (options.connect && !mail.url.empty())
    all.push_back(doctor::checkMailServer(mail));
  all.push_back(doctor::checkData(defaultDataFolder()));
  return all;
}

const char* name(State state)
{
  switch (state) {
  case State::Ok: return "ok";
  case State::Note: return "note";
  case State::Warning: return "warning";
  case State::Problem: return "problem";
  }
  return "";
}

std::string padded(std::string text, std::size_t width)
{
  text.append(width - std::min(width, columnsOf(text)), ' ');
  return text;
}

void write(const Finding& finding)
{
  constexpr std::size_t kState = 9;
  constexpr std::size_t kCheck = 15;
  constexpr std::size_t kText = 80 - kState - kCheck;
  std::string start = padded(name(finding.state), kState) + padded(finding.check, kCheck);
  for (const std::string& text : {printable(finding.found), finding.remedy.empty() ? "" : "-> " + finding.remedy})
    for (const std::string& line : wrapped(text, kText)) {
      std::cout << start << line << '\n';
      start.assign(kState + kCheck, ' ');
    }
}

std::string counted(std::ptrdiff_t count, const std::string& what)
{
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

void writeJson(const std::vector<Finding>& all, std::ptrdiff_t problems, std::ptrdiff_t warnings)
{
  nlohmann::json checks = nlohmann::json::array();
  for (const Finding& finding : all)
    checks.push_back({{"check", finding.check},
                      {"state", name(finding.state)},
                      {"found", finding.found},
                      {"remedy", finding.remedy}});
  const nlohmann::json report = {{"checks", checks}, {"problems", problems}, {"warnings", warnings}};
  std::cout << report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

int examine(const DoctorOptions& options)
{
  const std::vector<Finding> all = findings(options);
  const auto count = [&all](State state) {
    return std::count_if(all.begin(), all.end(), [state](const Finding& finding) { return finding.state == state; });
  };
  const auto problems = count(State::Problem);
  const auto warnings = count(State::Warning);
  if (options.json) {
    writeJson(all, problems, warnings);
  } else {
    for (const Finding& finding : all)
      write(finding);
    std::cout << '\n'
              << (problems + warnings == 0 ? std::string("All is well.")
                                           : counted(problems, "problem") + ", " + counted(warnings, "warning") + ".")
              << '\n';
  }
  return problems == 0 ? service::kFine : service::kFailed;
}

} // namespace

void addDoctorCommand(CLI::App& app, int& exitCode)
{
  auto options = std::make_shared<DoctorOptions>();
  CLI::App* command = app.add_subcommand("doctor", "Check this installation, and say what to do");
  struct ServerFlag {
    const char* flag;
    const char* type;
    const char* help;
  };
  constexpr ServerFlag kServerFlags[] = {{"--host", "IPv4", "Where the server is to listen"},
                                         {"--port", "N", "Its port"},
                                         {"--admin-host", "IPv4", "Where it is to show metrics and health"},
                                         {"--admin-port", "N", "Its port for these"},
                                         {"--model", "PATH", "Its model, else the shipped one"},
                                         {"--state-dir", "DIR", "Where it keeps right answers"},
                                         {"--models-dir", "DIR", "Where others of its models lie"},
                                         {"--api-key-file", "FILE", "Its keys"},
                                         {"--smtp-url", "URL", "Its mail server"},
                                         {"--smtp-user", "NAME", "Its user there"},
                                         {"--alert-from", "ADDRESS", "Where its alerts come from"},
                                         {"--alert-to", "ADDRESSES", "Where they go to"},
                                         {"--env-file", "FILE", "Its .env file"},
                                         {"--config", "FILE", "Its configuration file"}};
  options->serverFlags.reserve(std::size(kServerFlags)); // values are bound by address
  for (const ServerFlag& flag : kServerFlags) {
    auto& value = options->serverFlags.emplace_back(flag.flag, std::string()).second;
    command->add_option(flag.flag, value, flag.help)->type_name(flag.type);
  }
  command->add_flag("--connect", options->connect, "Ask the mail server, too, whether it is there");
  command->add_flag("--json", options->json, "For programs");
  command->footer("Give the flags that the server gets; its variables in the environment (NUMERAL_PORT\n"
                  "…) hold as well. Each line is ok, a note, a warning (works, but could do better) or\n"
                  "a problem, with what to do about it.\n"
                  "\n"
                  "Ends with 0 if there is no problem, 1 if there is one, 2 after wrong use.");
  command->callback([options, &exitCode] { exitCode = examine(*options); });
}

} // namespace numeral::cli
