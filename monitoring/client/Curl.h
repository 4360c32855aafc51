/// What everything that talks through libcurl has in common.
#pragma once

#include <memory>
#include <string>

#include <curl/curl.h>

#include "core/base/Error.h"

namespace numeral::client {

using CurlHandle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

/// Null where libcurl cannot be started.
CurlHandle makeCurl();

/// Who asks, which protocols and how long to wait for a connection.
void setUsual(CURL* handle, const std::string& url);

/// `detail`: libcurl's own words, or empty.
base::Error inWords(CURLcode code, const std::string& url, const char* detail);

} // namespace numeral::client
