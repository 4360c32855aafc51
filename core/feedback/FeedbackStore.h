/// Keeps right answers on disk: lines that are only ever added, in files that follow one another.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/feedback/AppendFile.h"
#include "core/feedback/FolderLock.h"
#include "core/feedback/Pictures.h"
#include "core/feedback/Record.h"

namespace numeral::feedback {

struct StoreConfig {
  std::size_t maxFileBytes = 16u << 20; ///< a new file is begun rather than going over it
  std::size_t maxFiles = 16;            ///< the oldest goes when there would be more; at least 1
  bool keepPictures = false;            ///< also what was read, not only how
  PictureLimits pictures;
};

/// Threads: any. Processes: one writes at a time; any number may read (Reader.h).
class FeedbackStore {
public:
  /// A record longer than this is refused.
  static constexpr std::size_t kMaxLine = 32768;

  /// The folder is made where it is not there. Errors: Io (also: another program writes there).
  static base::Expected<std::unique_ptr<FeedbackStore>> open(const std::filesystem::path& folder,
                                                             const StoreConfig& config = {});
  /// The same for a folder whose lock was taken.
  static base::Expected<std::unique_ptr<FeedbackStore>> open(const std::filesystem::path& folder, FolderLock lock,
                                                             const StoreConfig& config);

  /// On disk when it returns, and not there at all after an error. `picture`: what was read; kept, and named in the
  /// record, only where the config says so. Errors: Io, InvalidArgument (longer than kMaxLine).
  base::Expected<void> add(Record record, base::ByteSpan picture = {});

  bool keepsPictures() const { return m_config.keepPictures; }
  const std::filesystem::path& folder() const { return m_folder; }
  /// What a crash had left half-written, and was cut off.
  std::size_t tornBytes() const { return m_tornBytes; }

private:
  FeedbackStore(std::filesystem::path folder, FolderLock lock, const StoreConfig& config);

  base::Expected<void> begin();
  base::Expected<void> useFile(std::size_t number);
  base::Expected<void> makeRoomFor(std::size_t bytes);
  void dropOldest() const;

  const std::filesystem::path m_folder;
  const FolderLock m_lock;
  const StoreConfig m_config;
  std::size_t m_tornBytes = 0;

  std::mutex m_mutex;               ///< guards what follows, and the folder
  std::size_t m_number = 0;         ///< of the file that grows; 0: none yet
  std::optional<AppendFile> m_file; ///< absent until the first record
  std::optional<Pictures> m_pictures;
};

} // namespace numeral::feedback
