#include "monitoring/client/RemoteRecognizer.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>
#include <pthread.h>

#include "core/image/Codec.h"
#include "core/image/Header.h"
#include "core/json/RecognitionJson.h"
#include "monitoring/client/HttpClient.h"
#include "monitoring/client/Url.h"

namespace numeral::client {
namespace {

using base::ErrorCode;
using base::failure;

struct Body {
  std::string contentType;
  base::Bytes bytes;
};

Body jsonBody(std::string_view text)
{
  const base::ByteSpan bytes = base::bytesOf(text);
  return {"application/json", {bytes.begin(), bytes.end()}};
}

/// How each kind of input travels.
struct Encoder {
  base::Expected<Body> operator()(engine::EncodedImage& image) const
  {
    // Bytes that are no image travel too: refusing them is the server's, in its own words.
    const auto header = image::readHeader(image.bytes);
    return Body{header ? std::string(image::mimeType(header->format)) : "application/octet-stream",
                std::move(image.bytes)};
  }
  base::Expected<Body> operator()(const strokes::Drawing& drawing) const { return jsonBody(strokes::toJson(drawing)); }
  base::Expected<Body> operator()(const image::Image& image) const
  {
    return image::encodePng(image).map([](base::Bytes&& bytes) { return Body{"image/png", std::move(bytes)}; });
  }
  base::Expected<Body> operator()(const engine::Tensor& tensor) const
  {
    return jsonBody(nlohmann::json{{"pixels", tensor.values}}.dump());
  }
};

std::string predictUrl(const std::string& baseUrl, const engine::Options& options)
{
  std::string url = baseUrl + "/predict?top_k=" + std::to_string(options.topK);
  if (!options.model.empty())
    url += "&model=" + escapeQuery(options.model);
  if (options.keepInput || options.keepSteps)
    url += std::string("&include=") + (options.keepInput ? "input" : "") +
           (options.keepInput && options.keepSteps ? "," : "") + (options.keepSteps ? "steps" : "");
  return url;
}

engine::Result refusal(const HttpAnswer& answer, const std::string& server)
{
  const std::string status = "HTTP status " + std::to_string(answer.status);
  try {
    const auto problem = nlohmann::json::parse(answer.body);
    const auto code = base::parseErrorCode(problem.at("code").get<std::string>());
    return failure(code.value_or(ErrorCode::Io), problem.at("detail"), status + " from " + server);
  } catch (const nlohmann::json::exception&) { // a gateway's own page, for one
    return failure(ErrorCode::Io, server + " answered with " + status + ". Is it the address of a numerald?");
  }
}

engine::Result read(const HttpAnswer& answer, const std::string& server)
{
  if (answer.status != 200)
    return refusal(answer, server);
  const auto json = nlohmann::json::parse(answer.body, nullptr, false);
  auto recognition = json::parseRecognition(json);
  if (!recognition)
    return failure(ErrorCode::Io, server + " answered something else than a recognition. Is it a numerald?",
                   recognition.error().message);
  return recognition;
}

} // namespace

class RemoteRecognizer::Impl {
public:
  Impl(std::string baseUrl, RemoteConfig config)
      : m_baseUrl(std::move(baseUrl)), m_origin(originOf(m_baseUrl)), m_config(config)
  {
    for (std::size_t i = 0; i < std::max<std::size_t>(1, m_config.connections); ++i)
      m_workers.emplace_back([this] { work(); });
  }

  ~Impl()
  {
    {
      const std::lock_guard lock(m_mutex);
      m_stopping = true;
    }
    m_wake.notify_all();
    for (std::thread& worker : m_workers)
      worker.join();
  }

  engine::Ticket submit(engine::Input input, engine::Options options, engine::Done done)
  {
    const engine::Ticket ticket;
    std::unique_lock lock(m_mutex);
    if (m_underWay >= m_config.maxRequests) {
      lock.unlock();
      done(failure(ErrorCode::QueueFull, std::to_string(m_config.maxRequests) + " requests to " + m_origin +
                                             " are under way already. Try again soon."));
      return ticket;
    }
    ++m_underWay;
    auto& queue = m_queues[static_cast<std::size_t>(options.lane)];
    queue.push_back({std::move(input), std::move(options), std::move(done), ticket});
    lock.unlock();
    m_wake.notify_one();
    return ticket;
  }

private:
  struct Request {
    engine::Input input;
    engine::Options options;
    engine::Done done;
    engine::Ticket ticket;
  };

  /// Waits; nothing once all is answered and the recognizer is being destroyed.
  std::optional<Request> next()
  {
    std::unique_lock lock(m_mutex);
    for (;;) {
      for (auto& queue : m_queues) {
        if (queue.empty())
          continue;
        Request request = std::move(queue.front());
        queue.pop_front();
        return request;
      }
      if (m_stopping)
        return std::nullopt;
      m_wake.wait(lock);
    }
  }

  void work()
  {
    // A connection that the other side closed must be an error here, not the end of the process.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    HttpClient http;
    while (auto request = next()) {
      auto result = ask(http, *request);
      {
        const std::lock_guard lock(m_mutex);
        --m_underWay;
      }
      request->done(std::move(result));
    }
  }

  /// Why the request should not go on, if so.
  std::optional<base::Error> givenUp(const Request& request) const
  {
    if (m_stopping)
      return base::Error{ErrorCode::ShuttingDown, "The program is closing; the request was given up.", {}};
    if (request.ticket.cancelled())
      return base::Error{ErrorCode::Cancelled, "The request was taken back.", {}};
    if (request.options.deadline && base::Steady::now() >= *request.options.deadline)
      return base::Error{ErrorCode::DeadlineExceeded, m_origin + " did not answer in time.", {}};
    return std::nullopt;
  }

  engine::Result ask(HttpClient& http, Request& request) const
  {
    if (auto error = givenUp(request))
      return tl::unexpected(std::move(*error));
    const auto body = std::visit(Encoder{}, request.input);
    if (!body)
      return tl::unexpected(body.error());

    HttpRequest post{.url = predictUrl(m_baseUrl, request.options),
                     .headers = {"Content-Type: " + body->contentType, "Accept: application/json"},
                     .body = body->bytes,
                     .timeout = m_config.timeout,
                     .giveUp = [&] { return givenUp(request).has_value(); }};
    if (!request.options.requestId.empty())
      post.headers.push_back("X-Request-Id: " + escapeQuery(request.options.requestId));
    if (request.options.deadline)
      post.timeout = std::min(post.timeout, std::chrono::duration_cast<std::chrono::milliseconds>(
                                                *request.options.deadline - base::Steady::now()));
    const auto answer = http.send(post);
    if (answer)
      return read(*answer, m_origin);
    if (auto reason = givenUp(request))
      return tl::unexpected(std::move(*reason));
    return tl::unexpected(answer.error());
  }

  const std::string m_baseUrl;
  const std::string m_origin;
  const RemoteConfig m_config;

  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::array<std::deque<Request>, engine::kLanes> m_queues;
  std::size_t m_underWay = 0;
  std::atomic<bool> m_stopping{false};
  std::vector<std::thread> m_workers; // last: its threads use the rest
};

base::Expected<std::unique_ptr<RemoteRecognizer>> RemoteRecognizer::open(const std::string& url, RemoteConfig config)
{
  return parseBaseUrl(url).map([&](const std::string& baseUrl) {
    return std::unique_ptr<RemoteRecognizer>(new RemoteRecognizer(baseUrl, config));
  });
}

RemoteRecognizer::RemoteRecognizer(const std::string& baseUrl, RemoteConfig config)
    : m_impl(std::make_unique<Impl>(baseUrl, config))
{
}

RemoteRecognizer::~RemoteRecognizer() = default;

engine::Ticket RemoteRecognizer::submit(engine::Input input, engine::Options options, engine::Done done)
{
  return m_impl->submit(std::move(input), std::move(options), std::move(done));
}

} // namespace numeral::client
