/// The head of a request as the client sent it, and what is refused at the sight of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "monitoring/server/http/Problem.h"

namespace numeral::server {

/// Owns: nothing; the views end with the request.
struct RequestHead {
  struct Header {
    std::string_view name;
    std::string_view value;
  };

  std::string_view method;
  std::string_view path; ///< as sent, not decoded
  std::string_view query;
  std::string_view version; ///< "1.0" or "1.1"
  std::vector<Header> headers;
  std::string_view client; ///< address of the other end
  std::size_t size = 0;    ///< bytes
  bool wellFormed = true;  ///< every line ended in CR LF, no folded lines, no space before a colon, none left out

  /// The first one of that name, in whatever case.
  std::optional<std::string_view> header(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  bool chunked() const { return count("Transfer-Encoding") != 0; }
  bool wantsKeepAlive() const;
};

/// The type in a Content-Type, without parameters: "multipart/form-data".
std::string_view mediaType(std::string_view contentType);

/// True for equal ASCII words whatever their case.
bool equalIgnoringCase(std::string_view a, std::string_view b);

/// Whether the client takes gzip and says so without a weight, as browsers and Prometheus do; whoever weighs gets the
/// plain answer, which is never wrong.
bool takesGzip(const RequestHead& head);

/// What two servers could read differently is refused, since it lets one request hide in another.
/// Source: RFC 9112, sections 2.2, 3.2, 5.1, 5.2, 6.1 and 6.3.
std::optional<Problem> refuse(const RequestHead& head);

} // namespace numeral::server
