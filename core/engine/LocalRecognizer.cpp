#include "core/engine/LocalRecognizer.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <functional>
#include <span>
#include <string>
#include <thread>
#include <utility>

#include <pthread.h>

#include "core/base/Cpu.h"
#include "core/engine/Conclusion.h"
#include "core/engine/LaneQueue.h"
#include "core/engine/Preparation.h"

namespace numeral::engine {
namespace {

using base::Error;
using base::ErrorCode;

/// The window gets in when HTTP has filled the engine: it asks for one thing at a time and a person waits for it.
constexpr std::size_t kInteractiveReserve = 8;

std::size_t bytesOf(const Input& input)
{
  struct Size {
    std::size_t operator()(const EncodedImage& image) const { return image.bytes.size(); }
    std::size_t operator()(const image::Image& image) const { return image.pixels.size(); }
    std::size_t operator()(const Tensor& tensor) const { return tensor.values.size() * sizeof(float); }
    std::size_t operator()(const strokes::Drawing& drawing) const
    {
      std::size_t bytes = 0;
      for (const auto& stroke : drawing.strokes)
        bytes += stroke.size() * sizeof(strokes::Point);
      return bytes;
    }
  };
  return std::visit(Size{}, input);
}

/// Rows of one job that ride in a batch.
struct Ride {
  JobPtr job;
  std::size_t firstRow = 0;
  std::size_t rows = 0;
};

struct Dropped {
  JobPtr job;
  Error why;
};

} // namespace

class LocalRecognizer::Impl {
public:
  Impl(const model::Store& store, EngineConfig config, std::vector<Observer*> observers)
      : m_store(store), m_config(config), m_observers(std::move(observers))
  {
    image::useCallingThreadOnly();
    const int processors = base::usableProcessors();
    const auto workers = [processors](int wanted) { return wanted > 0 ? wanted : processors; };
    for (int i = 0; i < workers(config.prepareWorkers); ++i)
      start("prepare", [this] { runPrepare(); });
    for (int i = 0; i < workers(config.forwardWorkers); ++i)
      start("forward", [this] { runForward(); });
  }

  ~Impl()
  {
    m_stopping = true;
    m_toPrepare.close();
    m_toForward.close();
    for (auto& thread : m_threads)
      thread.join();
    for (auto* queue : {&m_toPrepare, &m_toForward})
      for (const auto& job : queue->takeAll())
        finish(*job, tl::unexpected(Error{ErrorCode::ShuttingDown, "The program is shutting down.", {}}));
  }

  Ticket submit(Input input, Options options, Done done)
  {
    auto job = std::make_shared<Job>();
    job->submitted = base::Steady::now();
    job->bytes = bytesOf(input);
    job->input = std::move(input);
    job->options = std::move(options);
    job->done = std::move(done);
    const Ticket ticket = job->ticket;
    if (auto admitted = admit(*job); !admitted) {
      for (auto* observer : m_observers)
        observer->refused(job->options, admitted.error());
      job->done(tl::unexpected(std::move(admitted.error())));
      return ticket;
    }
    for (auto* observer : m_observers)
      observer->admitted(job->options);
    m_toPrepare.push(std::move(job));
    return ticket;
  }

  std::size_t underWay() const { return m_underWay; }
  std::size_t capacity() const { return m_config.maxRequests; }

private:
  /// Named, so that top and profilers show where the time goes.
  void start(const char* name, std::function<void()> run)
  {
    m_threads.emplace_back(std::move(run));
    pthread_setname_np(m_threads.back().native_handle(), name);
  }

  base::Expected<void> admit(Job& job)
  {
    if (m_stopping)
      return base::failure(ErrorCode::ShuttingDown, "The program is shutting down.");
    job.bundle = std::move(job.options.bundle);
    if (!job.bundle) {
      auto bundle = m_store.find(job.options.model);
      if (!bundle)
        return tl::unexpected(bundle.error());
      job.bundle = std::move(*bundle);
    }

    const std::size_t reserve = job.options.lane == Lane::Interactive ? kInteractiveReserve : 0;
    if (m_underWay.fetch_add(1) >= m_config.maxRequests + reserve) {
      --m_underWay;
      return base::failure(ErrorCode::QueueFull, "Too many requests are under way (" +
                                                     std::to_string(m_config.maxRequests) +
                                                     "). Try again in a moment.");
    }
    if (m_bytes.fetch_add(job.bytes) + job.bytes > m_config.maxQueuedBytes) {
      m_bytes -= job.bytes;
      --m_underWay;
      return base::failure(ErrorCode::QueueFull,
                           "The images under way fill the memory set aside for them. Try again in a moment.");
    }
    return {};
  }

  /// Ends an admitted job; nothing may touch it after this.
  void finish(Job& job, Result result)
  {
    for (auto* observer : m_observers)
      observer->finished(job.options, result);
    // Before done: who has its answer may ask again at once and must find room.
    m_bytes -= job.bytes;
    --m_underWay;
    job.done(std::move(result));
  }

  /// Memory, mostly: one request must not end the program.
  template <class Work> static base::Expected<void> unlessItThrows(const char* otherwise, Work work)
  {
    try {
      return work();
    } catch (const std::exception& e) {
      return base::failure(ErrorCode::Internal, otherwise, e.what());
    }
  }

  void finishWithAnswer(Job& job)
  {
    if (job.forwardFailed) {
      finish(job, tl::unexpected(std::move(job.error)));
      return;
    }
    auto concluded = unlessItThrows("The answer could not be put together.", [&job]() -> base::Expected<void> {
      conclude(job);
      return {};
    });
    if (!concluded)
      finish(job, tl::unexpected(std::move(concluded.error())));
    else
      finish(job, std::move(job.recognition));
  }

  void runPrepare()
  {
    JobPtr job;
    while (m_toPrepare.whenNotEmpty([&job](LaneQueue& queue) { job = queue.popFront(); }))
      prepareOne(std::exchange(job, nullptr));
  }

  void prepareOne(JobPtr job)
  {
    if (auto why = job->givenUp()) {
      finish(*job, tl::unexpected(std::move(*why)));
      return;
    }
    job->recognition.times.queue = base::secondsSince(job->submitted);
    auto prepared = unlessItThrows("The image could not be prepared.", [this, &job]() -> base::Expected<void> {
      if (auto done = prepare(*job, m_config.imageLimits); !done)
        return done;
      job->logits.resize(job->rows() * job->bundle->manifest.outputs());
      return {};
    });
    if (!prepared) {
      finish(*job, tl::unexpected(std::move(prepared.error())));
      return;
    }
    if (job->rows() == 0) {
      finishWithAnswer(*job);
      return;
    }
    job->rowsLeft = job->rows();
    job->prepared = base::Steady::now();
    m_toForward.push(std::move(job));
  }

  void runForward()
  {
    std::vector<Ride> rides;
    std::vector<Dropped> dropped;
    std::vector<float> batch;
    std::vector<float> logits;
    while (m_toForward.whenNotEmpty([&](LaneQueue& queue) { gather(queue, rides, dropped); })) {
      for (auto& [job, why] : dropped) {
        fail(*job, std::move(why));
        countDown(*job, job->rows() - job->nextRow); // the rows that nobody will take
      }
      if (!rides.empty())
        forward(rides, batch, logits);
      rides.clear();
      dropped.clear();
    }
  }

  /// Takes what waits for one model, up to a full batch, without waiting for more.
  void gather(LaneQueue& queue, std::vector<Ride>& rides, std::vector<Dropped>& dropped) const
  {
    std::size_t room = m_config.maxBatch;
    const model::Bundle* bundle = nullptr;
    queue.sift(
        [&](const JobPtr& job) {
          if (auto why = job->givenUp()) {
            dropped.push_back({job, std::move(*why)});
            return true;
          }
          if (bundle && job->bundle.get() != bundle)
            return false;
          bundle = job->bundle.get();
          const std::size_t rows = std::min(room, job->rows() - job->nextRow);
          rides.push_back({job, job->nextRow, rows});
          job->nextRow += rows;
          room -= rows;
          return job->nextRow == job->rows();
        },
        [&room] { return room == 0; });
  }

  static void fail(Job& job, Error error)
  {
    if (!job.forwardFailed.exchange(true))
      job.error = std::move(error);
  }

  void countDown(Job& job, std::size_t rows)
  {
    if (job.rowsLeft.fetch_sub(rows) == rows)
      finishWithAnswer(job);
  }

  void forward(const std::vector<Ride>& rides, std::vector<float>& batch, std::vector<float>& logits)
  {
    const auto begin = base::Steady::now();
    const auto& bundle = *rides.front().job->bundle;
    const std::size_t itemSize = bundle.manifest.input.size();
    const std::size_t outputs = bundle.manifest.outputs();
    std::size_t count = 0;
    for (const auto& [job, firstRow, rows] : rides) {
      if (firstRow == 0)
        job->recognition.times.queue += base::secondsBetween(job->prepared, begin);
      count += rows;
    }
    const auto ran = unlessItThrows("The model could not be run.", [&] {
      batch.clear();
      for (const auto& [job, firstRow, rows] : rides) {
        const auto from = job->tensors.begin() + static_cast<std::ptrdiff_t>(firstRow * itemSize);
        batch.insert(batch.end(), from, from + static_cast<std::ptrdiff_t>(rows * itemSize));
      }
      logits.resize(count * outputs);
      return bundle.model->forward(batch, count, logits);
    });
    const double seconds = base::secondsSince(begin);
    for (auto* observer : m_observers)
      observer->batched(bundle.manifest, count, seconds);

    auto from = logits.cbegin();
    for (const auto& [job, firstRow, rows] : rides) {
      const auto values = static_cast<std::ptrdiff_t>(rows * outputs);
      if (ran) {
        std::copy_n(from, values, job->logits.begin() + static_cast<std::ptrdiff_t>(firstRow * outputs));
        from += values;
      } else {
        fail(*job, ran.error());
      }
      job->forwardSeconds += seconds;
      countDown(*job, rows);
    }
  }

  const model::Store& m_store;
  const EngineConfig m_config;
  const std::vector<Observer*> m_observers;
  std::atomic<bool> m_stopping = false;
  std::atomic<std::size_t> m_underWay = 0;
  std::atomic<std::size_t> m_bytes = 0;
  LaneQueue m_toPrepare;
  LaneQueue m_toForward;
  std::vector<std::thread> m_threads; ///< last, so that everything else is there before they start
};

LocalRecognizer::LocalRecognizer(const model::Store& store, EngineConfig config, std::vector<Observer*> observers)
    : m_impl(std::make_unique<Impl>(store, config, std::move(observers)))
{
}

LocalRecognizer::~LocalRecognizer() = default;

Ticket LocalRecognizer::submit(Input input, Options options, Done done)
{
  return m_impl->submit(std::move(input), std::move(options), std::move(done));
}

std::size_t LocalRecognizer::underWay() const { return m_impl->underWay(); }

std::size_t LocalRecognizer::capacity() const { return m_impl->capacity(); }

} // namespace numeral::engine
