/// A model ready for use: its manifest, its network and its task.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/base/Error.h"
#include "core/model/Manifest.h"
#include "core/model/Model.h"
#include "core/model/Reference.h"
#include "core/model/Task.h"

namespace numeral::model {

/// Threads: immutable once made, share freely.
struct Bundle {
  Manifest manifest;
  std::shared_ptr<const Model> model;
  std::shared_ptr<const Task> task;
  std::string device = "cpu";                  ///< "cpu" or "cuda:N"
  std::filesystem::path folder;                ///< empty for one made in memory
  std::shared_ptr<const Reference> reference;  ///< null: no drift can be told
  std::optional<base::Error> referenceProblem; ///< why the one that is there is of no use; the model is, all the same
};

struct LoadOptions {
  std::string device = "auto";
  std::size_t warmUpBatch = 0; ///< runs batches of up to this many, so that no request pays for the first ones
};

/// `path`: the model's folder, its manifest.json, or the model file beside a manifest.json.
/// The file's type and SHA-256 are checked before libtorch sees it.
/// Errors: NotFound, UnsupportedFormat, InvalidModel, Io, InvalidArgument (device).
base::Expected<std::shared_ptr<const Bundle>> loadBundle(const std::filesystem::path& path, const LoadOptions& options);

/// The folder of the model at `path`, whichever of the three it is.
std::filesystem::path folderOf(const std::filesystem::path& path);

/// Reads and checks manifest and checksum, without libtorch. Errors: as loadBundle.
base::Expected<Manifest> verifyBundle(const std::filesystem::path& path);

} // namespace numeral::model
