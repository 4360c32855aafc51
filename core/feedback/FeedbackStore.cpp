#include "core/feedback/FeedbackStore.h"

#include <system_error>
#include <utility>

#include "core/feedback/Segments.h"

namespace numeral::feedback {

using base::Expected;

FeedbackStore::FeedbackStore(std::filesystem::path folder, FolderLock lock, const StoreConfig& config)
    : m_folder(std::move(folder)), m_lock(std::move(lock)), m_config(config)
{
}

Expected<std::unique_ptr<FeedbackStore>> FeedbackStore::open(const std::filesystem::path& folder,
                                                             const StoreConfig& config)
{
  if (auto made = makeFolder(folder); !made)
    return tl::unexpected(made.error());
  auto lock = FolderLock::take(folder);
  if (!lock)
    return tl::unexpected(lock.error());
  if (!*lock)
    return base::failure(base::ErrorCode::Io, "Another program keeps feedback in " + folder.string() +
                                                  ". End it, or give this one a folder of its own.");
  return open(folder, std::move(**lock), config);
}

Expected<std::unique_ptr<FeedbackStore>> FeedbackStore::open(const std::filesystem::path& folder, FolderLock lock,
                                                             const StoreConfig& config)
{
  std::unique_ptr<FeedbackStore> store(new FeedbackStore(folder, std::move(lock), config));
  if (auto begun = store->begin(); !begun)
    return tl::unexpected(begun.error());
  return store;
}

Expected<void> FeedbackStore::add(Record record, base::ByteSpan picture)
{
  const std::lock_guard lock(m_mutex);
  if (m_pictures && !picture.empty()) { // before the record, which must name nothing that is not there
    auto kept = m_pictures->keep(picture);
    if (!kept)
      return tl::unexpected(kept.error());
    record.picture = std::move(*kept);
  }
  const auto line = toLine(record);
  if (line.size() > kMaxLine)
    return base::failure(base::ErrorCode::InvalidArgument,
                         "The feedback is longer than the " + std::to_string(kMaxLine) + " bytes a record may have.");
  if (auto room = makeRoomFor(line.size()); !room)
    return room;
  return m_file->append(line);
}

Expected<void> FeedbackStore::begin()
{
  const auto segments = segmentsIn(m_folder);
  if (!segments)
    return tl::unexpected(segments.error());
  if (m_config.keepPictures) {
    auto pictures = Pictures::open(m_folder / "pictures", m_config.pictures);
    if (!pictures)
      return tl::unexpected(pictures.error());
    m_pictures = std::move(*pictures);
  }
  if (segments->empty())
    return {};
  auto used = useFile(segments->back().number);
  if (used)
    m_tornBytes = m_file->tornBytes();
  return used;
}

Expected<void> FeedbackStore::useFile(std::size_t number)
{
  auto file = AppendFile::open(segmentPath(m_folder, number));
  if (!file)
    return tl::unexpected(file.error());
  m_file = std::move(*file);
  m_number = number;
  return syncFolder(m_folder);
}

Expected<void> FeedbackStore::makeRoomFor(std::size_t bytes)
{
  if (m_file && (m_file->size() == 0 || m_file->size() + bytes <= m_config.maxFileBytes))
    return {};
  if (auto begun = useFile(m_number + 1); !begun)
    return begun;
  dropOldest();
  return {};
}

void FeedbackStore::dropOldest() const
{
  const auto segments = segmentsIn(m_folder);
  if (!segments)
    return; // tried again with the next file
  std::error_code ec;
  for (std::size_t i = 0; i + m_config.maxFiles < segments->size(); ++i)
    std::filesystem::remove((*segments)[i].path, ec);
}

} // namespace numeral::feedback
