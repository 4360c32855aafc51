#include "monitoring/logging/Log.h"

#include <array>
#include <atomic>
#include <optional>
#include <string>
#include <utility>

#include <unistd.h>

#include "core/base/Clock.h"
#include "monitoring/logging/LogRing.h"
#include "monitoring/logging/LogSink.h"
#include "monitoring/logging/StreamOutput.h"
#include "monitoring/logging/SyslogOutput.h"

namespace numeral::logging {
namespace {

constexpr std::size_t kLevels = 5; // without Off
constexpr std::chrono::milliseconds kTrialPatience{2000};

/// Places by number, in the order in which they end.
enum Place : std::size_t { kFile, kSyslog, kStdout, kStderr };
constexpr std::array<const char*, 4> kPlaces{"file", "syslog", "stdout", "stderr"};
constexpr std::array kInWords{kStdout, kStderr, kFile, kSyslog};

bool goesTo(Place place, Level level)
{
  if (place == kStdout)
    return level < Level::Error;
  return place != kStderr || level == Level::Error;
}

} // namespace

class Log::Impl {
public:
  Impl(LogConfig config, LogRing* ring) : m_config(std::move(config)), m_level(m_config.level), m_ring(ring)
  {
    add(kStdout, std::make_unique<StreamOutput>(STDOUT_FILENO));
    add(kStderr, std::make_unique<StreamOutput>(STDERR_FILENO));
    if (!m_config.file.empty())
      add(kFile, std::make_unique<FileOutput>(m_config.file, m_config.fileLimits));
    if (m_config.syslog)
      add(kSyslog, std::make_unique<SyslogOutput>());
    for (const auto place : {kFile, kSyslog})
      if (m_sinks[place])
        m_sinks[place]->start();
  }

  ~Impl()
  {
    for (std::size_t place = 0; place < kPlaces.size(); ++place)
      if (m_sinks[place])
        finish(static_cast<Place>(place));
  }

  Level setLevel(Level level) noexcept { return m_level.exchange(level); }

  bool prints(Level level) const noexcept { return level != Level::Off && level >= m_level; }
  bool keeps(Level level) const noexcept { return m_ring != nullptr && level != Level::Off && level >= Level::Debug; }

  /// Either level may be below what is shown there.
  void write(Level printed, Level kept, std::string_view words, Fields fields)
  {
    if (prints(printed)) {
      ++m_messages[static_cast<std::size_t>(printed)];
      deliver({printed, std::chrono::system_clock::now(), words, fields});
    }
    if (keeps(kept))
      m_ring->push({static_cast<report::LogRecord::Level>(kept), base::unixTime(), escaped(words)});
  }

  void holdStdout(bool held) { m_sinks[kStdout]->hold(held); }

  void reopen()
  {
    if (m_sinks[kFile])
      m_sinks[kFile]->reopen();
  }

  bool flush(std::chrono::milliseconds patience)
  {
    bool all = true;
    for (auto& sink : m_sinks)
      all = (!sink || sink->flush(patience)) && all;
    return all;
  }

  report::LogState state() const
  {
    report::LogState state;
    state.level = name(m_level);
    state.format = m_config.format == Format::Json ? "json" : "text";
    for (std::size_t level = 0; level < kLevels; ++level)
      state.messages[level] = m_messages[level];
    for (const auto place : kInWords)
      state.sinks.push_back(stateOf(place));
    if (m_config.file.empty())
      return state;
    state.maxFileBytes = m_config.fileLimits.bytes;
    state.maxFiles = m_config.fileLimits.files;
    for (std::size_t index = 0; index < state.maxFiles; ++index) {
      std::error_code missing;
      const auto path = olderFile(m_config.file, index);
      if (const auto bytes = std::filesystem::file_size(path, missing); !missing)
        state.files.push_back({path.string(), bytes});
    }
    return state;
  }

  std::vector<report::LogTrial> trial(Fields fields)
  {
    for (std::size_t level = 0; level < kLevels; ++level) {
      const auto words = "log test: " + std::string(name(static_cast<Level>(level)));
      ++m_messages[level];
      deliver({static_cast<Level>(level), std::chrono::system_clock::now(), words, fields});
    }
    std::vector<report::LogTrial> trials;
    for (const auto place : kInWords)
      if (m_sinks[place])
        trials.push_back(outcome(place));
    return trials;
  }

private:
  void add(Place place, std::unique_ptr<Output> output)
  {
    m_sinks[place].emplace(std::move(output),
                           LogSink::Listener{[this, place](const std::string& problem) { tell(place, problem); },
                                             [this, place](std::uint64_t lines) { return gap(place, lines); }});
  }

  void deliver(const Message& message)
  {
    const auto line = m_config.format == Format::Json ? jsonLine(message) : textLine(message);
    const bool soon = message.level == Level::Error;
    m_sinks[message.level < Level::Error ? kStdout : kStderr]->push(line, soon);
    if (m_sinks[kFile])
      m_sinks[kFile]->push(line, soon);
    if (m_sinks[kSyslog])
      m_sinks[kSyslog]->push(forSyslog(message, line), soon);
  }

  std::string forSyslog(const Message& message, const std::string& line) const
  {
    return syslogMark(message.level) + (m_config.format == Format::Json ? line : syslogLine(message));
  }

  /// Those that work have it; so does the one that fails, once it works again.
  void tell(Place place, const std::string& problem)
  {
    const auto what = std::string("log to ") + kPlaces[place] +
                      (place == kFile ? " " + m_config.file.string() : std::string()) + ": ";
    if (problem.empty())
      write(Level::Warning, Level::Warning, what + "works again", {});
    else
      write(Level::Error, Level::Error,
            what + problem +
                "; it is tried again once a second, and lines wait as far as "
                "there is room for them",
            {});
  }

  std::string gap(Place place, std::uint64_t lines) const
  {
    const auto words = "log: " + std::to_string(lines) + " lines are missing here: too many waited";
    const Message message{Level::Warning, std::chrono::system_clock::now(), words, {}};
    const auto line = m_config.format == Format::Json ? jsonLine(message) : textLine(message);
    return place == kSyslog ? forSyslog(message, line) : line;
  }

  /// A place that fails takes what it holds to its end; stderr, which ends last, says so.
  void finish(Place place)
  {
    auto& sink = *m_sinks[place];
    const auto lost = sink.finish();
    if (lost > 0 && place != kStderr)
      write(Level::Error, Level::Error,
            std::to_string(lost) + " log lines did not get to " + kPlaces[place] + ": " + sink.state().problem, {});
  }

  report::LogSinkState stateOf(Place place) const
  {
    report::LogSinkState state;
    state.name = kPlaces[place];
    state.on = m_sinks[place].has_value();
    if (!state.on)
      return state;
    const auto now = m_sinks[place]->state();
    state.up = now.up;
    state.target = place == kFile ? m_config.file.string() : std::string();
    state.problem = now.problem;
    state.written = now.written;
    state.dropped = now.dropped;
    return state;
  }

  report::LogTrial outcome(Place place)
  {
    report::LogTrial trial;
    trial.sink = kPlaces[place];
    for (std::size_t level = 0; level < kLevels; ++level)
      if (goesTo(place, static_cast<Level>(level)))
        trial.levels.emplace_back(name(static_cast<Level>(level)));
    trial.written = m_sinks[place]->flush(kTrialPatience);
    if (!trial.written)
      trial.problem = m_sinks[place]->state().problem;
    return trial;
  }

  const LogConfig m_config;
  std::atomic<Level> m_level;
  LogRing* const m_ring;
  std::array<std::atomic<std::uint64_t>, kLevels> m_messages{};
  std::array<std::optional<LogSink>, kPlaces.size()> m_sinks;
};

Log::Log(Level level, LogRing* ring) : Log(LogConfig{.level = level, .file = {}, .fileLimits = {}}, ring) {}
Log::Log(const LogConfig& config, LogRing* ring) : m_impl(std::make_unique<Impl>(config, ring)) {}
Log::~Log() = default;

base::Expected<std::string> Log::setLevel(std::string_view word)
{
  return parseLevel(word).map([this](Level level) { return std::string(name(m_impl->setLevel(level))); });
}

bool Log::shows(Level level) const noexcept { return m_impl->prints(level) || m_impl->keeps(level); }

bool Log::showsDetail(Level level) const noexcept { return m_impl->prints(level) || m_impl->keeps(Level::Debug); }

void Log::write(Level level, std::string_view message, Fields fields) noexcept
{
  try {
    m_impl->write(level, level, message, fields);
  } catch (...) { // out of memory: a log line is not worth the program
  }
}

void Log::tell(Level level, std::string_view message) noexcept
{
  try {
    m_impl->write(Level::Debug, level, message, {});
  } catch (...) { // as above
  }
}

void Log::detail(Level level, std::string_view message, Fields fields) noexcept
{
  try {
    m_impl->write(level, Level::Debug, message, fields);
  } catch (...) { // as above
  }
}

void Log::holdStdout(bool held) { m_impl->holdStdout(held); }
void Log::reopen() { m_impl->reopen(); }
bool Log::flush(std::chrono::milliseconds patience) { return m_impl->flush(patience); }
report::LogState Log::state() const { return m_impl->state(); }
std::vector<report::LogTrial> Log::trial(Fields fields) { return m_impl->trial(fields); }

} // namespace numeral::logging
