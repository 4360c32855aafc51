#include "core/base/Files.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include <unistd.h>
#include <zlib.h>

namespace numeral::base {

Expected<Bytes> readFile(const std::filesystem::path& path, std::size_t maxBytes)
{
  std::error_code ec;
  const auto status = std::filesystem::status(path, ec);
  if (!std::filesystem::exists(status))
    return failure(ErrorCode::NotFound, path.string() + " does not exist. Check the name and the folder.");
  if (std::filesystem::is_directory(status))
    return failure(ErrorCode::Io, path.string() + " is a folder, not a file.");
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return failure(ErrorCode::Io, path.string() + " cannot be opened: " + std::strerror(errno) + ".");
  // Read up to one byte more than allowed instead of asking for the size: pipes and /proc have none.
  Bytes bytes;
  constexpr std::size_t kChunk = 1 << 16;
  while (file && bytes.size() <= maxBytes) {
    const std::size_t old = bytes.size();
    bytes.resize(old + std::min(kChunk, maxBytes + 1 - old));
    file.read(reinterpret_cast<char*>(bytes.data() + old), static_cast<std::streamsize>(bytes.size() - old));
    bytes.resize(old + static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad())
    return failure(ErrorCode::Io, path.string() + " cannot be read: " + std::strerror(errno) + ".");
  if (bytes.size() > maxBytes)
    return failure(ErrorCode::TooManyBytes,
                   path.string() + " is larger than the " + std::to_string(maxBytes) + " bytes allowed here.");
  return bytes;
}

Expected<void> writeFile(const std::filesystem::path& path, std::string_view content)
{
  std::error_code ec;
  if (path.has_parent_path())
    std::filesystem::create_directories(path.parent_path(), ec); // a failure shows when the file is opened
  auto temporary = path;
  temporary += ".part" + std::to_string(::getpid());
  {
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.flush();
    if (!file) {
      const int reason = errno;
      std::filesystem::remove(temporary, ec);
      return failure(ErrorCode::Io, path.string() + " cannot be written: " + std::strerror(reason) + ".");
    }
  }
  std::filesystem::rename(temporary, path, ec);
  if (ec) {
    const auto reason = ec.message();
    std::filesystem::remove(temporary, ec);
    return failure(ErrorCode::Io, path.string() + " cannot be replaced: " + reason + ".");
  }
  return {};
}

Expected<Bytes> gunzip(Bytes bytes, std::size_t maxBytes)
{
  if (bytes.size() < 2 || bytes[0] != 0x1f || bytes[1] != 0x8b)
    return bytes;
  z_stream stream{};
  constexpr int kGzipOnly = 15 + 16;
  if (inflateInit2(&stream, kGzipOnly) != Z_OK)
    return failure(ErrorCode::Internal, "zlib could not be started.");
  stream.next_in = bytes.data();
  stream.avail_in = static_cast<uInt>(bytes.size());
  Bytes out;
  int result = Z_OK;
  while (result == Z_OK && out.size() <= maxBytes) {
    const std::size_t old = out.size();
    out.resize(old + (std::size_t{1} << 20));
    stream.next_out = out.data() + old;
    stream.avail_out = static_cast<uInt>(out.size() - old);
    result = inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (out.size() > maxBytes)
    return failure(ErrorCode::TooManyBytes,
                   "The gzip data unpacks to more than the " + std::to_string(maxBytes) + " bytes allowed here.");
  if (result != Z_STREAM_END)
    return failure(ErrorCode::Io, "The gzip data is broken or cut short; fetch the file again.");
  return out;
}

} // namespace numeral::base
