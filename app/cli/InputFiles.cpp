#include "app/cli/InputFiles.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/image/Header.h"
#include "core/strokes/Drawing.h"

namespace numeral::cli {
namespace {

namespace fs = std::filesystem;

/// By name and not by content: a broken image in a folder is to be reported, a README is not.
bool isImageName(const fs::path& path)
{
  constexpr std::array<std::string_view, 11> kExtensions = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".pgm",
                                                            ".ppm", ".pnm", ".tif",  ".tiff", ".dib"};
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

/// JSON files are many things; a drawing names its strokes at the start.
bool isDrawing(const fs::path& path)
{
  if (path.extension() != ".json")
    return false;
  std::array<char, 1024> start{};
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), start.size());
  return std::string_view(start.data(), static_cast<std::size_t>(file.gcount())).find("\"strokes\"") !=
         std::string_view::npos;
}

bool isHidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

/// A folder that cannot be read to its end is an entry as well, with the reason.
void collect(const fs::path& folder, bool recursive, std::vector<InputFile>& inputs)
{
  std::error_code ec;
  for (fs::directory_iterator entry(folder, ec), end; !ec && entry != end; entry.increment(ec)) {
    const fs::path& path = entry->path();
    std::error_code dangling; // such a link is neither file nor folder
    if (isHidden(path))
      continue;
    if (entry->is_directory(dangling)) {
      if (recursive && !entry->is_symlink(dangling))
        collect(path, recursive, inputs);
    } else if (entry->is_regular_file(dangling) && (isImageName(path) || isDrawing(path))) {
      inputs.push_back({path.string(), std::nullopt});
    }
  }
  if (ec)
    inputs.push_back(
        {folder.string(),
         base::Error{base::ErrorCode::Io, folder.string() + " cannot be read: " + ec.message() + ".", {}}});
}

std::vector<InputFile> inputsIn(const std::string& folder, bool recursive)
{
  std::vector<InputFile> inputs;
  collect(folder, recursive, inputs);
  std::sort(inputs.begin(), inputs.end(), [](const InputFile& a, const InputFile& b) { return a.name < b.name; });
  if (inputs.empty())
    inputs.push_back({folder, base::Error{base::ErrorCode::NotFound,
                                          folder + " holds no images (" + std::string(image::acceptedFormats()) +
                                              ") and no drawings" +
                                              (recursive ? "." : "; --recursive looks into its subfolders as well."),
                                          {}}});
  return inputs;
}

} // namespace

std::vector<InputFile> findInputs(const std::vector<std::string>& arguments, bool recursive)
{
  std::vector<InputFile> inputs;
  for (const std::string& argument : arguments) {
    std::error_code ec;
    if (fs::is_directory(argument, ec)) {
      auto found = inputsIn(argument, recursive);
      std::move(found.begin(), found.end(), std::back_inserter(inputs));
    } else {
      inputs.push_back({argument, std::nullopt});
    }
  }
  return inputs;
}

base::Expected<engine::Input> toInput(base::Bytes bytes)
{
  const std::string_view text = base::textOf(bytes);
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || text[first] != '{')
    return engine::EncodedImage{std::move(bytes)};
  return strokes::parseDrawing(text).map([](strokes::Drawing&& drawing) { return engine::Input(std::move(drawing)); });
}

} // namespace numeral::cli
