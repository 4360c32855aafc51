#include "core/feedback/Folders.h"

#include <string>
#include <system_error>
#include <utility>

#include "core/feedback/Descriptor.h"
#include "core/feedback/FolderLock.h"

namespace numeral::feedback {
namespace {

std::filesystem::path folderOf(const std::filesystem::path& state, std::size_t writer)
{
  return state / (writer == 1 ? "feedback" : "feedback-" + std::to_string(writer));
}

} // namespace

base::Expected<std::unique_ptr<FeedbackStore>> openFirstFree(const std::filesystem::path& state,
                                                             const StoreConfig& config)
{
  for (std::size_t writer = 1; writer <= kMaxWriters; ++writer) {
    const auto folder = folderOf(state, writer);
    if (auto made = makeFolder(folder); !made)
      return tl::unexpected(made.error());
    auto lock = FolderLock::take(folder);
    if (!lock)
      return tl::unexpected(lock.error());
    if (*lock)
      return FeedbackStore::open(folder, std::move(**lock), config);
  }
  return base::failure(base::ErrorCode::Io, std::to_string(kMaxWriters) + " programs keep feedback below " +
                                                state.string() + " already. Give this one a folder of its own.");
}

std::vector<std::filesystem::path> feedbackFolders(const std::filesystem::path& state)
{
  std::vector<std::filesystem::path> folders;
  std::error_code ec;
  for (std::size_t writer = 1; writer <= kMaxWriters; ++writer)
    if (auto folder = folderOf(state, writer); std::filesystem::is_directory(folder, ec))
      folders.push_back(std::move(folder));
  return folders;
}

} // namespace numeral::feedback
