#include "core/training/Samples.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <system_error>

#include <nlohmann/json.hpp>

#include "core/base/Files.h"
#include "core/image/FileName.h"
#include "core/strokes/Drawing.h"

namespace numeral::training {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Expected;
using base::failure;
using Samples = std::vector<Sample>;

constexpr std::size_t kMaxImageBytes = std::size_t{64} << 20;
bool isStrokes(const fs::path& path)
{
  const auto name = path.filename().string();
  return name.ends_with(".jsonl") || name.ends_with(".jsonl.gz");
}

std::vector<fs::path> sortedEntries(const fs::path& folder)
{
  std::vector<fs::path> entries;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(folder, ec))
    if (!entry.path().filename().string().starts_with('.'))
      entries.push_back(entry.path());
  std::sort(entries.begin(), entries.end());
  return entries;
}

Sample imageSample(const fs::path& file, std::string id, std::string truth)
{
  return {std::move(id), std::move(truth), {}, [file]() -> Expected<engine::Input> {
            auto bytes = base::readFile(file, kMaxImageBytes);
            if (!bytes)
              return tl::unexpected(bytes.error());
            return engine::EncodedImage{std::move(*bytes)};
          }};
}

/// `pair` without labels: images alone.
Expected<Samples> openIdx(const IdxPair& pair, const SampleOptions& options)
{
  auto read = pair.labels.empty() ? readIdxImages(pair.images) : readIdx(pair);
  if (!read)
    return tl::unexpected(read.error());
  const auto dataset = std::make_shared<const Dataset>(std::move(*read));
  Samples samples;
  for (std::size_t i = 0; i < dataset->size(); ++i) {
    const auto label = static_cast<std::size_t>(dataset->labels[i]);
    samples.push_back({pair.images.filename().string() + "#" + std::to_string(i),
                       label < options.classes.size() ? options.classes[label] : std::to_string(label),
                       {},
                       [dataset, i, pipeline = options.pipeline]() -> Expected<engine::Input> {
                         const auto pixels = dataset->image(i);
                         if (!pipeline)
                           return engine::Tensor{{pixels.begin(), pixels.end()}};
                         image::Image image(dataset->shape.width, dataset->shape.height, 1);
                         image.pixels.assign(pixels.begin(), pixels.end());
                         return image;
                       }});
  }
  return samples;
}

/// Every image below a folder; what they show is not asked.
Samples openAllImages(const fs::path& folder)
{
  std::vector<fs::path> files;
  std::error_code ec;
  for (const auto& entry : fs::recursive_directory_iterator(folder, ec))
    if (image::isImageName(entry.path()))
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  Samples samples;
  for (const auto& file : files)
    samples.push_back(imageSample(file, fs::relative(file, folder).string(), {}));
  return samples;
}

Samples openLabelledFolders(const fs::path& folder)
{
  Samples samples;
  std::error_code ec;
  for (const auto& label : sortedEntries(folder))
    if (fs::is_directory(label, ec))
      for (const auto& file : sortedEntries(label))
        if (image::isImageName(file))
          samples.push_back(
              imageSample(file, label.filename().string() + "/" + file.filename().string(), label.filename().string()));
  return samples;
}

/// RFC 4180 without line breaks inside fields.
std::vector<std::string> csvFields(std::string_view line)
{
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"')
      fields.back() += line[++i];
    else if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      fields.emplace_back();
    else
      fields.back() += c;
  }
  return fields;
}

/// "12 | 34" is the rows 12 and 34.
std::string rowsOf(const std::string& text)
{
  std::string rows;
  for (const char c : text)
    if (c == '|')
      rows += '\n';
    else if (!std::isspace(static_cast<unsigned char>(c)))
      rows += c;
  return rows;
}

/// Calls `take(line, number)` for each line that is not blank until one fails; `number` counts from 1.
template <class Take> Expected<void> eachLine(std::string_view text, Take take)
{
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    if (line.empty())
      continue;
    if (Expected<void> taken = take(line, number); !taken)
      return taken;
  }
  return {};
}

Expected<base::Bytes> readText(const fs::path& file, std::size_t maxBytes)
{
  auto bytes = base::readFile(file, maxBytes);
  if (!bytes)
    return bytes;
  auto text = base::gunzip(std::move(*bytes), maxBytes);
  if (!text)
    return failure(text.error().code, file.string() + ": " + text.error().message);
  return text;
}

Expected<Samples> openCsv(const fs::path& file, std::size_t maxBytes)
{
  const auto text = readText(file, maxBytes);
  if (!text)
    return tl::unexpected(text.error());
  Samples samples;
  std::size_t fileColumn = 0;
  std::size_t textColumn = 0;
  bool header = true;
  const auto wrong = [&file](std::size_t line, const std::string& what) {
    return failure(ErrorCode::InvalidArgument, file.string() + ", line " + std::to_string(line) + ": " + what);
  };
  const auto read = eachLine(base::textOf(*text), [&](std::string_view line, std::size_t number) -> Expected<void> {
    const auto fields = csvFields(line);
    if (header) {
      const auto column = [&fields](const char* name) {
        return static_cast<std::size_t>(std::find(fields.begin(), fields.end(), name) - fields.begin());
      };
      header = false;
      fileColumn = column("file");
      textColumn = column("text");
      if (fileColumn == fields.size() || textColumn == fields.size())
        return wrong(number, "the first line must name the columns \"file\" and \"text\".");
      return {};
    }
    if (std::max(fileColumn, textColumn) >= fields.size() || fields[fileColumn].empty())
      return wrong(number, "a file and its text are expected.");
    samples.push_back(
        imageSample(file.parent_path() / fields[fileColumn], fields[fileColumn], rowsOf(fields[textColumn])));
    return {};
  });
  if (!read)
    return tl::unexpected(read.error());
  return samples;
}

Expected<Samples> openStrokes(const fs::path& file, std::size_t maxBytes)
{
  const auto text = readText(file, maxBytes);
  if (!text)
    return tl::unexpected(text.error());
  Samples samples;
  const auto read = eachLine(base::textOf(*text), [&](std::string_view line, std::size_t number) -> Expected<void> {
    const std::string place = file.string() + ", line " + std::to_string(number) + ": ";
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("label") || !json["label"].is_string())
      return failure(ErrorCode::InvalidArgument, place + "a JSON object with \"label\" and \"strokes\" is expected.");
    auto drawing = strokes::parseDrawing(line);
    if (!drawing)
      return failure(drawing.error().code, place + drawing.error().message);
    const auto word = [&json](const char* key) {
      const auto found = json.find(key);
      return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    samples.push_back({word("id").empty() ? file.filename().string() + "#" + std::to_string(number) : word("id"),
                       word("label"), word("contributor"),
                       [drawing = std::make_shared<const strokes::Drawing>(
                            std::move(*drawing))]() -> Expected<engine::Input> { return *drawing; }});
    return {};
  });
  if (!read)
    return tl::unexpected(read.error());
  return samples;
}

Expected<Samples> openFolder(const fs::path& path, const SampleOptions& options)
{
  if (const auto pair = findIdxPair(path, options.split))
    return openIdx(*pair, options);
  std::error_code ec;
  if (fs::is_regular_file(path / "labels.csv", ec))
    return openCsv(path / "labels.csv", options.maxTextBytes);
  if (auto samples = openLabelledFolders(path); !samples.empty())
    return samples;
  if (auto samples = options.noDigits ? openAllImages(path) : Samples(); !samples.empty())
    return samples;
  std::vector<fs::path> strokes = sortedEntries(path);
  std::erase_if(strokes, [](const fs::path& file) { return !isStrokes(file); });
  if (strokes.size() == 1)
    return openStrokes(strokes.front(), options.maxTextBytes);
  if (strokes.size() > 1)
    return failure(ErrorCode::InvalidArgument, path.string() + " holds several files of strokes; name one, such as " +
                                                   strokes.front().string() + ".");
  return failure(ErrorCode::NotFound,
                 path.string() + " holds nothing to measure on: neither IDX images with their labels, nor folders of "
                                 "images named after their label, nor labels.csv, nor strokes (.jsonl, .jsonl.gz).");
}

Expected<Samples> openFile(const fs::path& path, const SampleOptions& options)
{
  if (isStrokes(path))
    return openStrokes(path, options.maxTextBytes);
  if (path.extension() == ".csv")
    return openCsv(path, options.maxTextBytes);
  if (const auto pair = findIdxPair(path, options.split))
    return openIdx(*pair, options);
  if (options.noDigits && path.filename().string().find("-idx3-") != std::string::npos)
    return openIdx({path, {}}, options);
  return failure(ErrorCode::InvalidArgument,
                 path.string() + " is nothing to measure on: IDX images (…-images-idx3-ubyte, the labels beside them), "
                                 "a .csv list or strokes (.jsonl, .jsonl.gz) are expected.");
}

} // namespace

Expected<Samples> openSamples(const fs::path& path, const SampleOptions& options)
{
  std::error_code ec;
  if (!fs::exists(path, ec))
    return failure(ErrorCode::NotFound, path.string() + " does not exist. Check the name, or fetch MNIST with "
                                                        "`numeralctl data fetch`.");
  auto samples = fs::is_directory(path, ec) ? openFolder(path, options) : openFile(path, options);
  if (samples)
    for (auto& sample : *samples)
      sample.noDigit = options.noDigits || sample.truth.empty();
  if (samples && samples->empty())
    return failure(ErrorCode::InvalidArgument, path.string() + " holds no samples.");
  return samples;
}

} // namespace numeral::training
