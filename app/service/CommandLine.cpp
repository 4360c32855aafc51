#include "app/service/CommandLine.h"

#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>

#include "app/service/AlertFlags.h"
#include "app/service/Environment.h"
#include "app/service/Flags.h"
#include "app/service/LogFlags.h"
#include "core/base/Files.h"
#include "core/base/Version.h"
#include "monitoring/logging/Log.h"
#include "monitoring/metrics/Reference.h"
#include "monitoring/server/http/IpAddress.h"

namespace numeral::service {
namespace {

constexpr std::size_t kMaxConfigBytes = 1u << 20;
constexpr std::size_t kMost = std::size_t{1} << 40; // a negative number wraps to more

std::string checkDevice(const std::string& value)
{
  if (value == "auto" || value == "cpu" || value == "cuda")
    return {};
  if (value.starts_with("cuda:") && value.size() > 5 && value.find_first_not_of("0123456789", 5) == std::string::npos)
    return {};
  return "'" + value + "' is no device; use auto, cpu, cuda or cuda:N.";
}

std::string checkLevel(const std::string& value)
{
  const auto level = logging::parseLevel(value);
  return level ? std::string() : level.error().message;
}

std::string checkRange(const std::string& value)
{
  const auto range = server::IpRange::parse(value);
  return range ? std::string() : range.error().message;
}

/// CLI11's layout without its noise: every flag has its variable, so the footer says that once.
class HelpFormatter final : public CLI::Formatter {
public:
  std::string make_option_opts(const CLI::Option* option) const override
  {
    std::string text;
    if (option->get_type_size() != 0)
      text += " " + option->get_type_name();
    if (!option->get_default_str().empty())
      text += " [" + option->get_default_str() + "]";
    return text;
  }
  std::string make_usage(const CLI::App*, std::string) const override { return "Usage: numerald [OPTIONS] [MODEL]\n"; }
  std::string make_positionals(const CLI::App*) const override { return {}; }
};

/// One CLI::App and the Options it fills. `file` is --config's value.
class Parser {
public:
  Parser()
  {
    const auto formatter = std::make_shared<HelpFormatter>();
    formatter->column_width(34);
    m_app.formatter(formatter);
    m_app.footer(
        "\nEvery option can also stand in the environment (--max-body as NUMERAL_MAX_BODY) and in the file\n"
        "given by --config (max-body = 1000000). What the environment lacks may stand in the file given by\n"
        "--env-file, or else in .env in the working directory (NUMERAL_MAX_BODY=1000000). Flags go before\n"
        "the environment, it before --env-file, that before --config. MODEL is the same as --model; MODEL_PATH does\n"
        "as well.");

    const char* group = "Address";
    add(group, "host", m_options.host, "IPv4", "Listen on this address; 0.0.0.0 for all");
    add(group, "port", m_options.port, "N", "Port for /predict and the drawing page; 0 takes a free one")
        ->check(range(0, 65535));
    add(group, "admin-host", m_options.adminHost, "IPv4", "Listen here for metrics and health");
    add(group, "admin-port", m_options.adminPort, "N", "Port for metrics and health; 0 takes a free one")
        ->check(range(0, 65535));

    group = "Model";
    m_modelOption =
        m_app.add_option("model,--model", m_modelPath, "Model folder, manifest or file (default: the shipped one)")
            ->type_name("PATH")
            ->envname(variableOf("model"))
            ->group(group);
    m_app
        .add_flag("--allow-no-model", m_options.allowNoModel,
                  "Start without a usable model; /predict answers 503 until one is loaded")
        ->envname(variableOf("allow-no-model"))
        ->group(group);
    add(group, "device", m_options.device, "DEVICE", "auto, cpu, cuda or cuda:N")->check(checkDevice);

    group = "Load and limits";
    add(group, "threads", m_options.threads, "N", "Inference threads; 0: as many as there are processors")
        ->check(range(0, 1024));
    add(group, "max-batch", m_options.maxBatch, "N", "Glyphs in one pass of the model at most")
        ->check(range(std::size_t{1}, std::size_t{4096}));
    add(group, "queue", m_options.queue, "N", "Requests under way at most; more get 503")
        ->check(range(std::size_t{1}, std::size_t{1'000'000}));
    add(group, "max-body", m_options.maxBody, "BYTES", "Largest request body")->check(range(std::size_t{1}, kMost));
    add(group, "max-pixels", m_options.maxPixels, "N", "Largest image")->check(range(std::size_t{1}, kMost));
    add(group, "connections", m_options.connections, "N", "Open at a time; more wait")
        ->check(range(std::size_t{1}, std::size_t{16'384}));
    add(group, "rate-limit", m_options.rateLimit, "N",
        "Requests with a body a second for one address; more get 429; 0: any")
        ->check(range(0.0, 1e9));
    add(group, "client-requests", m_options.clientRequests, "N", "Under way for one address; more get 429; 0: any")
        ->check(range(std::size_t{0}, kMost));
    add(group, "drain-delay", m_options.drainDelay, "SECONDS",
        "When stopping, say so on /readyz and go on serving so long")
        ->check(range(0.0, 3600.0));
    add(group, "drain-timeout", m_options.drainTimeout, "SECONDS", "Wait so long for requests under way when stopping")
        ->check(range(0.0, 3600.0));

    group = "Access";
    add(group, "api-key-file", m_apiKeyFile, "FILE", "One key a line, for /admin and /load_model");
    m_app
        .add_flag("--require-api-key", m_options.requireApiKey, "Whatever sends a body needs a key too, /predict first")
        ->envname(variableOf("require-api-key"))
        ->group(group);
    add(group, "trusted-proxy", m_options.trustedProxies, "CIDR",
        "Gateways whose X-Forwarded-For or Forwarded counts; may be given again")
        ->check(checkRange)
        ->delimiter(',')
        ->default_str("");
    add(group, "models-dir", m_modelsDir, "DIR", "Clients with a key may load the models below it");
    group = "Feedback";
    add(group, "state-dir", m_stateDir, "DIR", "Keep right answers here (default: ~/.local/state/numeral)");
    m_app
        .add_flag("--feedback-images", m_options.feedbackImages,
                  "Keep also the images that right answers are about; people's writing then stays on this disk")
        ->envname(variableOf("feedback-images"))
        ->group(group);

    addAlertFlags(m_app, m_options.alerts);
    add("Log", "log-level", m_options.logLevel, "LEVEL", "trace, debug, info, warning, error or off")
        ->check(checkLevel);
    addLogFlags(m_app, m_options.log);

    group = "Other";
    m_app.add_option("--config", m_file, "Read options from this TOML or INI file")
        ->type_name("FILE")
        ->envname(variableOf("config"))
        ->configurable(false)
        ->group(group);
    m_app.add_flag("--metrics-reference", m_metricsReference, "Print the list of all metrics as Markdown and end")
        ->configurable(false)
        ->group(group);
    m_envOption = m_app
                      .add_option("--env-file", m_envFile,
                                  "Read variables from this file of KEY=VALUE lines (default: .env here, if any)")
                      ->type_name("FILE")
                      ->envname(variableOf("env-file"))
                      ->configurable(false)
                      ->group(group);
    m_app.set_help_flag("-h,--help", "Print this and end")->group(group);
    m_app
        .set_version_flag("--version", "numerald " + base::version() + " (" + base::revision() + ")",
                          "Print the version and end")
        ->group(group);
  }

  base::Expected<CommandLine> parse(int argc, const char* const* argv)
  {
    try {
      m_app.parse(argc, argv);
      if (m_metricsReference)
        return CommandLine{{}, metrics::reference()};
      const auto environment = Environment::read(m_envFile);
      if (!environment)
        return tl::unexpected(environment.error());
      takeVariables(*environment);
      takeModelPath(environment->get("MODEL_PATH"));
      if (!m_file.empty()) {
        const auto content = base::readFile(m_file, kMaxConfigBytes);
        if (!content)
          return tl::unexpected(content.error());
        takeFile(std::string(base::textOf(*content)));
      }
      finishAlertOptions(m_options.alerts, *environment);
    } catch (const CLI::CallForHelp&) {
      return CommandLine{{}, m_app.help()};
    } catch (const CLI::CallForVersion&) {
      return CommandLine{{}, m_app.version() + "\n"};
    } catch (const CLI::Error& error) {
      return base::failure(base::ErrorCode::InvalidArgument, m_source + error.what(), error.get_name());
    }
    m_options.model = m_modelPath;
    m_options.apiKeyFile = m_apiKeyFile;
    m_options.modelsDir = m_modelsDir;
    if (m_options.requireApiKey && m_options.apiKeyFile.empty())
      return base::failure(base::ErrorCode::InvalidArgument,
                           "--require-api-key wants --api-key-file: without a key nobody could ask anything.");
    m_options.stateDir = m_stateDir;
    return CommandLine{m_options, {}};
  }

private:
  template <class T>
  CLI::Option* add(const char* group, const std::string& flag, T& value, const char* type, const char* help)
  {
    return addFlag(m_app, group, flag, value, type, help);
  }

  /// Those of the .env file; CLI11 has read the real ones.
  void takeVariables(const Environment& environment)
  {
    for (const EnvEntry& entry : environment.entries())
      for (CLI::Option* option : m_app.get_options()) {
        if (option == m_envOption || option->get_envname() != entry.name || option->count() != 0 || entry.value.empty())
          continue;
        m_source = environment.source() + ":" + std::to_string(entry.line) + ": ";
        give(*option, {entry.value});
      }
    m_source.clear();
  }

  void takeModelPath(const std::string& path)
  {
    if (m_modelOption->count() == 0 && !path.empty())
      give(*m_modelOption, {path});
  }

  /// CLI11 would let the file go before the environment, so it is read here, after both.
  void takeFile(const std::string& content)
  {
    std::istringstream stream(content);
    m_source = m_file + ": ";
    for (const auto& item : CLI::ConfigTOML().from_config(stream)) {
      if (item.name == "--" || item.name == "++") // begin and end of a section
        continue;
      CLI::Option* option = item.parents.empty() ? m_app.get_option_no_throw("--" + item.name) : nullptr;
      if (option != nullptr && !option->get_configurable())
        throw CLI::ConfigError("'" + item.name + "' is for the command line" +
                               (option->get_envname().empty() ? "" : " or the environment") + " alone.");
      if (option == nullptr)
        throw CLI::ConfigError("there is no option '" + item.fullname() + "'; numerald --help lists them.");
      if (option->count() != 0)
        continue; // a flag or the environment has set it
      if (option->get_expected_min() == 0)
        give(*option, {option->get_flag_value(item.name, CLI::ConfigTOML().to_flag(item))});
      else
        give(*option, item.inputs);
    }
  }

  static void give(CLI::Option& option, const std::vector<std::string>& values)
  {
    option.add_result(values);
    option.run_callback();
  }

  CLI::App m_app{"Reads handwritten digits sent over HTTP, and serves a page to draw them on.", "numerald"};
  Options m_options;
  std::string m_modelPath;
  std::string m_apiKeyFile;
  std::string m_modelsDir;
  std::string m_stateDir;
  std::string m_file;
  bool m_metricsReference = false;
  std::string m_envFile;
  std::string m_source; ///< of what is being read, for messages
  CLI::Option* m_modelOption = nullptr;
  CLI::Option* m_envOption = nullptr;
};

} // namespace

base::Expected<CommandLine> parseCommandLine(int argc, const char* const* argv) { return Parser().parse(argc, argv); }

} // namespace numeral::service
