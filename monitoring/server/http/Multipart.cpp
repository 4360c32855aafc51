#include "monitoring/server/http/Multipart.h"

#include <optional>

#include "monitoring/server/http/RequestHead.h"

namespace numeral::server {
namespace {

constexpr std::size_t kMaxPartHead = 8192;
constexpr std::size_t kMaxBoundary = 70;
constexpr std::string_view kLineEnd = "\r\n";

auto malformed(const std::string& what)
{
  return base::failure(base::ErrorCode::InvalidArgument, "The multipart body is malformed: " + what + ".");
}

std::string_view trim(std::string_view text)
{
  const auto first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Reads a quoted string or a token from the front of `text`, which it shortens.
std::string takeValue(std::string_view& text)
{
  std::string value;
  if (!text.starts_with('"')) {
    value = trim(text.substr(0, text.find(';')));
    text.remove_prefix(std::min(text.size(), text.find(';')));
    return value;
  }
  std::size_t i = 1;
  for (; i < text.size() && text[i] != '"'; ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\'))
      ++i;
    value += text[i];
  }
  text.remove_prefix(std::min(text.size(), i + 1));
  text.remove_prefix(std::min(text.size(), text.find(';')));
  return value;
}

/// Content-Disposition among the lines of a part's head.
std::optional<std::string_view> disposition(std::string_view head)
{
  while (!head.empty()) {
    const auto line = head.substr(0, head.find(kLineEnd));
    head.remove_prefix(std::min(head.size(), line.size() + kLineEnd.size()));
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && equalIgnoringCase(trim(line.substr(0, colon)), "Content-Disposition"))
      return trim(line.substr(colon + 1));
  }
  return std::nullopt;
}

} // namespace

std::string headerParameter(std::string_view value, std::string_view name)
{
  value.remove_prefix(std::min(value.size(), value.find(';')));
  while (!value.empty()) {
    value = trim(value.substr(1)); // the semicolon
    const auto equals = value.find_first_of("=;");
    if (equals == std::string_view::npos)
      break;
    const auto key = trim(value.substr(0, equals));
    const bool hasValue = value[equals] == '=';
    value.remove_prefix(hasValue ? equals + 1 : equals);
    if (!hasValue)
      continue;
    value = value.substr(std::min(value.size(), value.find_first_not_of(" \t")));
    auto found = takeValue(value);
    if (equalIgnoringCase(key, name))
      return found;
  }
  return {};
}

base::Expected<std::vector<Part>> parseMultipart(base::ByteSpan body, std::string_view contentType,
                                                 std::size_t maxParts)
{
  const auto boundary = headerParameter(contentType, "boundary");
  if (boundary.empty() || boundary.size() > kMaxBoundary)
    return malformed("Content-Type names no boundary of 1 to 70 characters");
  const std::string delimiter = "--" + boundary;
  const std::string nextDelimiter = std::string(kLineEnd) + delimiter;

  std::string_view rest = base::textOf(body);
  if (!rest.starts_with(delimiter)) { // a preamble, to be ignored
    const auto start = rest.find(nextDelimiter);
    if (start == std::string_view::npos)
      return malformed("its boundary is not the one that Content-Type names");
    rest.remove_prefix(start + kLineEnd.size());
  }
  rest.remove_prefix(delimiter.size());

  std::vector<Part> parts;
  while (!rest.starts_with("--")) {
    rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of(" \t")));
    if (!rest.starts_with(kLineEnd))
      return malformed("a boundary is not followed by the end of its line");
    if (parts.size() == maxParts)
      return malformed("it has more than " + std::to_string(maxParts) + " parts");
    // From the line end on, so that a part without any header lines has its empty line too.
    const auto headEnd = rest.substr(0, kMaxPartHead).find("\r\n\r\n");
    if (headEnd == std::string_view::npos)
      return malformed("a part's headers do not end, or are longer than 8 KiB");
    const auto head = rest.substr(0, headEnd);
    rest.remove_prefix(headEnd + 2 * kLineEnd.size());
    const auto contentEnd = rest.find(nextDelimiter);
    if (contentEnd == std::string_view::npos)
      return malformed("it was cut short");
    const auto form = disposition(head).value_or(std::string_view());
    parts.push_back(
        {headerParameter(form, "name"), headerParameter(form, "filename"), base::bytesOf(rest.substr(0, contentEnd))});
    rest.remove_prefix(contentEnd + nextDelimiter.size());
  }
  return parts;
}

} // namespace numeral::server
