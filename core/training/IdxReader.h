/// Reads IDX files, gzipped or not: MNIST's format and that of its relatives.
#pragma once

#include <filesystem>

#include "core/base/Error.h"
#include "core/training/Dataset.h"

namespace numeral::training {

struct IdxPair {
  std::filesystem::path images;
  std::filesystem::path labels;
};

enum class Split { Train, Test };

/// Finds the images and the labels that belong to them in a folder, or in a folder "mnist" inside it. A file that
/// holds images stands for its pair. Among several pairs `split` goes by the names: "train…" and "t10k…" or "test…".
/// Errors: NotFound (says what was looked for).
base::Expected<IdxPair> findIdxPair(const std::filesystem::path& path, Split split);

/// Source: the format as described with "The MNIST database of handwritten digits".
/// Errors: NotFound, Io (broken gzip, cut short), InvalidArgument (not IDX, lengths that do not fit).
base::Expected<Dataset> readIdx(const IdxPair& pair);

/// The images alone, all labelled 0. Errors: as readIdx.
base::Expected<Dataset> readIdxImages(const std::filesystem::path& path);

} // namespace numeral::training
