/// Images by the names of their files.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>

namespace numeral::image {

/// Of the formats that are read, in lower case: ".png", ".jpg" …
std::span<const std::string_view> fileEndings() noexcept;

/// By the ending alone, in whatever case. What the file holds may be something else.
bool isImageName(const std::filesystem::path& path);

} // namespace numeral::image
