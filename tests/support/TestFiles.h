/// The files in tests/data.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/Files.h"
#include "core/image/Codec.h"

namespace numeral::support {

inline std::filesystem::path testFile(const std::string& name)
{
  return std::filesystem::path(NUMERAL_TEST_DATA) / name;
}

/// Ends the test where the file is missing: nothing can be said then.
inline base::Bytes testBytes(const std::string& name) { return base::readFile(testFile(name), 1 << 20).value(); }

inline image::Image testImage(const std::string& name) { return image::decode(testBytes(name)).value(); }

} // namespace numeral::support
