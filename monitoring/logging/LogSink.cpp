#include "monitoring/logging/LogSink.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <csignal>
#include <pthread.h>

namespace numeral::logging {
namespace {

/// Lines that come together are written together: at full load a thread that wakes for each would cost more than the
/// line.
constexpr std::chrono::milliseconds kGather{20};
constexpr std::chrono::milliseconds kRetry{1000};

std::uint64_t linesIn(std::string_view text)
{
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Signals are for other threads; and a broken pipe or a file at its limit is an error here, not the end.
void blockSignals()
{
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

} // namespace

LogSink::LogSink(std::unique_ptr<Output> output, Listener listener)
    : m_output(std::move(output)), m_listener(std::move(listener))
{
}

LogSink::~LogSink() { finish(); }

void LogSink::start() noexcept
{
  const std::lock_guard lock(m_mutex);
  m_probe = true;
  startLocked();
}

void LogSink::push(std::string_view line, bool soon) noexcept
{
  const std::lock_guard lock(m_mutex);
  if (m_finishing || m_waiting.size() + line.size() > kMaxWaiting) {
    ++m_state.dropped;
    ++m_gap;
    return;
  }
  try {
    m_waiting += line;
  } catch (...) { // out of memory: a log line is not worth the program
    ++m_state.dropped;
    return;
  }
  const bool first = m_waiting.size() == line.size();
  const bool hurry = soon && !m_soon;
  m_soon = m_soon || soon;
  startLocked();
  if (first || hurry)
    m_wake.notify_one();
}

void LogSink::hold(bool held)
{
  const std::lock_guard lock(m_mutex);
  m_held = held;
  m_wake.notify_one();
}

void LogSink::reopen()
{
  const std::lock_guard lock(m_mutex);
  m_reopen = true;
  m_wake.notify_one();
}

bool LogSink::flush(std::chrono::milliseconds patience)
{
  std::unique_lock lock(m_mutex);
  if (m_held)
    return false;
  const auto done = [this] { return m_waiting.empty() && !m_busy; };
  m_soon = true;
  m_wake.notify_one();
  const auto failures = [this] { return !m_state.problem.empty(); };
  m_rested.wait_for(lock, patience, [&] { return done() || failures(); });
  return done();
}

std::uint64_t LogSink::finish() noexcept
{
  {
    const std::lock_guard lock(m_mutex);
    m_finishing = true;
    m_held = false;
    m_wake.notify_one();
  }
  if (m_thread.joinable())
    m_thread.join();
  const std::lock_guard lock(m_mutex);
  const auto lost = linesIn(m_waiting) + linesIn(std::string_view(m_taken).substr(m_offset));
  m_state.dropped += lost;
  m_waiting.clear();
  m_taken.clear();
  m_offset = 0;
  return lost;
}

LogSink::State LogSink::state() const
{
  const std::lock_guard lock(m_mutex);
  return m_state;
}

/// Only where something is logged: most logs of tests never are.
void LogSink::startLocked()
{
  if (m_thread.joinable() || m_finishing)
    return;
  try {
    m_thread = std::thread([this] { run(); });
    pthread_setname_np(m_thread.native_handle(), "log");
  } catch (...) { // no thread to be had: the next line tries again
  }
}

void LogSink::run() noexcept
{
  blockSignals();
  std::unique_lock lock(m_mutex);
  for (bool last = false; !last;) {
    await(lock);
    last = m_finishing;
    std::uint64_t gap = 0;
    if (!m_busy && !m_held && !m_waiting.empty()) {
      m_taken.swap(m_waiting);
      gap = std::exchange(m_gap, 0); // what was dropped came when the queue was full: behind all of it
      m_busy = true;
    }
    m_soon = false;
    if (std::exchange(m_reopen, false))
      m_output->reopen();
    if (m_busy || std::exchange(m_probe, false)) {
      lock.unlock();
      const bool worked = attempt(gap);
      lock.lock();
      last = last && (!worked || m_waiting.empty());
    }
    m_rested.notify_all();
  }
}

void LogSink::await(std::unique_lock<std::mutex>& lock)
{
  if (!m_state.problem.empty()) {
    m_wake.wait_until(lock, m_retry, [this] { return m_finishing || m_reopen; });
    m_probe = true;
    return;
  }
  m_wake.wait(lock, [this] { return m_finishing || m_reopen || m_probe || (!m_held && !m_waiting.empty()); });
  m_wake.wait_for(lock, kGather, [this] { return m_finishing || m_reopen || m_probe || m_soon; });
}

/// True if all that was taken is written.
bool LogSink::attempt(std::uint64_t gap)
{
  base::Expected<void> outcome;
  std::string_view rest;
  try {
    if (gap > 0 && m_listener.gap)
      m_taken += m_listener.gap(gap);
    rest = std::string_view(m_taken).substr(m_offset);
    const auto before = rest;
    outcome = m_output->open();
    if (outcome)
      outcome = m_output->write(rest);
    m_offset = m_taken.size() - rest.size();
    note(outcome, linesIn(before.substr(0, before.size() - rest.size())));
  } catch (const std::exception& error) {
    note(base::failure(base::ErrorCode::Internal, error.what()), 0);
    return false;
  }
  if (!rest.empty())
    return false;
  m_taken.clear();
  m_offset = 0;
  const std::lock_guard lock(m_mutex);
  m_busy = false;
  return outcome.has_value();
}

void LogSink::note(const base::Expected<void>& outcome, std::uint64_t lines)
{
  const std::string problem = outcome ? std::string() : outcome.error().message;
  bool news = false;
  {
    const std::lock_guard lock(m_mutex);
    m_state.written += lines;
    m_state.up = outcome.has_value();
    news = m_state.problem.empty() != problem.empty();
    m_state.problem = problem;
  }
  m_retry = base::Steady::now() + kRetry;
  if (news && m_listener.changed)
    m_listener.changed(problem);
}

} // namespace numeral::logging
