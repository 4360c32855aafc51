#include "core/model/Bundle.h"

#include <utility>
#include <vector>

#include "core/base/Files.h"
#include "core/base/Sha256.h"
#include "core/model/FileType.h"
#include "core/model/TorchScriptModel.h"

namespace numeral::model {
namespace {

using base::ErrorCode;
using base::Expected;
using base::failure;

constexpr std::size_t kMaxManifestBytes = 1u << 20;
constexpr std::size_t kMaxModelBytes = std::size_t{2} << 30;
constexpr std::string_view kManifestName = "manifest.json";

struct CheckedFile {
  std::filesystem::path folder;
  Manifest manifest;
  base::Bytes bytes;
};

/// Everything that can be said against a model without running it.
Expected<CheckedFile> readAndCheck(const std::filesystem::path& path)
{
  std::error_code ec;
  if (!std::filesystem::exists(path, ec))
    return failure(ErrorCode::NotFound,
                   "There is no model at " + path.string() + ". Name a model's folder with --model or MODEL_PATH.");
  const bool isFolder = std::filesystem::is_directory(path, ec);
  CheckedFile checked;
  checked.folder = isFolder ? path : path.parent_path();

  // A model file of another framework seldom has a manifest beside it: its type is the better answer.
  if (!isFolder && path.filename() != kManifestName) {
    auto bytes = base::readFile(path, kMaxModelBytes);
    if (!bytes)
      return tl::unexpected(bytes.error());
    if (auto fine = requireTorchScript(*bytes, path.string()); !fine)
      return tl::unexpected(fine.error());
    checked.bytes = std::move(*bytes);
  }

  const auto manifestPath = checked.folder / kManifestName;
  auto text = base::readFile(manifestPath, kMaxManifestBytes);
  if (!text && text.error().code == ErrorCode::NotFound)
    return failure(ErrorCode::InvalidModel, "The model at " + path.string() + " has no manifest.json beside it (" +
                                                manifestPath.string() + "), so its classes are unknown.");
  if (!text)
    return tl::unexpected(text.error());
  auto manifest = parseManifest(base::textOf(*text));
  if (!manifest) {
    auto error = manifest.error();
    error.message = manifestPath.string() + ": " + error.message;
    return tl::unexpected(std::move(error));
  }
  checked.manifest = std::move(*manifest);

  const auto file = checked.folder / checked.manifest.file;
  if (!checked.bytes.empty()) {
    if (path.filename() != checked.manifest.file)
      return failure(ErrorCode::InvalidModel, manifestPath.string() + " describes " + checked.manifest.file + ", not " +
                                                  path.filename().string() + ".");
  } else {
    auto bytes = base::readFile(file, kMaxModelBytes);
    if (!bytes)
      return tl::unexpected(bytes.error());
    if (auto fine = requireTorchScript(*bytes, file.string()); !fine)
      return tl::unexpected(fine.error());
    checked.bytes = std::move(*bytes);
  }
  if (const auto sum = base::sha256(checked.bytes); sum != checked.manifest.sha256)
    return failure(ErrorCode::InvalidModel,
                   file.string() + " is not the file that its manifest describes: it was changed or damaged. "
                                   "Restore both from where they came.",
                   "SHA-256 is " + sum + ", the manifest says " + checked.manifest.sha256);
  return checked;
}

/// The first runs of a batch size are slow while libtorch specialises its code.
Expected<void> warmUp(const Model& model, std::size_t largestBatch)
{
  const auto itemSize = model.input().size();
  const std::vector<float> batch(itemSize * largestBatch, 0.F);
  std::vector<float> logits(model.outputs() * largestBatch);
  constexpr int kRuns = 2;
  for (std::size_t count = 1; count <= largestBatch; ++count)
    for (int run = 0; run < kRuns; ++run)
      if (auto done = model.forward({batch.data(), itemSize * count}, count, {logits.data(), model.outputs() * count});
          !done)
        return done;
  return {};
}

} // namespace

Expected<std::shared_ptr<const Bundle>> loadBundle(const std::filesystem::path& path, const LoadOptions& options)
{
  auto checked = readAndCheck(path);
  if (!checked)
    return tl::unexpected(checked.error());
  auto task = makeTask(checked->manifest);
  if (!task)
    return tl::unexpected(task.error());
  auto device = resolveDevice(options.device);
  if (!device)
    return tl::unexpected(device.error());
  auto model = openTorchScript(checked->bytes, checked->manifest, *device);
  if (!model)
    return tl::unexpected(model.error());
  if (auto warm = warmUp(**model, options.warmUpBatch); !warm)
    return tl::unexpected(warm.error());

  auto bundle = std::make_shared<Bundle>();
  bundle->manifest = std::move(checked->manifest);
  bundle->model = std::move(*model);
  bundle->task = std::move(*task);
  bundle->device = std::move(*device);
  bundle->folder = std::move(checked->folder);
  return bundle;
}

Expected<Manifest> verifyBundle(const std::filesystem::path& path)
{
  auto checked = readAndCheck(path);
  if (!checked)
    return tl::unexpected(checked.error());
  return std::move(checked->manifest);
}

} // namespace numeral::model
