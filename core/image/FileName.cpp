#include "core/image/FileName.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace numeral::image {
namespace {

constexpr std::array<std::string_view, 12> kEndings{".png", ".jpg", ".jpeg", ".jpe", ".webp", ".bmp",
                                                    ".dib", ".pgm", ".ppm",  ".pnm", ".tif",  ".tiff"};

} // namespace

std::span<const std::string_view> fileEndings() noexcept { return kEndings; }

bool isImageName(const std::filesystem::path& path)
{
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

} // namespace numeral::image
