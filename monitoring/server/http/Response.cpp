#include "monitoring/server/http/Response.h"

#include <array>
#include <ctime>

namespace numeral::server {
namespace {

/// Source: RFC 9110, section 5.6.7. In English whatever the locale, hence no strftime for the words.
std::string httpDate()
{
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02d %s %d %02d:%02d:%02d GMT",
                kDays[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                kMonths[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return text.data();
}

} // namespace

std::string_view reason(int status) noexcept
{
  switch (status) {
  case 200: return "OK";
  case 202: return "Accepted";
  case 304: return "Not Modified";
  case 400: return "Bad Request";
  case 401: return "Unauthorized";
  case 403: return "Forbidden";
  case 404: return "Not Found";
  case 405: return "Method Not Allowed";
  case 408: return "Request Timeout";
  case 411: return "Length Required";
  case 413: return "Content Too Large";
  case 415: return "Unsupported Media Type";
  case 417: return "Expectation Failed";
  case 421: return "Misdirected Request";
  case 422: return "Unprocessable Content";
  case 429: return "Too Many Requests";
  case 431: return "Request Header Fields Too Large";
  case 502: return "Bad Gateway";
  case 503: return "Service Unavailable";
  case 504: return "Gateway Timeout";
  case 505: return "HTTP Version Not Supported";
  default: return "Internal Server Error";
  }
}

std::string head(const Response& response, bool keepAlive)
{
  std::string text = "HTTP/1.1 " + std::to_string(response.status) + " " + std::string(reason(response.status)) +
                     "\r\nDate: " + httpDate() +
                     "\r\nX-Content-Type-Options: nosniff\r\nConnection: " + (keepAlive ? "keep-alive" : "close") +
                     "\r\n";
  if (response.status != 304)
    text += "Content-Type: " + response.contentType + "\r\nContent-Length: " + std::to_string(response.body.size()) +
            "\r\n";
  for (const auto& [name, value] : response.headers)
    text += name + ": " + value + "\r\n";
  return text + "\r\n";
}

} // namespace numeral::server
