/// The header lines of a request, as libcurl wants them.
#pragma once

#include <string>
#include <vector>

#include "monitoring/client/CurlList.h"

namespace numeral::client {

/// Owns: the list; it must outlive the requests that use it.
class CurlHeaders {
public:
  /// `lines`: "Name: value".
  explicit CurlHeaders(const std::vector<std::string>& lines);

  const curl_slist* get() const { return m_list.get(); }

private:
  CurlList m_list;
};

} // namespace numeral::client
