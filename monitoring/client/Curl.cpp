#include "monitoring/client/Curl.h"

#include "core/base/Version.h"
#include "monitoring/client/Url.h"

namespace numeral::client {

CurlHandle makeCurl()
{
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  return {started == CURLE_OK ? curl_easy_init() : nullptr, &curl_easy_cleanup};
}

void setUsual(CURL* handle, const std::string& url)
{
  constexpr long kConnectTimeoutMs = 10'000;
  static const std::string agent = "numeral/" + base::version();
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_USERAGENT, agent.c_str());
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L); // else a timeout waits for a name server that does not answer
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
}

base::Error inWords(CURLcode code, const std::string& url, const char* detail)
{
  using base::ErrorCode;
  const std::string server = originOf(url);
  const auto error = [&](ErrorCode kind, const std::string& message) {
    return base::Error{kind, message, *detail != '\0' ? detail : curl_easy_strerror(code)};
  };
  switch (code) {
  case CURLE_ABORTED_BY_CALLBACK: return error(ErrorCode::Cancelled, "The request to " + server + " was given up.");
  case CURLE_OPERATION_TIMEDOUT:
    return error(ErrorCode::DeadlineExceeded, server + " did not answer in time. Is it overloaded or unreachable?");
  case CURLE_URL_MALFORMAT:
    return error(ErrorCode::InvalidArgument, "\"" + url + "\" is not an address of an HTTP server.");
  case CURLE_COULDNT_RESOLVE_HOST:
    return error(ErrorCode::Io, "There is no host of that name: " + server + ". Check its spelling and the network.");
  case CURLE_COULDNT_CONNECT:
    return error(ErrorCode::Io, "Nobody answers at " + server + ". Check the address, and that the server is running.");
  default: break;
  }
  return error(ErrorCode::Io, server + " broke off or does not speak HTTP. Is it the right address?");
}

} // namespace numeral::client
