#include "monitoring/server/http/Query.h"
#include "tests/fuzz/Target.h"

namespace numeral::fuzz {
namespace {

void run(base::ByteSpan input)
{
  const auto query = server::parseQuery(base::textOf(input));
  if (!query)
    return;
  std::size_t total = 0;
  for (const auto& [name, value] : *query) {
    require(!name.empty());
    total += name.size() + value.size();
  }
  require(total <= input.size());
}

std::vector<std::string> seeds()
{
  return {"top_k=3&model=digits&include=input,steps", "model=my%20digits&top_k=3&top_k=4&flag&=x&a+b=c+d", "%41=%zz"};
}

} // namespace

Target queryTarget() { return {"query", run, seeds, {"&", "=", "%", "%20", "+", "top_k=", "model=", "include="}}; }

} // namespace numeral::fuzz
