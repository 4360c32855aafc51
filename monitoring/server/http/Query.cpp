#include "monitoring/server/http/Query.h"

#include <algorithm>
#include <charconv>

namespace numeral::server {
namespace {

base::Expected<std::string> decode(std::string_view text)
{
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return decodePercent(spaced);
}

} // namespace

base::Expected<std::string> decodePercent(std::string_view text)
{
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const auto digits = text.substr(i + 1, 2);
      unsigned char byte = 0;
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
      if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2)
        return base::failure(base::ErrorCode::InvalidArgument,
                             "The address has a '%' that two hexadecimal digits do not follow.");
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

base::Expected<Query> parseQuery(std::string_view text)
{
  Query query;
  while (!text.empty()) {
    const auto pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    auto name = decode(pair.substr(0, equals));
    auto value = decode(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
    if (!name || !value)
      return tl::unexpected(name ? value.error() : name.error());
    if (!name->empty())
      query.emplace(std::move(*name), std::move(*value));
  }
  return query;
}

} // namespace numeral::server
