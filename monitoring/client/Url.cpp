#include "monitoring/client/Url.h"

#include <memory>

#include <curl/curl.h>

namespace numeral::client {
namespace {

using UrlHandle = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;
using CurlString = std::unique_ptr<char, decltype(&curl_free)>;

/// Empty where the address has no such part.
std::string part(const UrlHandle& url, CURLUPart which)
{
  char* text = nullptr;
  if (curl_url_get(url.get(), which, &text, 0) != CURLUE_OK)
    return {};
  return CurlString(text, &curl_free).get();
}

tl::unexpected<base::Error> refuse(const std::string& text, const std::string& why)
{
  return base::failure(base::ErrorCode::InvalidArgument, "\"" + text + "\" is not the address of a server: " + why +
                                                             ". Give one like http://localhost:8000.");
}

base::Expected<UrlHandle> parse(const std::string& text)
{
  UrlHandle url(curl_url(), &curl_url_cleanup);
  const std::string full = text.find("://") == std::string::npos ? "http://" + text : text;
  if (const CURLUcode code = curl_url_set(url.get(), CURLUPART_URL, full.c_str(), CURLU_NON_SUPPORT_SCHEME);
      code != CURLUE_OK)
    return refuse(text, curl_url_strerror(code));
  const std::string scheme = part(url, CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https")
    return refuse(text, "only http and https are spoken here, not " + scheme);
  return url;
}

} // namespace

base::Expected<std::string> parseUrl(const std::string& text)
{
  return parse(text).map([](const UrlHandle& url) { return part(url, CURLUPART_URL); });
}

base::Expected<std::string> parseBaseUrl(const std::string& text)
{
  const auto url = parse(text);
  if (!url)
    return tl::unexpected(url.error());
  if (!part(*url, CURLUPART_QUERY).empty() || !part(*url, CURLUPART_FRAGMENT).empty())
    return refuse(text, "it has a query");
  std::string base = part(*url, CURLUPART_URL);
  while (base.ends_with('/'))
    base.pop_back();
  return base;
}

bool hasNoPath(const std::string& url)
{
  const UrlHandle handle(curl_url(), &curl_url_cleanup);
  return curl_url_set(handle.get(), CURLUPART_URL, url.c_str(), 0) == CURLUE_OK && part(handle, CURLUPART_PATH) == "/";
}

std::string withoutPassword(const std::string& url)
{
  const UrlHandle handle(curl_url(), &curl_url_cleanup);
  if (curl_url_set(handle.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK)
    return "the server";
  curl_url_set(handle.get(), CURLUPART_USER, nullptr, 0);
  curl_url_set(handle.get(), CURLUPART_PASSWORD, nullptr, 0);
  return part(handle, CURLUPART_URL);
}

std::string originOf(const std::string& url)
{
  const UrlHandle handle(curl_url(), &curl_url_cleanup);
  if (curl_url_set(handle.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK)
    return "the server";
  const std::string port = part(handle, CURLUPART_PORT);
  return part(handle, CURLUPART_SCHEME) + "://" + part(handle, CURLUPART_HOST) + (port.empty() ? "" : ":" + port);
}

std::string escapeQuery(std::string_view value)
{
  const CurlString escaped(curl_easy_escape(nullptr, value.data(), static_cast<int>(value.size())), &curl_free);
  return escaped ? escaped.get() : std::string();
}

} // namespace numeral::client
