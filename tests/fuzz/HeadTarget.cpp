#include "monitoring/server/http/RequestHead.h"
#include "monitoring/server/http/RequestId.h"
#include "tests/fuzz/Target.h"

namespace numeral::fuzz {
namespace {

std::string_view takeUntil(std::string_view& text, char end)
{
  const auto taken = text.substr(0, text.find(end));
  text.remove_prefix(std::min(text.size(), taken.size() + 1));
  return taken;
}

/// "POST /predict 1.1", then a header a line. The real ones are taken apart by CivetWeb.
server::RequestHead headFrom(std::string_view text)
{
  server::RequestHead head;
  head.size = text.size();
  auto first = takeUntil(text, '\n');
  head.method = takeUntil(first, ' ');
  head.path = takeUntil(first, ' ');
  head.version = first;
  while (!text.empty()) {
    auto line = takeUntil(text, '\n');
    const auto name = takeUntil(line, ':');
    head.headers.push_back({name, line});
  }
  return head;
}

void run(base::ByteSpan input)
{
  const auto head = headFrom(base::textOf(input));
  (void)head.wantsKeepAlive();
  const auto id = server::requestId(head.header("X-Request-Id"));
  require(!id.empty() && id.size() <= 128 && id.find_first_of(" \r\n:") == std::string::npos);
  if (const auto refused = server::refuse(head)) {
    require(refused->status >= 400 && refused->close);
    (void)server::toResponse(*refused, id);
    return;
  }
  require(!head.chunked() || head.count("Content-Length") == 0);
  require(head.count("Host") <= 1 && head.count("Content-Length") <= 1 && head.count("Transfer-Encoding") <= 1);
  if (const auto length = head.header("Content-Length"))
    require(!length->empty() && length->find_first_not_of("0123456789") == std::string_view::npos);
}

std::vector<std::string> seeds()
{
  return {"POST /predict 1.1\nHost:a\nContent-Length:3\nX-Request-Id:abc",
          "POST /predict 1.1\nHost:a\nTransfer-Encoding:chunked\nExpect:100-continue\nConnection:close",
          "GET / 1.0\nConnection:keep-alive", "POST / 1.1\nHost:a\nContent-Length:3\nTransfer-Encoding:chunked"};
}

} // namespace

Target headTarget()
{
  return {"head",
          run,
          seeds,
          {"Host:", "Content-Length:", "Transfer-Encoding:", "chunked", "Expect:", "100-continue", "1.0", "1.1",
           "Connection:", "keep-alive", "X-Request-Id:", "\n"}};
}

} // namespace numeral::fuzz
