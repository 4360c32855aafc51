#include "monitoring/logging/Log.h"

#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <utility>

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "monitoring/logging/LogRing.h"

namespace numeral::logging {
namespace {

struct Word {
  std::string_view word;
  Level level;
  spdlog::level::level_enum theirs;
};

constexpr std::array kWords{
    Word{"trace", Level::Trace, spdlog::level::trace}, Word{"debug", Level::Debug, spdlog::level::debug},
    Word{"info", Level::Info, spdlog::level::info},    Word{"warning", Level::Warning, spdlog::level::warn},
    Word{"error", Level::Error, spdlog::level::err},   Word{"off", Level::Off, spdlog::level::off},
};

spdlog::level::level_enum theirs(Level level) { return kWords[static_cast<std::size_t>(level)].theirs; }

std::string escape(std::string_view message)
{
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  text.reserve(message.size());
  for (const char c : message) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f)
      text += c;
    else
      text.append({'\\', 'x', kHex[byte >> 4], kHex[byte & 15]});
  }
  return text;
}

template <class Sink> spdlog::logger makeLogger()
{
  spdlog::logger logger("numeral", std::make_shared<Sink>());
  logger.set_formatter(
      std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %-7l %v", spdlog::pattern_time_type::utc));
  logger.set_level(spdlog::level::trace); // ours decides
  logger.flush_on(spdlog::level::trace);
  return logger;
}

} // namespace

base::Expected<Level> parseLevel(std::string_view word)
{
  for (const auto& known : kWords)
    if (known.word == word)
      return known.level;
  return base::failure(base::ErrorCode::InvalidArgument,
                       "'" + std::string(word) + "' is no log level; use trace, debug, info, warning, error or off.");
}

class Log::Impl {
public:
  Impl(Level level, LogRing* ring)
      : m_level(level), m_ring(ring), m_out(makeLogger<spdlog::sinks::stdout_sink_mt>()),
        m_err(makeLogger<spdlog::sinks::stderr_sink_mt>())
  {
  }

  Level setLevel(Level level) noexcept { return m_level.exchange(level); }

  bool prints(Level level) const noexcept { return level != Level::Off && level >= m_level; }
  bool keeps(Level level) const noexcept { return m_ring != nullptr && level != Level::Off && level >= Level::Debug; }

  /// Either level may be below what is shown there.
  void write(Level printed, Level kept, std::string_view message)
  {
    if (!prints(printed) && !keeps(kept))
      return;
    std::string text = escape(message);
    if (prints(printed))
      (printed < Level::Error ? m_out : m_err).log(theirs(printed), text);
    if (keeps(kept))
      m_ring->push({static_cast<report::LogRecord::Level>(kept), unixTime(), std::move(text)});
  }

private:
  static double unixTime()
  {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  }

  std::atomic<Level> m_level;
  LogRing* const m_ring;
  spdlog::logger m_out;
  spdlog::logger m_err;
};

Log::Log(Level level, LogRing* ring) : m_impl(std::make_unique<Impl>(level, ring)) {}
Log::~Log() = default;

base::Expected<std::string> Log::setLevel(std::string_view word)
{
  return parseLevel(word).map(
      [this](Level level) { return std::string(kWords[static_cast<std::size_t>(m_impl->setLevel(level))].word); });
}

bool Log::shows(Level level) const noexcept { return m_impl->prints(level) || m_impl->keeps(level); }

void Log::write(Level level, std::string_view message) noexcept
{
  try {
    m_impl->write(level, level, message);
  } catch (...) { // out of memory: a log line is not worth the program
  }
}

void Log::tell(Level level, std::string_view message) noexcept
{
  try {
    m_impl->write(Level::Debug, level, message);
  } catch (...) { // as above
  }
}

} // namespace numeral::logging
