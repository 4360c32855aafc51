#include "app/cli/doctor/PortCheck.h"

#include <cerrno>
#include <cstring>
#include <optional>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include "app/cli/Text.h"
#include "app/cli/doctor/SocketOwner.h"
#include "core/base/Version.h"
#include "monitoring/client/HttpClient.h"

namespace numeral::cli::doctor {
namespace {

constexpr int kHttpOk = 200;

/// 0, or why one cannot listen there.
int tryToListen(const in_addr& host, int port)
{
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes); // as servers do: else a closed one still counts
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr = host;
  const bool fine =
      ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 && ::listen(socket, 1) == 0;
  const int why = fine ? 0 : errno;
  ::close(socket);
  return why;
}

/// The version of the numerald that answers there.
std::optional<std::string> numeraldVersion(const std::string& host, int port)
{
  client::HttpRequest request;
  request.url = "http://" + (host == "0.0.0.0" ? "127.0.0.1" : host) + ":" + std::to_string(port) + "/version";
  request.headers = {"Connection: close"};
  request.timeout = std::chrono::seconds(2);
  request.maxAnswerBytes = 1u << 20;
  const auto answer = client::HttpClient().send(request);
  if (!answer || answer->status != kHttpOk)
    return std::nullopt;
  const auto json = nlohmann::json::parse(answer->body, nullptr, false);
  if (!json.is_object() || !json.contains("models") || !json.contains("version") || !json["version"].is_string())
    return std::nullopt;
  return printable(json["version"].get<std::string>());
}

Finding takenBy(const PortUse& use, const std::string& where)
{
  const auto owner = ownerOfPort(use.port);
  const std::string whose =
      owner ? " (" + printable(owner->program) + ", process " + std::to_string(owner->pid) + ")" : std::string();
  if (const auto version = numeraldVersion(use.host, use.port)) {
    if (*version == base::version())
      return {State::Ok, use.check, where + " is in use by a running numerald " + *version + whose + ".", {}};
    return {State::Warning, use.check, where + " is in use by a numerald of another version, " + *version + whose + ".",
            "Start it anew, so that it runs the installed version, " + base::version() + "."};
  }
  return {State::Problem, use.check, where + " is taken by another program" + whose + ".",
          "End that program, or choose another port: " + use.flag + " N, or 0 for any free one."};
}

} // namespace

Finding checkPort(const PortUse& use)
{
  const std::string where = use.host + ":" + std::to_string(use.port);
  in_addr host{};
  if (::inet_pton(AF_INET, use.host.c_str(), &host) != 1)
    return {State::Problem, use.check, "\"" + use.host + "\" is no IPv4 address.",
            "Give one of this machine's, 127.0.0.1, or 0.0.0.0 for all."};
  const int why = tryToListen(host, use.port);
  if (why == 0)
    return {State::Ok, use.check, use.port == 0 ? "Any free one will be taken." : where + " is free.", {}};
  if (why == EADDRINUSE)
    return takenBy(use, where);
  if (why == EADDRNOTAVAIL)
    return {State::Problem, use.check, use.host + " is no address of this machine.",
            "Give one that it has (ip address), 127.0.0.1, or 0.0.0.0 for all."};
  if (why == EACCES)
    return {State::Problem, use.check, where + " may not be listened on by this user.",
            "Choose a port from 1024 on: " + use.flag + " N."};
  return {State::Problem, use.check, where + " cannot be listened on: " + std::strerror(why) + ".",
          "Choose another port: " + use.flag + " N."};
}

} // namespace numeral::cli::doctor
