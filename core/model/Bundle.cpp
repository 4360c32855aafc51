#include "core/model/Bundle.h"

#include <utility>
#include <vector>

#include "core/base/Files.h"
#include "core/base/Sha256.h"
#include "core/model/CascadeModel.h"
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
  base::Bytes second; ///< empty unless the model is a cascade
};

/// Type and checksum, before libtorch sees it.
Expected<void> check(const base::Bytes& bytes, const std::filesystem::path& file, const std::string& sha256)
{
  if (auto fine = requireTorchScript(bytes, file.string()); !fine)
    return fine;
  if (const auto sum = base::sha256(bytes); sum != sha256)
    return failure(ErrorCode::InvalidModel,
                   file.string() + " is not the file that its manifest describes: it was changed or damaged. "
                                   "Restore both from where they came.",
                   "SHA-256 is " + sum + ", the manifest says " + sha256);
  return {};
}

/// Everything that can be said against a model without running it.
Expected<CheckedFile> readAndCheck(const std::filesystem::path& path)
{
  std::error_code ec;
  if (!std::filesystem::exists(path, ec))
    return failure(ErrorCode::NotFound,
                   "There is no model at " + path.string() + ". Name a model's folder with --model or MODEL_PATH.");
  const bool isFolder = std::filesystem::is_directory(path, ec);
  CheckedFile checked;
  checked.folder = folderOf(path);

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
    checked.bytes = std::move(*bytes);
  }
  if (auto fine = check(checked.bytes, file, checked.manifest.sha256); !fine)
    return tl::unexpected(fine.error());
  if (const auto& second = checked.manifest.second) {
    auto bytes = base::readFile(checked.folder / second->file, kMaxModelBytes);
    if (!bytes)
      return tl::unexpected(bytes.error());
    checked.second = std::move(*bytes);
    if (auto fine = check(checked.second, checked.folder / second->file, second->sha256); !fine)
      return tl::unexpected(fine.error());
  }
  return checked;
}

/// The first runs are slow while oneDNN makes its kernels. On a processor those of one size serve the next ones nearly
/// as well; on a GPU libtorch joins steps for each size, after it has seen it once.
Expected<void> warmUp(const Model& model, std::size_t largestBatch, bool onGpu)
{
  const auto itemSize = model.input().size();
  const std::vector<float> batch(itemSize * largestBatch, 0.F);
  std::vector<float> logits(model.outputs() * largestBatch);
  const int runs = onGpu ? 2 : 1;
  for (std::size_t count = 1; count <= largestBatch; count += onGpu ? 1 : count)
    for (int run = 0; run < runs; ++run)
      if (auto done = model.forward({batch.data(), itemSize * count}, count, {logits.data(), model.outputs() * count});
          !done)
        return done;
  return {};
}

/// Each network of a cascade on its own: no blank item would ask the second one.
Expected<std::shared_ptr<const Model>> open(const base::Bytes& bytes, const Manifest& manifest,
                                            const std::string& device, std::size_t warmUpBatch)
{
  auto model = openTorchScript(bytes, manifest, device);
  if (model)
    if (auto warm = warmUp(**model, warmUpBatch, device != "cpu"); !warm)
      return tl::unexpected(warm.error());
  return model;
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
  auto model = open(checked->bytes, checked->manifest, *device, options.warmUpBatch);
  if (model && checked->manifest.second) {
    auto second = open(checked->second, checked->manifest, *device, options.warmUpBatch);
    if (!second)
      return tl::unexpected(second.error());
    model = std::make_shared<const CascadeModel>(std::move(*model), std::move(*second),
                                                 checked->manifest.second->askedBelow);
  }
  if (!model)
    return tl::unexpected(model.error());

  auto bundle = std::make_shared<Bundle>();
  bundle->manifest = std::move(checked->manifest);
  bundle->model = std::move(*model);
  bundle->task = std::move(*task);
  bundle->device = std::move(*device);
  bundle->folder = std::move(checked->folder);
  if (auto reference = readReference(bundle->folder, bundle->manifest))
    bundle->reference = std::move(*reference);
  else
    bundle->referenceProblem = reference.error();
  return bundle;
}

std::filesystem::path folderOf(const std::filesystem::path& path)
{
  std::error_code ec;
  return std::filesystem::is_directory(path, ec) ? path : path.parent_path();
}

Expected<Manifest> verifyBundle(const std::filesystem::path& path)
{
  auto checked = readAndCheck(path);
  if (!checked)
    return tl::unexpected(checked.error());
  return std::move(checked->manifest);
}

} // namespace numeral::model
