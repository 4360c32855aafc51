/// Finds and reads the files that somebody wants recognised: named one by one, or all in a folder.
#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/engine/Recognizer.h"

namespace numeral::engine {

struct InputFile {
  std::string name;                 ///< as given, or below the folder as given; "-" is standard input
  std::optional<base::Error> error; ///< already known to be of no use: a folder without images or without permission
};

struct FindOptions {
  bool recursive = false; ///< subfolders too
  bool sift = false;      ///< of files named one by one, too, only those whose name or content speaks for them
  std::stop_token stop{}; ///< what was found until then comes back
};

struct FoundFiles {
  std::vector<InputFile> files;
  std::size_t others = 0; ///< files that are neither images nor drawings
};

/// Files stay in the order given; each folder is replaced by the images and drawings in it, sorted by name. Hidden
/// ones are left out, links to folders are not followed.
FoundFiles findInputs(const std::vector<std::string>& names, const FindOptions& options);

/// What a file's bytes are, whatever its name: a drawing where they are JSON, else an image file.
/// Errors: InvalidArgument (broken drawing).
base::Expected<Input> toInput(base::Bytes bytes);

} // namespace numeral::engine
