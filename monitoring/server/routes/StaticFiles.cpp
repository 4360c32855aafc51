#include "monitoring/server/routes/StaticFiles.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/Files.h"
#include "core/base/Sha256.h"

namespace numeral::server {
namespace {

/// What every page may do, Swagger UI too: nothing that does not come from this server.
constexpr const char* kPolicy =
    "default-src 'self'; script-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'none'";

constexpr std::size_t kTagLength = 16;
constexpr std::size_t kMaxUnpacked = 16U << 20U;

std::string contentType(std::string_view name)
{
  constexpr std::array<std::pair<std::string_view, const char*>, 4> kTypes{{
      {".html", "text/html; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".svg", "image/svg+xml"},
  }};
  for (const auto& [ending, type] : kTypes)
    if (name.ends_with(ending))
      return type;
  return "text/plain; charset=utf-8";
}

std::string plainText(const StaticFile& file)
{
  const auto plain = base::gunzip({file.bytes.begin(), file.bytes.end()}, kMaxUnpacked);
  return plain ? std::string(base::textOf(*plain)) : std::string();
}

} // namespace

const StaticFile* findFile(std::span<const StaticFile> files, std::string_view name)
{
  const auto found =
      std::find_if(files.begin(), files.end(), [&](const StaticFile& file) { return file.name == name; });
  return found == files.end() ? nullptr : &*found;
}

Route fileRoute(std::string path, std::string label, const StaticFile& file)
{
  const auto answer = [file, type = contentType(file.name),
                       hash = base::sha256(file.bytes).substr(0, kTagLength)](Request& request) {
    const bool packed = file.gzipped && takesGzip(request.head);
    const auto tag = "\"" + hash + (packed ? "-gzip\"" : "\"");
    Response response;
    response.contentType = type;
    // A browser keeps the file and asks whether it is still the same, so that an update shows at once.
    response.headers = {{"Cache-Control", "no-cache"}, {"ETag", tag}, {"Content-Security-Policy", kPolicy}};
    if (file.gzipped)
      response.headers.emplace_back("Vary", "Accept-Encoding");
    if (request.head.header("If-None-Match") == tag) {
      response.status = 304;
      return response;
    }
    if (packed)
      response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = packed || !file.gzipped ? std::string(base::textOf(file.bytes)) : plainText(file);
    return response;
  };
  return {.method = "GET", .path = std::move(path), .label = std::move(label), .handler = answer};
}

} // namespace numeral::server
