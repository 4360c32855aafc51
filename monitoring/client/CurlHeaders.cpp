#include "monitoring/client/CurlHeaders.h"

namespace numeral::client {

CurlHeaders::CurlHeaders(const std::vector<std::string>& lines)
{
  add("Expect:"); // otherwise libcurl waits a second before large bodies for servers that do not answer it
  for (const std::string& line : lines)
    add(line);
}

void CurlHeaders::add(const std::string& line)
{
  if (curl_slist* longer = curl_slist_append(m_list.get(), line.c_str())) {
    static_cast<void>(m_list.release());
    m_list.reset(longer);
  }
}

} // namespace numeral::client
