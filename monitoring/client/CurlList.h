/// A list of strings, as libcurl wants it.
#pragma once

#include <memory>
#include <string>

#include <curl/curl.h>

namespace numeral::client {

/// Owns: the list; it must outlive the requests that use it.
class CurlList {
public:
  void add(const std::string& text)
  {
    if (curl_slist* longer = curl_slist_append(m_list.get(), text.c_str())) {
      static_cast<void>(m_list.release());
      m_list.reset(longer);
    }
  }
  curl_slist* get() const { return m_list.get(); }

private:
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> m_list{nullptr, &curl_slist_free_all};
};

} // namespace numeral::client
