#include "core/feedback/AppendFile.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "core/feedback/Record.h"

namespace numeral::feedback {
namespace {

using base::Expected;

constexpr std::size_t kBlock = 65536;

/// Up to a block of the file that ends at `end`.
Expected<std::string> blockBefore(const Descriptor& file, std::size_t end, const std::filesystem::path& path)
{
  std::string block(std::min(end, kBlock), '\0');
  const auto got = ::pread(file.get(), block.data(), block.size(), static_cast<off_t>(end - block.size()));
  if (got < 0 || static_cast<std::size_t>(got) != block.size())
    return ioFailure(path, "read");
  return block;
}

/// Where the last whole line ends, and what stands behind it as far as it may be a record.
struct End {
  std::size_t lines = 0;
  std::string rest;
};

Expected<End> findEnd(const Descriptor& file, std::size_t size, const std::filesystem::path& path)
{
  End end{size, {}};
  while (end.lines > 0) {
    const auto block = blockBefore(file, end.lines, path);
    if (!block)
      return tl::unexpected(block.error());
    const auto newline = block->rfind('\n');
    const auto behind = newline == std::string::npos ? 0 : newline + 1;
    if (end.rest.size() < kBlock) // no record is as long
      end.rest.insert(0, *block, behind);
    end.lines -= block->size() - behind;
    if (newline != std::string::npos)
      break;
  }
  return end;
}

} // namespace

Expected<AppendFile> AppendFile::open(const std::filesystem::path& path)
{
  auto opened = openPlainFile(path, O_RDWR | O_APPEND | O_CREAT);
  if (!opened)
    return tl::unexpected(opened.error());
  AppendFile file(path, std::move(*opened));
  if (auto repaired = file.repair(); !repaired)
    return tl::unexpected(repaired.error());
  return file;
}

Expected<void> AppendFile::append(std::string_view line)
{
  if (!m_clean)
    if (auto cut = cutTo(m_size); !cut)
      return cut;
  m_clean = false;
  auto written = writeWhole(m_file, line, m_path).and_then([this]() -> Expected<void> { return sync(m_file, m_path); });
  if (!written) {
    (void)cutTo(m_size); // else the next append tries again
    return written;
  }
  m_size += line.size();
  m_clean = true;
  return {};
}

Expected<void> AppendFile::repair()
{
  const auto size = ::lseek(m_file.get(), 0, SEEK_END);
  if (size < 0)
    return ioFailure(m_path, "examined");
  auto end = findEnd(m_file, static_cast<std::size_t>(size), m_path);
  if (!end)
    return tl::unexpected(end.error());
  m_size = static_cast<std::size_t>(size);
  if (end->rest.empty())
    return {};
  if (parseLine(end->rest))
    return append("\n");
  m_tornBytes = m_size - end->lines;
  return cutTo(end->lines);
}

Expected<void> AppendFile::cutTo(std::size_t size)
{
  if (::ftruncate(m_file.get(), static_cast<off_t>(size)) != 0)
    return ioFailure(m_path, "repaired");
  m_size = size;
  m_clean = true;
  return sync(m_file, m_path);
}

} // namespace numeral::feedback
