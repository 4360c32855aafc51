/// Everything one can measure a model on, in one form: IDX files, folders of images, lists of images, pen strokes.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/engine/Recognizer.h"
#include "core/training/IdxReader.h"

namespace numeral::training {

struct Sample {
  std::string id;          ///< file, or file and number
  std::string truth;       ///< rows parted by newlines
  std::string contributor; ///< who wrote it; empty where not known
  std::function<base::Expected<engine::Input>()> load;
  bool noDigit = false; ///< whatever its truth says: a reader of digits should not call it one
};

struct SampleOptions {
  Split split = Split::Test;        ///< where a folder holds several pairs of IDX files
  bool noDigits = false;            ///< nothing in the data is a digit: IDX images need no labels, folders any depth
  bool pipeline = false;            ///< IDX images through vision too, instead of straight to the model
  std::vector<std::string> classes; ///< what an IDX label stands for; beyond these it is its own number
  std::size_t maxTextBytes = std::size_t{1} << 30; ///< of a labels.csv or strokes, unpacked
};

/// `path`, a file or a folder that holds one of: IDX images and labels; `<label>/*.png|jpg|…`; labels.csv, with
/// the columns `file` and `text`, empty for no digit; strokes as .jsonl or .jsonl.gz. Found by trying in this order.
/// Errors: NotFound (nothing of these), InvalidArgument (names file and line), Io.
base::Expected<std::vector<Sample>> openSamples(const std::filesystem::path& path, const SampleOptions& options);

} // namespace numeral::training
