#include "app/cli/ReloadCommand.h"

#include <iostream>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "app/cli/ApiKey.h"
#include "app/cli/Complaint.h"
#include "app/cli/Text.h"
#include "app/service/ExitCode.h"
#include "monitoring/client/HttpClient.h"
#include "monitoring/client/Url.h"

namespace numeral::cli {
namespace {

using Json = nlohmann::json;
using base::ErrorCode;
using base::failure;

constexpr int kOk = 200;
constexpr int kUnauthorized = 401;
constexpr int kForbidden = 403;
constexpr int kNotFound = 404;

struct ReloadOptions {
  std::string url = "http://127.0.0.1:18000";
  std::string modelPath;
  std::string apiKeyFile;
  double timeout = 120;
  bool json = false;
};

/// The member as text for people; empty where there is none.
std::string textOf(const Json& json, const char* member)
{
  const auto found = json.find(member);
  return found != json.end() && found->is_string() ? printable(found->get<std::string>()) : std::string();
}

Json objectOf(const Json& json, const char* member)
{
  const auto found = json.is_object() ? json.find(member) : json.end();
  return json.is_object() && found != json.end() && found->is_object() ? *found : Json::object();
}

base::Error refusal(const client::HttpAnswer& answer, const std::string& server, bool hasKey)
{
  const Json problem = Json::parse(answer.body, nullptr, false);
  const std::string detail = problem.is_object() ? textOf(problem, "detail") : std::string();
  const std::string status = "HTTP status " + std::to_string(answer.status) + " from " + server;
  if (answer.status == kUnauthorized || answer.status == kForbidden)
    return {ErrorCode::Io,
            server + (hasKey ? " does not know this key. Give the key file that it was started with: --api-key-file "
                               "FILE, or NUMERAL_API_KEY_FILE."
                             : " wants a key. Give the file that it was started with: --api-key-file FILE, or "
                               "NUMERAL_API_KEY_FILE."),
            detail.empty() ? status : detail};
  if (!detail.empty())
    return {ErrorCode::Io, detail, status};
  if (answer.status == kNotFound)
    return {ErrorCode::Io, server + " has no /admin/reload. Is it the admin port of a numerald (18000)?", status};
  return {ErrorCode::Io, server + " did not reload its model, and did not say why.", status};
}

base::Expected<Json> reload(const ReloadOptions& options)
{
  const auto base = client::parseBaseUrl(options.url);
  if (!base)
    return tl::unexpected(base.error());
  const auto key = readApiKey(options.apiKeyFile);
  if (!key)
    return tl::unexpected(key.error());
  const std::string body = (options.modelPath.empty() ? Json::object() : Json{{"model_path", options.modelPath}})
                               .dump(-1, ' ', false, Json::error_handler_t::replace);
  client::HttpRequest request;
  request.url = *base + "/admin/reload";
  request.headers = {"Content-Type: application/json", "Accept: application/json"};
  if (!key->empty())
    request.headers.push_back("X-API-Key: " + *key);
  request.body = base::bytesOf(body);
  request.timeout =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::duration<double>(options.timeout));
  const auto answer = client::HttpClient().send(request);
  if (!answer)
    return tl::unexpected(answer.error());
  const std::string server = client::originOf(*base);
  if (answer->status != kOk)
    return tl::unexpected(refusal(*answer, server, !key->empty()));
  Json json = Json::parse(answer->body, nullptr, false);
  if (textOf(objectOf(json, "model"), "name").empty())
    return failure(ErrorCode::Io,
                   server + " answered something else than which model it reads with. Is it a numerald?");
  return json;
}

void describe(const Json& json)
{
  const Json model = objectOf(json, "model");
  const Json previous = objectOf(json, "previous");
  const auto named = [](const Json& which) { return textOf(which, "name") + " " + textOf(which, "version"); };
  const auto changed = json.find("changed");
  const bool same = changed != json.end() && changed->is_boolean() && !changed->get<bool>();
  if (same)
    std::cout << "The server read its model anew; it is the same as before: " << named(model) << ".\n";
  else if (textOf(previous, "name").empty())
    std::cout << "The server now reads with " << named(model) << ".\n";
  else
    std::cout << "The server now reads with " << named(model) << "; before, it was " << named(previous) << ".\n";
  if (const std::string sum = textOf(model, "sha256"); !sum.empty())
    std::cout << "  SHA-256  " << sum << '\n';
}

int run(const ReloadOptions& options)
{
  const auto answer = reload(options);
  if (!answer) {
    complain(answer.error());
    return service::exitCode(answer.error().code);
  }
  if (options.json)
    std::cout << answer->dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  else
    describe(*answer);
  return service::kFine;
}

} // namespace

void addReloadCommand(CLI::App& model, int& exitCode)
{
  auto options = std::make_shared<ReloadOptions>();
  CLI::App* command = model.add_subcommand("reload", "Ask a running server to load its model anew");
  command->add_option("URL", options->url, "The server's admin address")->type_name("")->capture_default_str();
  command->add_option("--model-path", options->modelPath, "Load this one instead, below its --models-dir")
      ->type_name("PATH");
  command->add_option("--api-key-file", options->apiKeyFile, "Holds its key; else NUMERAL_API_KEY_FILE")
      ->type_name("FILE");
  command->add_option("--timeout", options->timeout, "Wait so long for the answer")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.1, 3600.0).description(""))
      ->capture_default_str();
  command->add_flag("--json", options->json, "The server's answer as it is");
  command->footer("Requests under way finish on the old model, which goes on serving if the new one\n"
                  "cannot be used.\n"
                  "\n"
                  "Ends with 0 if the server reloaded, 1 if it did not or nobody is there, 2 after\n"
                  "wrong use.");
  command->callback([options, &exitCode] { exitCode = run(*options); });
}

} // namespace numeral::cli
