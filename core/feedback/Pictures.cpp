#include "core/feedback/Pictures.h"

#include <algorithm>
#include <system_error>
#include <vector>

#include <fcntl.h>

#include "core/base/Sha256.h"
#include "core/feedback/Descriptor.h"

namespace numeral::feedback {
namespace {

using base::Expected;
namespace fs = std::filesystem;

constexpr std::string_view kHalfWritten = ".part";
constexpr std::size_t kNameLength = 64; // SHA-256 in hexadecimal

bool isName(std::string_view text)
{
  return text.size() == kNameLength && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

} // namespace

Expected<Pictures> Pictures::open(const fs::path& folder, PictureLimits limits)
{
  Pictures pictures(folder, limits);
  if (auto made = makeFolder(folder); !made)
    return tl::unexpected(made.error());
  if (auto found = pictures.find(); !found)
    return tl::unexpected(found.error());
  pictures.makeRoom(0);
  return pictures;
}

Expected<std::string> Pictures::keep(base::ByteSpan picture)
{
  if (picture.size() > m_limits.bytes || m_limits.files == 0)
    return std::string();
  auto name = base::sha256(picture);
  if (m_names.contains(name))
    return name;
  makeRoom(picture.size());
  if (auto written = write(name, picture); !written)
    return tl::unexpected(written.error());
  m_kept.push_back({name, picture.size()});
  m_names.insert(name);
  m_bytes += picture.size();
  return name;
}

Expected<void> Pictures::find()
{
  struct Found {
    fs::file_time_type time;
    Kept kept;
  };
  std::vector<Found> found;
  std::error_code ec;
  for (fs::directory_iterator entry(m_folder, ec), end; !ec && entry != end; entry.increment(ec)) {
    const auto name = entry->path().filename().native();
    std::error_code gone; // a file that cannot be examined is none of ours
    if (name.ends_with(kHalfWritten))
      fs::remove(entry->path(), gone);
    else if (isName(name) && entry->is_regular_file(gone))
      found.push_back({entry->last_write_time(gone), {name, static_cast<std::size_t>(entry->file_size(gone))}});
  }
  if (ec)
    return base::failure(base::ErrorCode::Io, m_folder.string() + " cannot be read: " + ec.message() + ".");
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.time < b.time; });
  for (auto& [time, kept] : found) {
    m_bytes += kept.bytes;
    m_names.insert(kept.name);
    m_kept.push_back(std::move(kept));
  }
  return {};
}

Expected<void> Pictures::write(const std::string& name, base::ByteSpan picture) const
{
  const auto path = m_folder / name;
  const auto half = m_folder / (name + std::string(kHalfWritten));
  std::error_code ec;
  const auto file = openPlainFile(half, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file)
    return tl::unexpected(file.error());
  auto written =
      writeWhole(*file, base::textOf(picture), path).and_then([&]() -> Expected<void> { return sync(*file, path); });
  if (!written) {
    fs::remove(half, ec);
    return written;
  }
  fs::rename(half, path, ec);
  if (ec)
    return base::failure(base::ErrorCode::Io, path.string() + " cannot be put in its place: " + ec.message() + ".");
  return syncFolder(m_folder);
}

void Pictures::makeRoom(std::size_t bytes)
{
  const std::size_t more = bytes == 0 ? 0 : 1;
  while (!m_kept.empty() && (m_bytes + bytes > m_limits.bytes || m_kept.size() + more > m_limits.files)) {
    std::error_code ec; // one that somebody else removed is gone as well
    fs::remove(m_folder / m_kept.front().name, ec);
    m_bytes -= m_kept.front().bytes;
    m_names.erase(m_kept.front().name);
    m_kept.pop_front();
  }
}

} // namespace numeral::feedback
