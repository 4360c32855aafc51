/// libFuzzer's two entrances for the target that NUMERAL_FUZZ_TARGET names.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "tests/fuzz/Target.h"

using namespace numeral;

namespace {

const fuzz::Target& target()
{
  static const fuzz::Target made = [] {
    for (auto& one : fuzz::targets())
      if (one.name == NUMERAL_FUZZ_TARGET)
        return one;
    std::abort();
  }();
  return made;
}

/// One word a line, in quotation marks, everything but letters and digits as \xNN.
std::string dictionary()
{
  std::string text;
  for (const auto& word : target().words) {
    text += '"';
    for (const unsigned char c : word) {
      char escaped[5];
      std::snprintf(escaped, sizeof escaped, "\\x%02x", c);
      text += escaped;
    }
    text += "\"\n";
  }
  return text;
}

void writeSeeds(const std::filesystem::path& folder)
{
  int number = 0;
  for (const auto& seed : target().seeds())
    if (!base::writeFile(folder / ("seed-" + std::to_string(number++)), seed))
      std::exit(1);
  if (!base::writeFile(folder.string() + ".dict", dictionary()))
    std::exit(1);
}

} // namespace

/// With NUMERAL_SEEDS=DIR nothing is fuzzed: the seeds go to DIR, the words to DIR.dict.
extern "C" int LLVMFuzzerInitialize(int*, char***)
{
  if (const char* folder = std::getenv("NUMERAL_SEEDS")) {
    writeSeeds(folder);
    std::exit(0);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  target().run({data, size});
  return 0;
}
