#include "monitoring/alerts/Outbox.h"

#include <utility>

namespace numeral::alerts {
namespace {

using base::ErrorCode;

bool isWorthAnotherAttempt(ErrorCode code)
{
  return code == ErrorCode::Io || code == ErrorCode::DeadlineExceeded || code == ErrorCode::QueueFull;
}

} // namespace

Outbox::Outbox(Config config, Send send, Done done)
    : m_config(config), m_send(std::move(send)), m_done(std::move(done)), m_thread([this] { run(); })
{
}

Outbox::~Outbox()
{
  {
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
  }
  m_wake.notify_all();
  m_thread.join();
}

void Outbox::put(Message message)
{
  {
    const std::lock_guard lock(m_mutex);
    if (m_waiting.size() < m_config.capacity) {
      m_waiting.push_back(std::move(message));
      m_wake.notify_all();
      return;
    }
  }
  m_done(message, base::failure(ErrorCode::QueueFull, "Too many messages wait to be sent."));
}

void Outbox::run()
{
  std::unique_lock lock(m_mutex);
  while (true) {
    m_wake.wait(lock, [this] { return m_stopping || !m_waiting.empty(); });
    if (m_waiting.empty())
      return;
    const Message message = std::move(m_waiting.front());
    m_waiting.pop_front();
    lock.unlock();
    m_done(message, deliver(message));
    lock.lock();
  }
}

base::Expected<void> Outbox::deliver(const Message& message)
{
  auto length = m_config.firstPause;
  for (int attempt = 1; !m_stopping; ++attempt, length *= 2) {
    auto sent = m_send(message, [this] { return m_stopping.load(); });
    if (sent || attempt >= m_config.attempts || !isWorthAnotherAttempt(sent.error().code))
      return sent;
    if (!pause(length))
      break;
  }
  return base::failure(ErrorCode::Cancelled, "The program ended before the message could be sent.");
}

bool Outbox::pause(std::chrono::milliseconds length)
{
  std::unique_lock lock(m_mutex);
  return !m_wake.wait_for(lock, length, [this] { return m_stopping.load(); });
}

} // namespace numeral::alerts
