#include "monitoring/client/CurlHeaders.h"

namespace numeral::client {

CurlHeaders::CurlHeaders(const std::vector<std::string>& lines)
{
  m_list.add("Expect:"); // otherwise libcurl waits a second before large bodies for servers that do not answer it
  for (const std::string& line : lines)
    m_list.add(line);
}

} // namespace numeral::client
