/// The header lines of a request, as libcurl wants them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <curl/curl.h>

namespace numeral::client {

/// Owns: the list; it must outlive the requests that use it.
class CurlHeaders {
public:
  /// `lines`: "Name: value".
  explicit CurlHeaders(const std::vector<std::string>& lines);

  const curl_slist* get() const { return m_list.get(); }

private:
  void add(const std::string& line);

  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> m_list{nullptr, &curl_slist_free_all};
};

} // namespace numeral::client
