#include "core/training/Samples.h"
#include "tests/fuzz/ScratchFile.h"
#include "tests/fuzz/Target.h"

namespace numeral::fuzz {
namespace {

/// A list of images; the images themselves are not opened.
void run(base::ByteSpan input)
{
  static ScratchFile file("labels.csv");
  const auto samples = training::openSamples(file.write(input), {});
  if (!samples) {
    require(!samples.error().message.empty());
    return;
  }
  for (const auto& sample : *samples)
    require(!sample.id.empty() && sample.load != nullptr && (!sample.truth.empty() || sample.noDigit));
}

std::vector<std::string> seeds()
{
  return {"file,text\na.png,7\nb.png,12|34\n", "text,file,other\r\n\"1,2\",\"a \"\"b\"\".png\",x\r\n\r\n,c.png,\r\n",
          "file,text\n"};
}

} // namespace

Target labelsTarget() { return {"labels", run, seeds, {"file", "text", ",", "\"", "\"\"", "|", "\r\n", "\x1f\x8b"}}; }

} // namespace numeral::fuzz
