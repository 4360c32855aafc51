#include "monitoring/client/Download.h"

#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "core/base/Files.h"
#include "core/base/Sha256.h"
#include "monitoring/client/Curl.h"
#include "monitoring/client/PartFile.h"
#include "monitoring/client/Url.h"

namespace numeral::client {
namespace {

using base::ErrorCode;
using base::Expected;
using base::failure;

constexpr long kNotSatisfiable = 416;

/// For messages: an address may hold a password.
std::string nameOf(const Download& download, const std::string& url)
{
  return download.file.filename().string() + " from " + originOf(url);
}

/// One request to one mirror, into the file's end.
class Transfer {
public:
  Transfer(const Download& download, const std::string& url, PartFile& part)
      : m_download(download), m_url(url), m_what(nameOf(download, url)), m_part(part), m_start(part.size())
  {
  }

  Expected<void> run()
  {
    if (m_handle == nullptr)
      return failure(ErrorCode::Internal, "libcurl could not be started.");
    std::array<char, CURL_ERROR_SIZE> words{};
    prepare(words.data());
    const CURLcode code = curl_easy_perform(m_handle.get());
    if (m_refusal)
      return tl::unexpected(*m_refusal);
    if (code == CURLE_HTTP_RETURNED_ERROR) {
      if (status() == kNotSatisfiable)
        m_part.clear();
      return failure(ErrorCode::NotFound,
                     m_what + " cannot be had: the server answered " + std::to_string(status()) + ".");
    }
    if (code != CURLE_OK)
      return tl::unexpected(inWords(code, m_url, words.data()));
    if (m_part.size() < m_download.bytes)
      return failure(ErrorCode::Io, m_what + " ended after " + std::to_string(m_part.size()) + " of " +
                                        std::to_string(m_download.bytes) + " bytes.");
    return {};
  }

private:
  void prepare(char* words)
  {
    CURL* handle = m_handle.get();
    setUsual(handle, m_url);
    constexpr long kMaxRedirects = 5;
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(handle, CURLOPT_MAXREDIRS, kMaxRedirects);
    curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(m_download.patience.count()));
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, words);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &Transfer::header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Transfer::body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
    if (m_start > 0)
      curl_easy_setopt(handle, CURLOPT_RANGE, (std::to_string(m_start) + "-").c_str());
  }

  long status() const
  {
    long status = 0;
    curl_easy_getinfo(m_handle.get(), CURLINFO_RESPONSE_CODE, &status);
    return status;
  }

  /// libcurl takes the rest of the answer for broken off when a callback returns 0.
  std::size_t refuse(base::Error error)
  {
    m_refusal = std::move(error);
    return 0;
  }

  static std::size_t header(char* data, std::size_t size, std::size_t count, void* user)
  {
    auto& transfer = *static_cast<Transfer*>(user);
    std::string_view line(data, size * count);
    constexpr std::string_view kName = "content-range: bytes ";
    if (line.size() <= kName.size() || curl_strnequal(data, kName.data(), kName.size()) == 0)
      return line.size();
    line.remove_prefix(kName.size());
    std::size_t from = 0;
    std::from_chars(line.data(), line.data() + line.size(), from);
    transfer.m_rangeStart = from;
    return size * count;
  }

  static std::size_t body(char* data, std::size_t size, std::size_t count, void* user)
  {
    return static_cast<Transfer*>(user)->take({data, size * count});
  }

  std::size_t take(std::string_view bytes)
  {
    if (!m_started && !start())
      return 0;
    m_started = true;
    if (bytes.size() > m_download.bytes - m_part.size()) {
      m_part.clear();
      return refuse(
          {ErrorCode::TooManyBytes,
           m_what + " is not the file wanted: it is larger than " + std::to_string(m_download.bytes) + " bytes.",
           {}});
    }
    if (!m_part.append(bytes))
      return refuse(*m_part.error());
    if (m_download.progress)
      m_download.progress(m_part.size());
    return bytes.size();
  }

  /// Whether what begins to arrive belongs to the end of what is there.
  bool start()
  {
    constexpr long kPartialContent = 206;
    if (status() == kPartialContent && m_rangeStart != m_start) {
      m_part.clear();
      refuse({ErrorCode::Io, m_what + " goes on at another place than asked for.", {}});
      return false;
    }
    if (status() != kPartialContent)
      m_part.clear();
    return true;
  }

  const Download& m_download;
  const std::string& m_url;
  const std::string m_what;
  PartFile& m_part;
  const std::size_t m_start;
  CurlHandle m_handle = makeCurl();
  bool m_started = false;
  std::size_t m_rangeStart = 0;
  std::optional<base::Error> m_refusal;
};

/// Tries one mirror again as long as each attempt changes what is there. Success: the file is whole and right.
Expected<void> fetchFrom(const std::string& url, const Download& download, PartFile& part)
{
  constexpr int kAttempts = 5;
  Expected<void> done;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const std::size_t before = part.size();
    done = Transfer(download, url, part).run();
    if (part.error())
      return tl::unexpected(*part.error());
    if (done && part.hasSum(download.sha256))
      return {};
    if (done) {
      part.clear();
      done = failure(ErrorCode::Io, nameOf(download, url) + " is not the file wanted: its SHA-256 sum is another one.");
    }
    if (part.size() == before)
      break;
  }
  return done;
}

} // namespace

bool isComplete(const Download& download)
{
  const auto content = base::readFile(download.file, download.bytes);
  return content && base::sha256(*content) == download.sha256;
}

Expected<void> fetch(const Download& download)
{
  PartFile part(download.file);
  if (!part.error() && part.size() > download.bytes)
    part.clear();
  bool whole = !part.error() && part.size() == download.bytes && part.hasSum(download.sha256);
  if (!whole && part.size() == download.bytes)
    part.clear();
  for (auto url = download.urls.begin(); !whole && !part.error() && url != download.urls.end(); ++url) {
    const auto done = fetchFrom(*url, download, part);
    whole = done.has_value();
    if (!done && !part.error() && download.mirrorFailed)
      download.mirrorFailed(done.error());
  }
  if (whole)
    part.finish();
  if (part.error())
    return tl::unexpected(*part.error());
  if (!whole)
    return failure(ErrorCode::Io, download.file.filename().string() + " could not be fetched from any mirror. Check "
                                                                      "the network; the next attempt goes on from what "
                                                                      "has arrived.");
  return {};
}

} // namespace numeral::client
