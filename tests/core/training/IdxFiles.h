/// Small IDX files for tests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <zlib.h>

#include "core/base/Files.h"
#include "core/training/Dataset.h"

namespace numeral::tests {

/// The bytes of an IDX file whose header promises `dimensions`.
inline std::string idxBytes(const std::vector<std::uint32_t>& dimensions, const std::vector<std::uint8_t>& values)
{
  std::string bytes{'\0', '\0', '\x08', static_cast<char>(dimensions.size())};
  for (const auto size : dimensions)
    for (const int shift : {24, 16, 8, 0})
      bytes += static_cast<char>((size >> shift) & 0xff);
  bytes.append(values.begin(), values.end());
  return bytes;
}

inline void writeGzip(const std::filesystem::path& path, const std::string& content)
{
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
  gzclose(file);
}

/// `prefix`-images-idx3-ubyte and its labels.
inline void writeIdxPair(const std::filesystem::path& folder, const std::string& prefix,
                         const training::Dataset& dataset)
{
  const auto count = static_cast<std::uint32_t>(dataset.size());
  const auto written = base::writeFile(folder / (prefix + "-images-idx3-ubyte"),
                                       idxBytes({count, static_cast<std::uint32_t>(dataset.shape.height),
                                                 static_cast<std::uint32_t>(dataset.shape.width)},
                                                dataset.pixels))
                           .and_then([&] {
                             return base::writeFile(folder / (prefix + "-labels-idx1-ubyte"),
                                                    idxBytes({count}, {dataset.labels.begin(), dataset.labels.end()}));
                           });
  if (!written)
    throw std::runtime_error(written.error().message);
}

/// Three kinds of pictures that a small network tells apart in seconds: an upright bar, a level bar, a block.
inline training::Dataset bars(std::size_t count, int side = 16)
{
  training::Dataset dataset;
  dataset.shape = {1, side, side};
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<std::uint8_t> image(dataset.shape.size());
    const int label = static_cast<int>(i % 3);
    const int moved = static_cast<int>(i / 3 % 3) - 1;
    const int width = label == 0 ? 2 : 8;
    const int height = label == 1 ? 2 : 8;
    for (int y = (side - height) / 2 + moved; y < (side + height) / 2 + moved; ++y)
      for (int x = (side - width) / 2 - moved; x < (side + width) / 2 - moved; ++x)
        image[static_cast<std::size_t>(y) * side + static_cast<std::size_t>(x)] =
            static_cast<std::uint8_t>(200 + i % 50);
    dataset.append(image, label);
  }
  return dataset;
}

} // namespace numeral::tests
