#include "monitoring/client/HttpClient.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "monitoring/client/Curl.h"
#include "monitoring/client/CurlHeaders.h"
#include "monitoring/client/Url.h"

namespace numeral::client {
namespace {

using base::ErrorCode;
using base::failure;

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

} // namespace

class HttpClient::Impl {
public:
  base::Expected<HttpAnswer> send(const HttpRequest& request)
  {
    CURL* handle = m_handle.get();
    if (handle == nullptr)
      return failure(ErrorCode::Internal, "libcurl could not be started.");
    curl_easy_reset(handle); // keeps the connections
    std::array<char, CURL_ERROR_SIZE> words{};
    Sink sink;
    sink.maxBytes = request.maxAnswerBytes;
    const CurlHeaders headers(request.headers);

    setUsual(handle, request.url);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
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
    if (sink.overflown)
      return failure(ErrorCode::TooManyBytes, originOf(request.url) + " answered with more than the " +
                                                  std::to_string(sink.maxBytes) +
                                                  " bytes allowed here. Is it the right address?");
    if (code != CURLE_OK)
      return tl::unexpected(inWords(code, request.url, words.data()));
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return HttpAnswer{static_cast<int>(status), std::move(sink.body)};
  }

private:
  CurlHandle m_handle = makeCurl();
};

HttpClient::HttpClient() : m_impl(std::make_unique<Impl>()) {}
HttpClient::~HttpClient() = default;

base::Expected<HttpAnswer> HttpClient::send(const HttpRequest& request) { return m_impl->send(request); }

} // namespace numeral::client
