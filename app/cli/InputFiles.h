/// Finds and reads what `numeralctl predict` was asked to look at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/engine/Recognizer.h"

namespace numeral::cli {

struct InputFile {
  std::string name;                 ///< as given, or below the folder as given; "-" is standard input
  std::optional<base::Error> error; ///< already known to be of no use: a folder without images or without permission
};

/// Files stay in the order given; each folder is replaced by the images and drawings in it, sorted by name. Hidden
/// ones are left out, links to folders are not followed.
std::vector<InputFile> findInputs(const std::vector<std::string>& arguments, bool recursive);

/// What a file's bytes are, whatever its name: a drawing where they are JSON, else an image file.
/// Errors: InvalidArgument (broken drawing).
base::Expected<engine::Input> toInput(base::Bytes bytes);

} // namespace numeral::cli
