#include "core/feedback/Reader.h"

#include <fstream>
#include <string>

#include "core/feedback/Segments.h"

namespace numeral::feedback {
namespace {

/// False: it cannot be read.
bool readSegment(const std::filesystem::path& path, const std::function<void(const Record&)>& visit, ReadCount& count)
{
  std::ifstream file(path, std::ios::binary);
  // A line that meets the end of the file instead of its own is still being written.
  for (std::string line; std::getline(file, line) && !file.eof();) {
    if (const auto record = parseLine(line)) {
      ++count.records;
      visit(*record);
    } else {
      ++count.damaged;
    }
  }
  return file.eof();
}

} // namespace

base::Expected<ReadCount> readRecords(const std::filesystem::path& folder,
                                      const std::function<void(const Record&)>& visit)
{
  const auto segments = segmentsIn(folder);
  if (!segments)
    return tl::unexpected(segments.error());
  ReadCount count;
  for (const auto& [number, path] : *segments)
    if (!readSegment(path, visit, count) && std::filesystem::exists(path)) // it may have been dropped meanwhile
      return base::failure(base::ErrorCode::Io, path.string() + " cannot be read. Check its permissions.");
  return count;
}

} // namespace numeral::feedback
