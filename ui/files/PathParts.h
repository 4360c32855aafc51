/// Parts of a path, for lists of ten thousand: std::filesystem would keep the window waiting for tens of milliseconds.
#pragma once

#include <string_view>

namespace numeral::ui {

/// "/scans/7" of "/scans/7/a.png"; empty where there is none.
inline std::string_view folderOf(std::string_view path)
{
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos)
    return {};
  const std::size_t last = path.find_last_not_of('/', slash);
  return path.substr(0, last == std::string_view::npos ? 1 : last + 1);
}

/// "a.png" of "/scans/7/a.png".
inline std::string_view nameOf(std::string_view path)
{
  return path.substr(path.rfind('/') + 1); // npos + 1 is 0
}

/// "a" of "/scans/7/a.png"; a name that begins with its only dot is all stem.
inline std::string_view stemOf(std::string_view path)
{
  const std::string_view name = nameOf(path);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}

} // namespace numeral::ui
