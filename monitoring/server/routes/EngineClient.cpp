#include "monitoring/server/routes/EngineClient.h"

#include <condition_variable>
#include <cstddef>
#include <optional>
#include <utility>

namespace numeral::server {
namespace {

using base::ErrorCode;

engine::Result stopping() { return base::failure(ErrorCode::ShuttingDown, "The server is stopping."); }

} // namespace

/// Outlives the call where an answer comes after it was given up.
class EngineClient::Waiting {
public:
  explicit Waiting(std::size_t count) : m_results(count), m_missing(count) {}

  void answer(std::size_t place, engine::Result result)
  {
    {
      const std::lock_guard lock(m_mutex);
      if (m_results[place])
        return;
      m_results[place].emplace(std::move(result));
      if (--m_missing > 0)
        return;
    }
    // Whoever waits would only be woken to wait for the lock. This outlives it: each caller shares in it.
    m_answered.notify_one();
  }

  void answerRest(const engine::Result& result)
  {
    for (std::size_t place = 0; place < m_results.size(); ++place)
      answer(place, result);
  }

  bool waitUntil(base::TimePoint deadline)
  {
    std::unique_lock lock(m_mutex);
    return m_answered.wait_until(lock, deadline, [this] { return m_missing == 0; });
  }

  /// Once nothing is missing.
  std::vector<engine::Result> take()
  {
    const std::lock_guard lock(m_mutex);
    std::vector<engine::Result> taken;
    taken.reserve(m_results.size());
    for (auto& result : m_results)
      taken.push_back(std::move(*result));
    return taken;
  }

private:
  std::mutex m_mutex;
  std::condition_variable m_answered;
  std::vector<std::optional<engine::Result>> m_results;
  std::size_t m_missing;
};

/// Memory may run out on the way.
class EngineClient::Leave {
public:
  Leave(EngineClient& client, const std::shared_ptr<Waiting>& waiting) : m_client(client), m_waiting(waiting) {}
  ~Leave()
  {
    const std::lock_guard lock(m_client.m_mutex);
    m_client.m_waiting.erase(m_waiting);
  }
  Leave(const Leave&) = delete;
  Leave& operator=(const Leave&) = delete;

private:
  EngineClient& m_client;
  const std::shared_ptr<Waiting>& m_waiting;
};

EngineClient::EngineClient(engine::Recognizer& recognizer) : m_recognizer(recognizer) {}

engine::Result EngineClient::ask(engine::Input input, const engine::Options& options)
{
  std::vector<engine::Input> one;
  one.push_back(std::move(input));
  return std::move(askAll(std::move(one), options).front());
}

std::vector<engine::Result> EngineClient::askAll(std::vector<engine::Input> inputs, const engine::Options& options)
{
  const auto waiting = std::make_shared<Waiting>(inputs.size());
  if (!enter(waiting))
    return std::vector<engine::Result>(inputs.size(), stopping());

  std::vector<engine::Ticket> tickets;
  const Leave leave(*this, waiting);
  tickets.reserve(inputs.size());
  for (std::size_t place = 0; place < inputs.size(); ++place)
    tickets.push_back(m_recognizer.submit(std::move(inputs[place]), options, [waiting, place](engine::Result result) {
      waiting->answer(place, std::move(result));
    }));

  const bool inTime = waiting->waitUntil(options.deadline.value_or(base::TimePoint::max()));
  if (!inTime) {
    for (const auto& ticket : tickets)
      ticket.cancel();
    waiting->answerRest(
        base::failure(ErrorCode::DeadlineExceeded, "The answer did not come in time. Try again in a moment."));
  }
  return waiting->take();
}

void EngineClient::giveUp()
{
  const std::lock_guard lock(m_mutex);
  m_givenUp = true;
  for (const auto& waiting : m_waiting)
    waiting->answerRest(stopping());
}

void EngineClient::resume()
{
  const std::lock_guard lock(m_mutex);
  m_givenUp = false;
}

bool EngineClient::enter(const std::shared_ptr<Waiting>& waiting)
{
  const std::lock_guard lock(m_mutex);
  return !m_givenUp && m_waiting.insert(waiting).second;
}

} // namespace numeral::server
