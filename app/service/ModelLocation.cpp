#include "app/service/ModelLocation.h"

#include <system_error>

namespace numeral::service {

std::filesystem::path defaultModel()
{
  std::error_code ec;
  const auto programFolder = std::filesystem::read_symlink("/proc/self/exe", ec).parent_path();
  const auto installed = (programFolder.parent_path() / "share/numeral/models/digits").lexically_normal();
  if (std::filesystem::exists(installed / "manifest.json", ec))
    return installed;
  for (auto folder = programFolder; folder.has_relative_path(); folder = folder.parent_path()) {
    auto inCheckout = folder / "models/digits";
    if (std::filesystem::exists(inCheckout / "manifest.json", ec))
      return inCheckout;
  }
  return installed;
}

} // namespace numeral::service
