#include "monitoring/client/SmtpProbe.h"

#include <array>

#include "monitoring/client/Curl.h"
#include "monitoring/client/Url.h"

namespace numeral::client {
namespace {

std::size_t ignore(char*, std::size_t size, std::size_t count, void*) { return size * count; }

} // namespace

base::Expected<void> probeSmtp(const std::string& url, std::chrono::milliseconds timeout, const std::string& caFile)
{
  const CurlHandle handle = makeCurl();
  if (handle == nullptr)
    return base::failure(base::ErrorCode::Internal, "libcurl could not be started.");
  std::array<char, CURL_ERROR_SIZE> words{};
  setUsual(handle.get(), url);
  curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(handle.get(), CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_TRY));
  if (!caFile.empty())
    curl_easy_setopt(handle.get(), CURLOPT_CAINFO, caFile.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_CUSTOMREQUEST, "NOOP");
  curl_easy_setopt(handle.get(), CURLOPT_NOBODY, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &ignore);
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, words.data());
  const CURLcode code = curl_easy_perform(handle.get());
  if (code == CURLE_OK)
    return {};
  if (code == CURLE_WEIRD_SERVER_REPLY || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING)
    return base::failure(base::ErrorCode::Io, originOf(url) + " answers, but is no mail server.", words.data());
  return tl::unexpected(inWords(code, url, words.data()));
}

} // namespace numeral::client
