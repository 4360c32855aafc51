#include "monitoring/server/http/Multipart.h"
#include "tests/fuzz/Target.h"

namespace numeral::fuzz {
namespace {

/// The first line is the Content-Type.
void run(base::ByteSpan input)
{
  const auto text = base::textOf(input);
  const auto type = text.substr(0, text.find('\n'));
  const auto body = input.subspan(std::min(input.size(), type.size() + 1));
  server::headerParameter(type, "boundary");
  const auto parts = server::parseMultipart(body, type);
  if (!parts)
    return;
  require(parts->size() <= 64);
  for (const auto& part : *parts)
    require(part.content.empty() || (part.content.data() >= body.data() &&
                                     part.content.data() + part.content.size() <= body.data() + body.size()));
}

std::vector<std::string> seeds()
{
  const std::string type = "multipart/form-data; boundary=XX\n";
  return {type +
              "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a;\\\"b.png\"\r\n"
              "Content-Type: image/png\r\n\r\nby\r\ntes\r\n--XX\r\ncontent-disposition:form-data;NAME=note\r\n\r\n\r\n"
              "--XX--\r\nepilogue",
          type + "preamble\r\n--XX  \r\n\r\nno head\r\n--XX--", type + "--XX--",
          "multipart/form-data; charset=x; Boundary=\"a b\"\n--a b\r\n\r\nx\r\n--a b--"};
}

} // namespace

Target multipartTarget()
{
  return {"multipart",
          run,
          seeds,
          {"--XX", "--XX--", "\r\n", "\r\n\r\n", "Content-Disposition:", "form-data;", "name=\"file\"",
           "filename=", "boundary=", "\\\"", ";"}};
}

} // namespace numeral::fuzz
