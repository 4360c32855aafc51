#include "ui/files/BatchRunner.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "core/engine/InputFiles.h"
#include "core/image/Codec.h"
#include "core/training/Evaluation.h"
#include "ui/result/Words.h"

namespace numeral::ui {
namespace {

/// As many as `numeralctl predict` has under way: enough to fill every batch.
constexpr std::size_t kMaxUnderWay = 64;
constexpr std::size_t kMaxBytesUnderWay = 64u << 20;
constexpr int kCollectMilliseconds = 50;
constexpr std::chrono::milliseconds kUntilRoom{20};

std::size_t sizeOf(const engine::Input& input)
{
  const auto* image = std::get_if<engine::EncodedImage>(&input);
  return image ? image->bytes.size() : 0;
}

BatchAnswer toAnswer(const BatchFile& file, const engine::Result& result)
{
  BatchAnswer answer;
  answer.row = file.row;
  if (file.truth) {
    const training::Sample sample{{}, *file.truth, {}, {}, file.truth->empty()};
    answer.right = result && training::isRight(sample, *result);
  }
  if (!result) {
    answer.problem = QString::fromStdString(result.error().message);
    return answer;
  }
  answer.verdict = result->verdict;
  answer.label = result->label;
  answer.words = headline(*result);
  answer.confidence = result->confidence;
  answer.seconds = result->times.total - result->times.queue;
  return answer;
}

} // namespace

/// What GUI thread, reader and engine share. It outlives the runner as long as the engine has a request of it.
class BatchRunner::Work : public std::enable_shared_from_this<BatchRunner::Work> {
public:
  void add(std::vector<BatchFile> files)
  {
    const std::lock_guard lock(m_mutex);
    for (BatchFile& file : files)
      m_waiting.push_back(std::move(file));
    m_changed.notify_all();
  }

  void setPaused(bool paused)
  {
    const std::lock_guard lock(m_mutex);
    m_paused = paused;
    m_changed.notify_all();
  }
  bool paused() const
  {
    const std::lock_guard lock(m_mutex);
    return m_paused;
  }

  void cancel()
  {
    const std::lock_guard lock(m_mutex);
    ++m_generation;
    m_waiting.clear();
    m_answers.clear();
    m_current = 0;
    m_paused = false;
    for (const auto& [id, ticket] : m_underWay)
      ticket.cancel();
  }

  void end()
  {
    cancel();
    const std::lock_guard lock(m_mutex);
    m_ended = true;
    m_changed.notify_all();
  }

  std::shared_ptr<AnswerStore> store() const
  {
    const std::lock_guard lock(m_mutex);
    return m_store;
  }
  void forget()
  {
    auto empty = std::make_shared<AnswerStore>();
    const std::lock_guard lock(m_mutex);
    m_store = std::move(empty);
  }

  /// What came since the last call, and whether more will.
  std::pair<std::vector<BatchAnswer>, bool> take()
  {
    const std::lock_guard lock(m_mutex);
    return {std::exchange(m_answers, {}), !m_waiting.empty() || m_reading || m_current > 0};
  }

  /// The reader's thread.
  void read(engine::Recognizer& recognizer)
  {
    while (std::optional<BatchFile> file = next()) {
      auto input = base::readFile(file->path, image::Limits{}.maxBytes).and_then(&engine::toInput);
      if (input)
        submit(recognizer, std::move(*file), std::move(*input));
      else
        settle(*file, tl::unexpected(std::move(input.error())), m_readingGeneration);
      const std::lock_guard lock(m_mutex);
      m_reading = false;
    }
  }

private:
  std::optional<BatchFile> next()
  {
    std::unique_lock lock(m_mutex);
    if (std::exchange(m_refused, false))
      m_changed.wait_for(lock, kUntilRoom, [this] { return m_ended; });
    m_changed.wait(lock, [this] {
      return m_ended || (!m_paused && !m_waiting.empty() && m_underWay.size() < kMaxUnderWay &&
                         m_bytesUnderWay < kMaxBytesUnderWay);
    });
    if (m_ended)
      return {};
    m_reading = true;
    m_readingGeneration = m_generation;
    BatchFile file = std::move(m_waiting.front());
    m_waiting.pop_front();
    return file;
  }

  void submit(engine::Recognizer& recognizer, BatchFile file, engine::Input input)
  {
    const quint64 generation = m_readingGeneration;
    const std::size_t bytes = sizeOf(input);
    quint64 id = 0;
    {
      const std::lock_guard lock(m_mutex);
      if (generation != m_generation)
        return;
      id = ++m_lastId;
      m_underWay.emplace(id, engine::Ticket());
      m_bytesUnderWay += bytes;
      ++m_current;
    }
    engine::Options options;
    options.lane = engine::Lane::Batch;
    const engine::Ticket ticket =
        recognizer.submit(std::move(input), std::move(options),
                          [self = shared_from_this(), file = std::move(file), id, bytes, generation](
                              const engine::Result& result) { self->done(file, id, bytes, generation, result); });
    const std::lock_guard lock(m_mutex);
    if (const auto entry = m_underWay.find(id); entry != m_underWay.end())
      entry->second = ticket;
    if (generation != m_generation)
      ticket.cancel();
  }

  /// A thread of the engine, or the reader's where the engine has no room.
  void done(const BatchFile& file, quint64 id, std::size_t bytes, quint64 generation, const engine::Result& result)
  {
    const bool noRoom = !result && result.error().code == base::ErrorCode::QueueFull;
    if (!noRoom)
      settle(file, result, generation);
    const std::lock_guard lock(m_mutex);
    m_underWay.erase(id);
    m_bytesUnderWay -= bytes;
    if (generation == m_generation) {
      --m_current;
      if (noRoom) {
        m_refused = true;
        m_waiting.push_front(file);
      }
    }
    m_changed.notify_all();
  }

  void settle(const BatchFile& file, const engine::Result& result, quint64 generation)
  {
    const auto store = storeOf(generation);
    if (!store)
      return;
    BatchAnswer answer = toAnswer(file, result);
    answer.place = store->keep(result);
    const std::lock_guard lock(m_mutex);
    if (generation == m_generation)
      m_answers.push_back(std::move(answer));
  }

  std::shared_ptr<AnswerStore> storeOf(quint64 generation) const
  {
    const std::lock_guard lock(m_mutex);
    return generation == m_generation ? m_store : nullptr;
  }

  mutable std::mutex m_mutex;
  std::condition_variable m_changed;
  std::deque<BatchFile> m_waiting;
  std::unordered_map<quint64, engine::Ticket> m_underWay; ///< those of cancelled ones too: they still take room
  std::size_t m_bytesUnderWay = 0;
  std::size_t m_current = 0; ///< of those under way: not cancelled
  std::vector<BatchAnswer> m_answers;
  std::shared_ptr<AnswerStore> m_store = std::make_shared<AnswerStore>();
  quint64 m_lastId = 0;
  quint64 m_generation = 0;        ///< counts cancellations
  quint64 m_readingGeneration = 0; ///< the reader's own
  bool m_reading = false;
  bool m_refused = false;
  bool m_paused = false;
  bool m_ended = false;
};

BatchRunner::BatchRunner(engine::Recognizer& recognizer, QObject* parent)
    : QObject(parent), m_work(std::make_shared<Work>())
{
  m_timer.setInterval(kCollectMilliseconds);
  connect(&m_timer, &QTimer::timeout, this, &BatchRunner::collect);
  m_reader = std::thread([work = m_work, &recognizer] { work->read(recognizer); });
}

BatchRunner::~BatchRunner()
{
  m_work->end();
  m_reader.join();
}

void BatchRunner::add(std::vector<BatchFile> files)
{
  m_work->add(std::move(files));
  m_timer.start();
}

void BatchRunner::pause() { m_work->setPaused(true); }

void BatchRunner::resume() { m_work->setPaused(false); }

void BatchRunner::cancel()
{
  m_work->cancel();
  m_timer.stop();
}

bool BatchRunner::paused() const { return m_work->paused(); }

std::shared_ptr<const AnswerStore> BatchRunner::store() const { return m_work->store(); }

void BatchRunner::forget() { m_work->forget(); }

void BatchRunner::collect()
{
  const auto [answers, more] = m_work->take();
  if (!more)
    m_timer.stop();
  if (!answers.empty())
    Q_EMIT answered(answers);
  if (!more && !m_timer.isActive()) // a receiver may have added files
    Q_EMIT finished();
}

} // namespace numeral::ui
