#include "monitoring/server/http/Listener.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <exception>
#include <future>
#include <mutex>
#include <new>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <civetweb.h>
#include <dlfcn.h>
#include <netdb.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

/// CivetWeb asks for stacks of 100 KiB, and glibc lays the static TLS of every linked library inside the stack:
/// libtorch's libraries have 103 KiB of it, so that no thread could start. This definition goes before glibc's and
/// raises small requests; README.md says why this is the way.
extern "C" int pthread_attr_setstacksize(pthread_attr_t* attributes, size_t size) noexcept
{
  constexpr size_t kEnough = size_t{512} << 10;
  using Function = int (*)(pthread_attr_t*, size_t);
  static const auto glibc = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "pthread_attr_setstacksize"));
  return glibc(attributes, std::max(size, kEnough));
}

namespace numeral::server {
namespace {

/// Twice what refuse() allows, so that it can say so.
constexpr std::size_t kHeadBuffer = 32'768;

/// One connection, from its first byte to its end.
struct Visit {
  base::TimePoint since = base::Steady::now();
  bool served = false;                    ///< a head of it was read
  bool refused = false;                   ///< and one was not
  std::optional<std::uint64_t> taken = 0; ///< bytes of the requests so far; nothing where that cannot be told
};

/// CivetWeb calls every head that has no end "malformed": too long, too slow, cut off, or not the text that a head is.
int statusOfEndless(const Visit& visit, const SocketWatch& watch, const SocketWatch::Ends& ends)
{
  const auto peer = SocketWatch::look(ends);
  if (!peer)
    return 400;
  if (visit.taken && peer->taken >= *visit.taken + kHeadBuffer)
    return 431;
  const bool late =
      watch.isTooLong(peer->silent) || (!visit.served && watch.isTooLong(base::Steady::now() - visit.since));
  return peer->open && late ? 408 : 400;
}

/// CivetWeb's accepting thread looks once in 2 s whether it should stop, or whenever somebody connects.
void knock(const std::string& address, int port)
{
  sockaddr_in target{};
  target.sin_family = AF_INET;
  target.sin_port = htons(static_cast<std::uint16_t>(port));
  inet_pton(AF_INET, address.c_str(), &target.sin_addr);
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  (void)connect(socket, reinterpret_cast<const sockaddr*>(&target), sizeof target);
  close(socket);
}

/// CivetWeb tells why only in words: "cannot bind to 127.0.0.1:80: 13 (Permission denied)".
base::Error startError(const ListenerConfig& config, const std::string& words)
{
  const auto where = config.host + ":" + std::to_string(config.port);
  const auto tells = [&words](int number) { return words.find(": " + std::to_string(number) + " (") != words.npos; };
  if (tells(EADDRINUSE))
    return {base::ErrorCode::AddressInUse,
            "Port " + std::to_string(config.port) + " on " + config.host +
                " is taken by another program. Stop that one or choose another port.",
            words};
  if (tells(EADDRNOTAVAIL))
    return {base::ErrorCode::InvalidArgument,
            "Cannot listen on " + where + ": " + config.host + " is no address of this machine.", words};
  if (tells(EACCES))
    return {base::ErrorCode::Io, "Listening on " + where + " is not allowed to this user; choose a port above 1023.",
            words};
  return {base::ErrorCode::Io, "The server on " + where + " did not start: " + words, words};
}

} // namespace

base::Expected<std::string> ipv4Of(const std::string& host)
{
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), nullptr, &hints, &found); error != 0)
    return base::failure(base::ErrorCode::InvalidArgument,
                         "'" + host + "' is no address to listen on; use an IPv4 address such as 127.0.0.1 or 0.0.0.0.",
                         gai_strerror(error));
  std::array<char, INET_ADDRSTRLEN> text{};
  inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(found->ai_addr)->sin_addr, text.data(), text.size());
  freeaddrinfo(found);
  return std::string(text.data());
}

/// What CivetWeb calls. Nothing may throw through its C code.
struct Callbacks {
  static Listener* listenerOf(const mg_connection* connection)
  {
    const auto* context = connection == nullptr ? nullptr : mg_get_context(connection);
    return context == nullptr ? nullptr : static_cast<Listener*>(mg_get_user_data(context));
  }

  static int initConnection(const mg_connection*, void** data) noexcept
  {
    *data = new (std::nothrow) Visit;
    return 0;
  }

  static Visit* visitOf(const mg_connection* connection)
  {
    return static_cast<Visit*>(mg_get_user_connection_data(connection));
  }

  static int beginRequest(mg_connection* connection) noexcept
  {
    run(connection, true, [connection](Listener& listener, Connection& request) {
      listener.m_handler(request);
      if (auto* visit = visitOf(connection)) {
        visit->served = true;
        const auto taken = request.taken();
        visit->taken = visit->taken && taken ? std::optional(*visit->taken + *taken) : std::nullopt;
      }
    });
    return 200; // any positive number says that we have answered
  }

  static int httpError(mg_connection* connection, int status, const char* words) noexcept
  {
    auto* visit = visitOf(connection);
    if (visit != nullptr)
      visit->refused = true;
    const bool endless = visit != nullptr && words != nullptr && std::string_view(words) == "Malformed message";
    run(connection, false, [=](Listener& listener, Connection& request) {
      listener.m_badHead(request, endless ? statusOfEndless(*visit, listener.m_watch, request.ends()) : status);
    });
    return 0;
  }

  /// CivetWeb closes without a word where the address is "*" or begins with another server's name.
  static void connectionClose(const mg_connection* connection) noexcept
  {
    const auto* info = mg_get_request_info(connection);
    const std::unique_ptr<Visit> visit(visitOf(connection));
    const bool answered = visit != nullptr && visit->refused;
    if (!answered && info != nullptr && info->request_uri != nullptr && info->local_uri == nullptr)
      httpError(const_cast<mg_connection*>(connection), 400, nullptr);
  }

  static int logMessage(const mg_connection* connection, const char* message) noexcept
  {
    if (auto* listener = listenerOf(connection)) {
      if (listener->m_started)
        listener->m_log.write(logging::Level::Debug, message);
      else
        listener->m_startMessage += std::string(message) + " ";
    }
    return 1;
  }

private:
  template <class Function> static void run(mg_connection* connection, bool parsed, const Function& function) noexcept
  {
    auto& listener = *listenerOf(connection);
    try {
      Connection request(connection, parsed, listener.m_watch);
      function(listener, request);
    } catch (const std::exception& error) {
      mg_disable_connection_keep_alive(connection);
      listener.m_log.write(logging::Level::Error, error.what());
    }
  }
};

Listener::Listener(Handler handler, BadHeadHandler badHead, logging::Log& log, const ListenerConfig& config)
    : m_handler(std::move(handler)), m_badHead(std::move(badHead)), m_log(log), m_watch(config.patience, config.silence)
{
}

Listener::~Listener()
{
  if (m_context == nullptr)
    return;
  auto stopped = std::async(std::launch::async, [this] { mg_stop(m_context); });
  while (stopped.wait_for(std::chrono::milliseconds(5)) != std::future_status::ready)
    knock(m_address, m_port);
}

base::Expected<std::unique_ptr<Listener>> Listener::start(const ListenerConfig& config, Handler handler,
                                                          BadHeadHandler badHead, logging::Log& log)
{
  const auto address = ipv4Of(config.host);
  if (!address)
    return tl::unexpected(address.error());

  const auto ports = *address + ":" + std::to_string(config.port);
  const auto threads = std::to_string(config.threads);
  const auto silence = std::to_string(config.silence.count());
  const auto headBuffer = std::to_string(kHeadBuffer);
  // Only options of 1.15: an unknown one fails. No document_root: the code behind it is where the holes were.
  const std::array<std::array<const char*, 2>, 9> settings{{
      {"listening_ports", ports.c_str()},
      {"num_threads", threads.c_str()},
      {"enable_keep_alive", "yes"},
      {"keep_alive_timeout_ms", "15000"},
      {"request_timeout_ms", silence.c_str()},
      {"max_request_size", headBuffer.c_str()},
      {"tcp_nodelay", "1"},
      {"decode_url", "no"},
      {"access_control_allow_origin", ""}, // the default lets every site in
  }};
  std::vector<const char*> options;
  for (const auto& setting : settings)
    options.insert(options.end(), setting.begin(), setting.end());
  options.push_back(nullptr);

  mg_callbacks callbacks{};
  callbacks.init_connection = Callbacks::initConnection;
  callbacks.begin_request = Callbacks::beginRequest;
  callbacks.http_error = Callbacks::httpError;
  callbacks.connection_close = Callbacks::connectionClose;
  callbacks.log_message = Callbacks::logMessage;

  // mg_start counts its users and threads without a lock.
  static std::mutex startMutex;
  const std::lock_guard lock(startMutex);
  std::unique_ptr<Listener> listener(new Listener(std::move(handler), std::move(badHead), log, config));
  listener->m_context = mg_start(&callbacks, listener.get(), options.data());
  if (listener->m_context == nullptr)
    return tl::unexpected(startError(config, listener->m_startMessage));
  listener->m_started = true;
  mg_server_port bound{};
  mg_get_server_ports(listener->m_context, 1, &bound);
  listener->m_port = bound.port;
  listener->m_address = *address;
  return listener;
}

} // namespace numeral::server
