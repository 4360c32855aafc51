#include "core/training/IdxReader.h"

#include <algorithm>
#include <array>
#include <string>
#include <system_error>
#include <vector>

#include "core/base/Files.h"

namespace numeral::training {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{2} << 30;
constexpr std::string_view kImagesMark = "-images-idx3-ubyte";
constexpr std::string_view kLabelsMark = "-labels-idx1-ubyte";

struct Idx {
  std::vector<std::size_t> dimensions;
  base::Bytes bytes;
  std::size_t begin = 0; ///< of the values in `bytes`
};

base::Expected<Idx> readFile(const std::filesystem::path& path, std::size_t dimensions)
{
  auto packed = base::readFile(path, kMaxBytes);
  if (!packed)
    return tl::unexpected(packed.error());
  auto bytes = base::gunzip(std::move(*packed), kMaxBytes);
  if (!bytes)
    return base::failure(bytes.error().code, path.string() + ": " + bytes.error().message);
  const std::array<std::uint8_t, 4> magic{0, 0, 0x08, static_cast<std::uint8_t>(dimensions)};
  if (bytes->size() < magic.size() || !std::equal(magic.begin(), magic.end(), bytes->begin()))
    return base::failure(base::ErrorCode::InvalidArgument, path.string() + " is not an IDX file of bytes with " +
                                                               std::to_string(dimensions) +
                                                               (dimensions == 1 ? " dimension." : " dimensions."));
  Idx idx;
  idx.begin = 4 + 4 * dimensions;
  if (bytes->size() < idx.begin)
    return base::failure(base::ErrorCode::Io, path.string() + " is cut short in its header; fetch it again.");
  std::size_t product = 1;
  for (std::size_t at = 4; at < idx.begin; at += 4) {
    const std::size_t size = (std::size_t{(*bytes)[at]} << 24) | (std::size_t{(*bytes)[at + 1]} << 16) |
                             (std::size_t{(*bytes)[at + 2]} << 8) | std::size_t{(*bytes)[at + 3]};
    if (size == 0 || product > kMaxBytes / size)
      return base::failure(base::ErrorCode::InvalidArgument,
                           path.string() + " claims impossible dimensions in its header.");
    product *= size;
    idx.dimensions.push_back(size);
  }
  const std::size_t present = bytes->size() - idx.begin;
  if (present < product)
    return base::failure(base::ErrorCode::Io, path.string() + " is cut short: its header promises " +
                                                  std::to_string(product) + " values, it has " +
                                                  std::to_string(present) + ". Fetch it again.");
  if (present > product)
    return base::failure(base::ErrorCode::InvalidArgument,
                         path.string() + " is longer than its header says: " + std::to_string(present) +
                             " values instead of " + std::to_string(product) + ".");
  idx.bytes = std::move(*bytes);
  return idx;
}

/// The labels' path for an images' path, or empty where it is none.
std::filesystem::path labelsFor(const std::filesystem::path& images)
{
  std::string name = images.filename().string();
  const auto at = name.find(kImagesMark);
  if (at == std::string::npos)
    return {};
  name.replace(at, kImagesMark.size(), kLabelsMark);
  std::string other = name.ends_with(".gz") ? name.substr(0, name.size() - 3) : name + ".gz";
  std::error_code ec;
  for (const auto& candidate : {name, other})
    if (std::filesystem::is_regular_file(images.parent_path() / candidate, ec))
      return images.parent_path() / candidate;
  return {};
}

std::vector<IdxPair> pairsIn(const std::filesystem::path& folder)
{
  std::vector<IdxPair> pairs;
  std::error_code ec;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ec))
    if (auto labels = labelsFor(entry.path()); !labels.empty())
      pairs.push_back({entry.path(), std::move(labels)});
  std::sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a.images < b.images; });
  return pairs;
}

bool belongsTo(const IdxPair& pair, Split split)
{
  const std::string name = pair.images.filename().string();
  return name.starts_with("train") == (split == Split::Train);
}

} // namespace

base::Expected<IdxPair> findIdxPair(const std::filesystem::path& path, Split split)
{
  if (auto labels = labelsFor(path); !labels.empty())
    return IdxPair{path, std::move(labels)};
  for (const auto& folder : {path, path / "mnist"}) {
    const auto pairs = pairsIn(folder);
    if (pairs.size() == 1)
      return pairs.front();
    const auto found =
        std::find_if(pairs.begin(), pairs.end(), [split](const auto& pair) { return belongsTo(pair, split); });
    if (found != pairs.end())
      return *found;
  }
  return base::failure(base::ErrorCode::NotFound,
                       path.string() + " holds no pair of IDX files such as " +
                           (split == Split::Train ? "train" : "t10k") + std::string(kImagesMark) + " and " +
                           (split == Split::Train ? "train" : "t10k") + std::string(kLabelsMark) +
                           " (gzipped or not). `numeralctl data fetch` gets MNIST.");
}

base::Expected<Dataset> readIdxImages(const std::filesystem::path& path)
{
  auto images = readFile(path, 3);
  if (!images)
    return tl::unexpected(images.error());
  Dataset dataset;
  dataset.shape = {1, static_cast<int>(images->dimensions[1]), static_cast<int>(images->dimensions[2])};
  dataset.pixels.assign(images->bytes.begin() + static_cast<std::ptrdiff_t>(images->begin), images->bytes.end());
  dataset.labels.assign(images->dimensions[0], 0);
  return dataset;
}

base::Expected<Dataset> readIdx(const IdxPair& pair)
{
  auto dataset = readIdxImages(pair.images);
  if (!dataset)
    return dataset;
  auto labels = readFile(pair.labels, 1);
  if (!labels)
    return tl::unexpected(labels.error());
  if (dataset->size() != labels->dimensions[0])
    return base::failure(base::ErrorCode::InvalidArgument,
                         pair.images.string() + " has " + std::to_string(dataset->size()) + " images, " +
                             pair.labels.string() + " " + std::to_string(labels->dimensions[0]) +
                             " labels; they do not belong together.");
  dataset->labels.assign(labels->bytes.begin() + static_cast<std::ptrdiff_t>(labels->begin), labels->bytes.end());
  return dataset;
}

} // namespace numeral::training
