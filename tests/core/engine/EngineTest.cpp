#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <new>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <QtTest>

#include "core/engine/LocalRecognizer.h"
#include "core/strokes/Drawing.h"
#include "tests/support/TestFiles.h"
#include "tests/support/ToyModel.h"

using namespace numeral;
using base::ErrorCode;
using engine::EngineConfig;
using engine::Lane;
using engine::LocalRecognizer;
using engine::Options;
using engine::Result;
using support::ToyModel;

namespace {

/// Holds whoever passes until it is opened.
class Gate {
public:
  void pass()
  {
    std::unique_lock lock(m_mutex);
    ++m_waiting;
    m_changed.notify_all();
    m_changed.wait(lock, [this] { return m_open; });
    --m_waiting;
  }
  void awaitSomeone()
  {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_waiting > 0; });
  }
  void open()
  {
    const std::scoped_lock lock(m_mutex);
    m_open = true;
    m_changed.notify_all();
  }

private:
  std::mutex m_mutex;
  std::condition_variable m_changed;
  int m_waiting = 0;
  bool m_open = false;
};

/// Counts what the engine reports.
class Counter final : public engine::Observer {
public:
  void admitted(const Options&) noexcept override { ++admittedCount; }
  void refused(const Options&, const base::Error&) noexcept override { ++refusedCount; }
  void batched(const model::Manifest&, std::size_t items, double) noexcept override { itemCount += items; }
  void finished(const Options&, const Result& result) noexcept override
  {
    ++finishedCount;
    if (!result)
      ++failedCount;
  }

  std::atomic<std::size_t> admittedCount = 0;
  std::atomic<std::size_t> refusedCount = 0;
  std::atomic<std::size_t> itemCount = 0;
  std::atomic<std::size_t> finishedCount = 0;
  std::atomic<std::size_t> failedCount = 0;
};

/// submit() with a future instead of a callback.
std::future<Result> ask(engine::Recognizer& recognizer, engine::Input input, Options options = {})
{
  const auto promise = std::make_shared<std::promise<Result>>();
  recognizer.submit(std::move(input), std::move(options), [promise](Result r) { promise->set_value(std::move(r)); });
  return promise->get_future();
}

Options inLane(Lane lane)
{
  Options options;
  options.lane = lane;
  return options;
}

engine::Tensor reddish() { return {std::vector<float>(72, 1.F)}; }

EngineConfig oneOfEach()
{
  EngineConfig config;
  config.prepareWorkers = 1;
  config.forwardWorkers = 1;
  return config;
}

} // namespace

class EngineTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init()
  {
    m_toy = std::make_shared<ToyModel>();
    m_store = std::make_unique<model::Store>();
    m_store->put(support::toyBundle(m_toy));
  }

  void answersEveryKindOfInput()
  {
    LocalRecognizer engine(*m_store, {});
    const auto blue = support::toyImage(2);
    const auto decoded = engine.recognize(blue).value();
    QCOMPARE(decoded.label.value(), std::string("blue"));
    QCOMPARE(decoded.verdict, model::Verdict::Digit);
    QCOMPARE(decoded.items.size(), 1U);
    QCOMPARE(decoded.model.classes.size(), 3U);
    QCOMPARE(decoded.alternatives.size(), 2U);
    QVERIFY(decoded.times.total > 0);
    const auto encoded = engine.recognize(engine::EncodedImage{image::encodePng(blue).value()}).value();
    QCOMPARE(encoded.items[0].probabilities, decoded.items[0].probabilities);
    QCOMPARE(encoded.items[0].box->width, 9.0);
    QVERIFY(engine.recognize(reddish()));
    QVERIFY(engine.recognize(strokes::Drawing{{{{0, 0}, {5, 5}}}, {}}));
  }

  void readsDigitsWithTheShippedModel_data()
  {
    QTest::addColumn<int>("digit");
    for (int digit = 0; digit < 10; ++digit)
      QTest::addRow("%d", digit) << digit;
  }
  void readsDigitsWithTheShippedModel()
  {
    QFETCH(int, digit);
    static const auto bundle = model::loadBundle(std::string(NUMERAL_MODELS) + "/digits", {"cpu", 0}).value();
    m_store->put(bundle);
    LocalRecognizer engine(*m_store, {});
    const auto name = std::to_string(digit);
    const auto drawing =
        strokes::parseDrawing(base::textOf(support::testBytes("drawings/digit-" + name + ".json"))).value();
    const std::vector<engine::Input> inputs{engine::EncodedImage{support::testBytes("images/digit-" + name + ".png")},
                                            engine::EncodedImage{support::testBytes("images/mnist-" + name + ".png")},
                                            drawing};
    for (const auto& input : inputs) {
      const auto answer = engine.recognize(input).value();
      QCOMPARE(answer.label.value(), name);
      QVERIFY(answer.confidence > 0.5);
    }
    // The box is told in the drawing's own units.
    const auto box = engine.recognize(drawing).value().items[0].box.value();
    double left = 1e9;
    double bottom = 0;
    for (const auto& stroke : drawing.strokes)
      for (const auto& point : stroke) {
        left = std::min(left, point.x);
        bottom = std::max(bottom, point.y);
      }
    const double pen = drawing.penWidth.value();
    QVERIFY(std::abs(box.x - (left - pen / 2)) < pen / 2);
    QVERIFY(std::abs(box.y + box.height - (bottom + pen / 2)) < pen / 2);
  }

  void callsABlankPageEmpty()
  {
    m_store->put(model::loadBundle(std::string(NUMERAL_MODELS) + "/digits", {"cpu", 0}).value());
    LocalRecognizer engine(*m_store, {});
    const std::vector<engine::Input> blanks{image::Image(280, 280, 1, 255), image::Image(28, 28, 1, 0),
                                            strokes::Drawing{}, engine::Tensor{std::vector<float>(784, 0.F)}};
    for (const auto& blank : blanks) {
      const auto answer = engine.recognize(blank).value();
      QCOMPARE(answer.verdict, model::Verdict::Empty);
      QVERIFY(!answer.label);
      QCOMPARE(answer.confidence, 0.0);
      QVERIFY(answer.items.empty());
    }
  }

  void batchesWhatWaits()
  {
    Gate gate;
    m_toy->beforeForward = [&gate] { gate.pass(); };
    auto config = oneOfEach();
    config.maxBatch = 8;
    LocalRecognizer engine(*m_store, config);
    auto first = ask(engine, reddish());
    gate.awaitSomeone(); // the forward worker is busy with a batch of one
    std::vector<std::future<Result>> rest;
    for (int i = 0; i < 11; ++i)
      rest.push_back(ask(engine, reddish()));
    // Prepared means queued for the worker: a request in a later line is prepared after them.
    std::promise<void> prepared;
    engine.submit(engine::EncodedImage{}, inLane(Lane::Batch), [&prepared](const Result&) { prepared.set_value(); });
    prepared.get_future().wait();
    gate.open();
    for (auto& answer : rest)
      QVERIFY(answer.get());
    QVERIFY(first.get());
    QCOMPARE(m_toy->batches(), (std::vector<std::size_t>{1, 8, 3}));
  }

  void refusesAtOnceWhenFull()
  {
    Gate gate;
    m_toy->beforeForward = [&gate] { gate.pass(); };
    Counter counter;
    auto config = oneOfEach();
    config.maxRequests = 2;
    {
      LocalRecognizer engine(*m_store, config, {&counter});
      auto first = ask(engine, reddish(), inLane(Lane::Http));
      auto second = ask(engine, reddish(), inLane(Lane::Http));
      auto third = ask(engine, reddish(), inLane(Lane::Http));
      QCOMPARE(third.wait_for(std::chrono::seconds(0)), std::future_status::ready); // on the caller's thread
      QCOMPARE(third.get().error().code, ErrorCode::QueueFull);
      QCOMPARE(engine.underWay(), 2U);
      auto window = ask(engine, reddish()); // the window still gets in
      gate.open();
      QVERIFY(first.get() && second.get() && window.get());
      QVERIFY(ask(engine, reddish(), inLane(Lane::Http)).get()); // and there is room again at once
    }
    QCOMPARE(counter.refusedCount.load(), 1U);
    QCOMPARE(counter.admittedCount.load(), 4U);
    QCOMPARE(counter.finishedCount.load(), 4U);
    QCOMPARE(counter.failedCount.load(), 0U);
  }

  void boundsTheBytesThatWait()
  {
    Gate gate;
    m_toy->beforeForward = [&gate] { gate.pass(); };
    auto config = oneOfEach();
    config.maxQueuedBytes = 500;
    LocalRecognizer engine(*m_store, config);
    auto first = ask(engine, reddish()); // 72 floats
    QCOMPARE(ask(engine, reddish()).get().error().code, ErrorCode::QueueFull);
    gate.open();
    QVERIFY(first.get());
    QVERIFY(ask(engine, reddish()).get());
  }

  void dropsWhatIsCancelledOrLate()
  {
    Gate gate;
    m_toy->beforeForward = [&gate] { gate.pass(); };
    Counter counter;
    LocalRecognizer engine(*m_store, oneOfEach(), {&counter});
    auto first = ask(engine, reddish());
    gate.awaitSomeone();
    Options tooLate;
    tooLate.deadline = base::Steady::now();
    auto late = ask(engine, reddish(), tooLate);
    std::promise<Result> cancelled;
    const auto ticket = engine.submit(reddish(), {}, [&cancelled](Result r) { cancelled.set_value(std::move(r)); });
    ticket.cancel();
    gate.open();
    QVERIFY(first.get());
    QCOMPARE(late.get().error().code, ErrorCode::DeadlineExceeded);
    QCOMPARE(cancelled.get_future().get().error().code, ErrorCode::Cancelled);
    QCOMPARE(counter.itemCount.load(), 1U); // neither was forwarded
    QCOMPARE(engine.underWay(), 0U);
  }

  void servesTheImpatientFirst()
  {
    Gate gate;
    m_toy->beforeForward = [&gate] { gate.pass(); };
    auto config = oneOfEach();
    config.maxBatch = 1;
    LocalRecognizer engine(*m_store, config);
    auto first = ask(engine, reddish());
    gate.awaitSomeone();
    std::mutex mutex;
    std::string order;
    std::vector<std::future<void>> done;
    for (const auto& [lane, letter] : {std::pair{Lane::Batch, 'b'}, {Lane::Http, 'h'}, {Lane::Interactive, 'i'}}) {
      auto promise = std::make_shared<std::promise<void>>();
      done.push_back(promise->get_future());
      engine.submit(reddish(), inLane(lane), [&, promise, letter = letter](const Result&) {
        {
          const std::scoped_lock lock(mutex);
          order += letter;
        }
        promise->set_value();
      });
    }
    std::promise<void> prepared;
    engine.submit(engine::EncodedImage{}, inLane(Lane::Batch), [&prepared](const Result&) { prepared.set_value(); });
    prepared.get_future().wait();
    gate.open();
    for (auto& each : done)
      each.wait();
    QCOMPARE(order, std::string("ihb"));
  }

  void pinsTheModel()
  {
    Gate gate;
    m_toy->beforeForward = [&gate] { gate.pass(); };
    LocalRecognizer engine(*m_store, oneOfEach());
    auto old = ask(engine, reddish());
    gate.awaitSomeone();
    m_store->put(support::toyBundle(std::make_shared<ToyModel>(), support::toyManifest("colours", "0.2.0")));
    gate.open();
    QCOMPARE(old.get().value().model.version, std::string("0.1.0"));
    QCOMPARE(engine.recognize(reddish()).value().model.version, std::string("0.2.0"));
  }

  void aModelThatIsHeldAnswersThoughItIsGone()
  {
    LocalRecognizer engine(*m_store, oneOfEach());
    Options options;
    options.bundle = m_store->find().value();
    m_store->put(support::toyBundle(std::make_shared<ToyModel>(), support::toyManifest("other", "0.2.0")));
    QVERIFY(m_store->remove("colours"));
    QCOMPARE(engine.recognize(reddish(), options).value().model.version, std::string("0.1.0"));
    QCOMPARE(engine.recognize(reddish()).value().model.version, std::string("0.2.0"));
  }

  void workersShareTheRowsOfOneRequest()
  {
    /// Waits until as many batches as wanted are under way at once.
    class Together final : public model::Model {
    public:
      explicit Together(std::shared_ptr<const model::Model> model) : m_model(std::move(model)) {}
      model::Shape input() const override { return m_model->input(); }
      std::size_t outputs() const override { return m_model->outputs(); }
      base::Expected<void> forward(std::span<const float> batch, std::size_t count,
                                   std::span<float> logits) const override
      {
        {
          std::unique_lock lock(m_mutex);
          most = std::max(most, ++m_under);
          m_changed.notify_all();
          m_changed.wait_for(lock, std::chrono::seconds(10), [this] { return most >= wanted; });
          --m_under;
        }
        return m_model->forward(batch, count, logits);
      }
      mutable int most = 0;
      std::atomic<int> wanted = 1;

    private:
      std::shared_ptr<const model::Model> m_model;
      mutable std::mutex m_mutex;
      mutable std::condition_variable m_changed;
      mutable int m_under = 0;
    };
    const auto shipped = model::loadBundle(NUMERAL_MODELS "/digits", {"cpu", 0}).value();
    auto bundle = std::make_shared<model::Bundle>(*shipped);
    const auto together = std::make_shared<Together>(shipped->model);
    bundle->model = together;
    m_store->put(bundle);
    auto config = oneOfEach();
    config.forwardWorkers = 2;
    config.maxBatch = 1;
    LocalRecognizer engine(*m_store, config);
    QVERIFY(engine.recognize(engine::Tensor{std::vector<float>(784, 0.5F)})); // the workers are there, and wait
    together->wanted = 2;
    strokes::Drawing ones;
    for (int i = 0; i < 4; ++i) {
      const auto x = static_cast<float>(20 + 60 * i);
      ones.strokes.push_back({{x, 10}, {x, 50}, {x, 90}});
    }
    const auto answer = engine.recognize(ones);
    QVERIFY2(answer, answer ? "" : (answer.error().message + answer.error().detail).c_str());
    QCOMPARE(answer->items.size(), 4U);
    QCOMPARE(together->most, 2);
  }

  void anExceptionInTheModelEndsItsRequestAlone()
  {
    LocalRecognizer engine(*m_store, oneOfEach());
    m_toy->beforeForward = [] { throw std::bad_alloc(); };
    const auto failed = engine.recognize(reddish());
    QCOMPARE(failed.error().code, ErrorCode::Internal);
    m_toy->beforeForward = nullptr;
    QVERIFY(engine.recognize(reddish()));
    QCOMPARE(engine.underWay(), 0U);
  }

  void tellsWhatWentWrong()
  {
    LocalRecognizer engine(*m_store, {});
    Options other;
    other.model = "other";
    QCOMPARE(engine.recognize(reddish(), other).error().code, ErrorCode::NotFound);
    QCOMPARE(engine.recognize(engine::Tensor{{1, 2}}).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(engine.recognize(engine::EncodedImage{{1, 2}}).error().code, ErrorCode::UnsupportedFormat);
    m_toy->failing = true;
    QCOMPARE(engine.recognize(reddish()).error().code, ErrorCode::Internal);
    m_toy->failing = false;
    QVERIFY(engine.recognize(reddish()));
    m_store->remove("colours");
    QCOMPARE(engine.recognize(reddish()).error().code, ErrorCode::NoModel);
    QCOMPARE(engine.underWay(), 0U);
  }

  void answersEverythingBeforeItGoes()
  {
    Gate gate;
    m_toy->beforeForward = [&gate] { gate.pass(); };
    std::vector<std::future<Result>> answers;
    {
      auto engine = std::make_unique<LocalRecognizer>(*m_store, oneOfEach());
      answers.push_back(ask(*engine, reddish()));
      gate.awaitSomeone();
      for (int i = 0; i < 50; ++i)
        answers.push_back(ask(*engine, reddish()));
      std::thread opener([&gate] { gate.open(); });
      engine.reset();
      opener.join();
    }
    for (auto& answer : answers) {
      QCOMPARE(answer.wait_for(std::chrono::seconds(0)), std::future_status::ready);
      const auto result = answer.get();
      QVERIFY(result || result.error().code == ErrorCode::ShuttingDown);
    }
  }

  void answersEachOnceUnderLoad()
  {
    Counter counter;
    EngineConfig config;
    config.maxBatch = 4;
    config.maxRequests = 64;
    std::atomic<std::size_t> calls = 0;
    std::atomic<std::size_t> wrong = 0;
    constexpr std::size_t kThreads = 4;
    constexpr std::size_t kEach = 500;
    {
      LocalRecognizer engine(*m_store, config, {&counter});
      std::vector<std::thread> threads;
      for (std::size_t t = 0; t < kThreads; ++t)
        threads.emplace_back([&, t] {
          for (std::size_t i = 0; i < kEach; ++i) {
            const int colour = static_cast<int>((t + i) % 3);
            const auto ticket =
                engine.submit(support::toyImage(colour), inLane(static_cast<Lane>(i % 3)), [&, colour](Result r) {
                  ++calls;
                  static const std::vector<std::string> kNames{"red", "green", "blue"};
                  if (r && r->label != kNames[static_cast<std::size_t>(colour)])
                    ++wrong;
                });
            if (i % 7 == 0)
              ticket.cancel();
          }
        });
      for (auto& thread : threads)
        thread.join();
    }
    QCOMPARE(calls.load(), kThreads * kEach);
    QCOMPARE(wrong.load(), 0U);
    QCOMPARE(counter.admittedCount + counter.refusedCount, kThreads * kEach);
    QCOMPARE(counter.finishedCount.load(), counter.admittedCount.load());
  }

private:
  std::shared_ptr<ToyModel> m_toy;
  std::unique_ptr<model::Store> m_store;
};

QTEST_APPLESS_MAIN(EngineTest)
#include "EngineTest.moc"
