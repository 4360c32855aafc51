#include "monitoring/client/HttpClient.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include <curl/curl.h>

#include "core/base/Version.h"
#include "monitoring/client/Url.h"

namespace numeral::client {
namespace {

using base::ErrorCode;
using base::failure;

constexpr long kConnectTimeoutMs = 10'000;

struct Sink {
  std::string body;
  std::size_t maxBytes = 0;
  bool overflown = false;
};

std::size_t append(char* data, std::size_t size, std::size_t count, void* user)
{
  auto& sink = *static_cast<Sink*>(user);
  const std::size_t bytes = size * count;
  if (bytes > sink.maxBytes - sink.body.size()) {
    sink.overflown = true;
    return 0;
  }
  sink.body.append(data, bytes);
  return bytes;
}

int askWhetherToGiveUp(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
  return (*static_cast<const std::function<bool()>*>(user))() ? 1 : 0;
}

class Headers {
public:
  explicit Headers(const std::vector<std::string>& lines)
  {
    add("Expect:"); // otherwise libcurl waits a second before large bodies for servers that do not answer it
    for (const std::string& line : lines)
      add(line);
  }
  const curl_slist* get() const { return m_list.get(); }

private:
  void add(const std::string& line)
  {
    if (curl_slist* longer = curl_slist_append(m_list.get(), line.c_str())) {
      static_cast<void>(m_list.release());
      m_list.reset(longer);
    }
  }

  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> m_list{nullptr, &curl_slist_free_all};
};

base::Error inWords(CURLcode code, const HttpRequest& request, const Sink& sink, const char* detail)
{
  const std::string server = originOf(request.url);
  const auto error = [&](ErrorCode kind, const std::string& message) {
    return base::Error{kind, message, *detail != '\0' ? detail : curl_easy_strerror(code)};
  };
  if (sink.overflown)
    return error(ErrorCode::TooManyBytes, server + " answered with more than the " + std::to_string(sink.maxBytes) +
                                              " bytes allowed here. Is it the right address?");
  switch (code) {
  case CURLE_ABORTED_BY_CALLBACK: return error(ErrorCode::Cancelled, "The request to " + server + " was given up.");
  case CURLE_OPERATION_TIMEDOUT:
    return error(ErrorCode::DeadlineExceeded, server + " did not answer in time. Is it overloaded or unreachable?");
  case CURLE_URL_MALFORMAT:
    return error(ErrorCode::InvalidArgument, "\"" + request.url + "\" is not an address of an HTTP server.");
  case CURLE_COULDNT_RESOLVE_HOST:
    return error(ErrorCode::Io, "There is no host of that name: " + server + ". Check its spelling and the network.");
  case CURLE_COULDNT_CONNECT:
    return error(ErrorCode::Io, "Nobody answers at " + server + ". Check the address, and that the server is running.");
  default: break;
  }
  return error(ErrorCode::Io, server + " broke off or does not speak HTTP. Is it the right address?");
}

} // namespace

class HttpClient::Impl {
public:
  Impl()
  {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started == CURLE_OK)
      m_handle.reset(curl_easy_init());
  }

  base::Expected<HttpAnswer> send(const HttpRequest& request)
  {
    CURL* handle = m_handle.get();
    if (handle == nullptr)
      return failure(ErrorCode::Internal, "libcurl could not be started.");
    curl_easy_reset(handle); // keeps the connections
    std::array<char, CURL_ERROR_SIZE> words{};
    Sink sink;
    sink.maxBytes = request.maxAnswerBytes;
    const Headers headers(request.headers);
    const std::string agent = "numeral/" + base::version();

    curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_USERAGENT, agent.c_str());
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(1, request.timeout.count())));
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, words.data());
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &append);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &sink);
    if (request.giveUp) {
      curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
      curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &askWhetherToGiveUp);
      curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &request.giveUp);
    }
    if (request.body) {
      curl_easy_setopt(handle, CURLOPT_POST, 1L);
      curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body->size()));
      // An empty span may point nowhere, and a null pointer would make libcurl ask a read callback instead.
      curl_easy_setopt(handle, CURLOPT_POSTFIELDS,
                       request.body->empty() ? "" : reinterpret_cast<const char*>(request.body->data()));
    }

    const CURLcode code = curl_easy_perform(handle);
    if (code != CURLE_OK)
      return tl::unexpected(inWords(code, request, sink, words.data()));
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return HttpAnswer{static_cast<int>(status), std::move(sink.body)};
  }

private:
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> m_handle{nullptr, &curl_easy_cleanup};
};

HttpClient::HttpClient() : m_impl(std::make_unique<Impl>()) {}
HttpClient::~HttpClient() = default;

base::Expected<HttpAnswer> HttpClient::send(const HttpRequest& request) { return m_impl->send(request); }

} // namespace numeral::client
