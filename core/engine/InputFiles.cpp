#include "core/engine/InputFiles.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/image/FileName.h"
#include "core/image/Header.h"
#include "core/strokes/Drawing.h"

namespace numeral::engine {
namespace {

namespace fs = std::filesystem;

/// Enough of a file to tell its type.
constexpr std::size_t kStart = 1024;

std::string startOf(const fs::path& path)
{
  std::string start(kStart, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(file.gcount()));
  return start;
}

/// JSON files are many things; a drawing names its strokes at the start.
bool isDrawing(const fs::path& path)
{
  return path.extension() == ".json" && startOf(path).find("\"strokes\"") != std::string::npos;
}

/// Of a type that is read, or so much like one that its own error says more.
bool holdsAnImage(const fs::path& path)
{
  const std::string start = startOf(path);
  const auto header = image::readHeader(base::bytesOf(start));
  return header || header.error().code != base::ErrorCode::UnsupportedFormat;
}

bool isHidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

/// A folder that cannot be read to its end is an entry as well, with the reason.
void collect(const fs::path& folder, const FindOptions& options, FoundFiles& found)
{
  std::error_code ec;
  for (fs::directory_iterator entry(folder, ec), end; !ec && entry != end; entry.increment(ec)) {
    if (options.stop.stop_requested())
      return;
    const fs::path& path = entry->path();
    std::error_code dangling; // such a link is neither file nor folder
    if (isHidden(path))
      continue;
    if (entry->is_directory(dangling)) {
      if (options.recursive && !entry->is_symlink(dangling))
        collect(path, options, found);
    } else if (entry->is_regular_file(dangling)) {
      // By name and not by content: a broken image in a folder is to be reported, a README is not.
      if (image::isImageName(path) || isDrawing(path))
        found.files.push_back({path.string(), std::nullopt});
      else
        ++found.others;
    }
  }
  if (ec)
    found.files.push_back(
        {folder.string(),
         base::Error{base::ErrorCode::Io, folder.string() + " cannot be read: " + ec.message() + ".", {}}});
}

FoundFiles inputsIn(const std::string& folder, const FindOptions& options)
{
  FoundFiles found;
  collect(folder, options, found);
  std::sort(found.files.begin(), found.files.end(),
            [](const InputFile& a, const InputFile& b) { return a.name < b.name; });
  if (found.files.empty() && !options.stop.stop_requested())
    found.files.push_back({folder, base::Error{base::ErrorCode::NotFound,
                                               folder + " holds no images (" + std::string(image::acceptedFormats()) +
                                                   ") and no drawings.",
                                               {}}});
  return found;
}

} // namespace

FoundFiles findInputs(const std::vector<std::string>& names, const FindOptions& options)
{
  FoundFiles found;
  for (const std::string& name : names) {
    std::error_code ec;
    if (fs::is_directory(name, ec)) {
      auto inside = inputsIn(name, options);
      std::move(inside.files.begin(), inside.files.end(), std::back_inserter(found.files));
      found.others += inside.others;
    } else if (options.sift && fs::exists(name, ec) &&
               (!fs::is_regular_file(name, ec) || // a pipe would be waited for without end
                (!image::isImageName(name) && !isDrawing(name) && !holdsAnImage(name)))) {
      ++found.others;
    } else {
      found.files.push_back({name, std::nullopt});
    }
  }
  return found;
}

base::Expected<Input> toInput(base::Bytes bytes)
{
  const std::string_view text = base::textOf(bytes);
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || text[first] != '{')
    return EncodedImage{std::move(bytes)};
  return strokes::parseDrawing(text).map([](strokes::Drawing&& drawing) { return Input(std::move(drawing)); });
}

} // namespace numeral::engine
