#include <zlib.h>

#include "core/training/IdxReader.h"
#include "tests/fuzz/ScratchFile.h"
#include "tests/fuzz/Target.h"

namespace numeral::fuzz {
namespace {

/// The first byte says how many of the rest are the labels' file.
void run(base::ByteSpan input)
{
  static ScratchFile images("x-images-idx3-ubyte");
  static ScratchFile labels("x-labels-idx1-ubyte");
  if (input.empty())
    return;
  const auto rest = input.subspan(1);
  const auto split = std::min<std::size_t>(input[0], rest.size());
  const auto& labelsPath = labels.write(rest.first(split));
  const auto& imagesPath = images.write(rest.subspan(split));
  const auto pair = training::readIdx({imagesPath, labelsPath});
  const auto alone = training::readIdxImages(imagesPath);
  if (alone)
    require(alone->pixels.size() == alone->size() * alone->shape.size());
  if (pair)
    require(alone && pair->size() == alone->size());
}

std::string gzipped(const std::string& content)
{
  z_stream stream{};
  constexpr int kGzip = 15 + 16;
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY);
  std::string out(content.size() + 100, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::vector<std::string> seeds()
{
  using namespace std::string_literals;
  const auto labels = "\0\0\x08\x01\0\0\0\x02\x07\x03"s;
  const auto images = "\0\0\x08\x03\0\0\0\x02\0\0\0\x02\0\0\0\x02"s
                      "abcdefgh"s;
  const auto both = [](const std::string& first, const std::string& second) {
    return std::string(1, static_cast<char>(first.size())) + first + second;
  };
  return {both(labels, images), both(gzipped(labels), gzipped(images)), both(labels, gzipped(images)),
          both("", images)};
}

} // namespace

Target idxTarget()
{
  using namespace std::string_literals;
  return {"idx", run, seeds, {"\0\0\x08\x01"s, "\0\0\x08\x03"s, "\x1f\x8b\x08"s, "\xff\xff\xff\xff"s, "\0\0\0\x01"s}};
}

} // namespace numeral::fuzz
