#include <condition_variable>
#include <mutex>

#include <nlohmann/json.hpp>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/engine/LocalRecognizer.h"
#include "core/json/RecognitionJson.h"
#include "tests/support/TestFiles.h"
#include "tests/support/ToyModel.h"
#include "ui/files/BatchRunner.h"

using namespace numeral;
using ui::BatchAnswer;
using ui::BatchFile;
using ui::BatchRunner;

namespace {

/// Holds the model's forward passes until it is opened.
class Gate {
public:
  void pass()
  {
    std::unique_lock lock(m_mutex);
    m_opened.wait(lock, [this] { return m_open; });
  }
  void open()
  {
    const std::lock_guard lock(m_mutex);
    m_open = true;
    m_opened.notify_all();
  }

private:
  std::mutex m_mutex;
  std::condition_variable m_opened;
  bool m_open = false;
};

/// The real engine over the toy, and what the runner told.
struct Batch {
  explicit Batch(engine::EngineConfig config = {}) : recognizer(store, config)
  {
    store.put(support::toyBundle(toy));
    QObject::connect(&runner, &BatchRunner::answered, &runner, [this](const std::vector<BatchAnswer>& some) {
      ++deliveries;
      answers.insert(answers.end(), some.begin(), some.end());
    });
  }

  /// A test that ends early must not leave the engine waiting.
  ~Batch() { gate.open(); }

  void holdUp()
  {
    toy->beforeForward = [this] { gate.pass(); };
  }

  static std::vector<BatchFile> files(int count)
  {
    std::vector<BatchFile> files;
    for (int row = 0; row < count; ++row)
      files.push_back({row, support::testFile("images/seven-rgb.png").string(), {}});
    return files;
  }

  Gate gate;
  std::shared_ptr<support::ToyModel> toy = std::make_shared<support::ToyModel>();
  model::Store store;
  engine::LocalRecognizer recognizer;
  std::vector<BatchAnswer> answers;
  int deliveries = 0;
  BatchRunner runner{recognizer};
  QSignalSpy finished{&runner, &BatchRunner::finished};
};

} // namespace

class BatchRunnerTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void everyFileIsAnsweredOnce()
  {
    Batch batch;
    auto files = Batch::files(200);
    files[7].path = support::testFile("images/hostile/text.png").string();
    files[8].path = "/nowhere/at.png";
    batch.runner.add(std::move(files));
    QVERIFY(batch.finished.wait());
    QCOMPARE(batch.answers.size(), std::size_t{200});
    QVERIFY(batch.deliveries < 200); // many at a time
    std::vector<int> seen(200);
    for (const BatchAnswer& answer : batch.answers) {
      ++seen[static_cast<std::size_t>(answer.row)];
      QCOMPARE(answer.problem.isEmpty(), answer.row != 7 && answer.row != 8);
    }
    QCOMPARE(seen, std::vector<int>(200, 1));
    QVERIFY(!batch.runner.running());
  }

  void whereTheEngineHasNoRoomFilesWait()
  {
    engine::EngineConfig config;
    config.maxRequests = 2;
    Batch batch(config);
    batch.runner.add(Batch::files(40));
    QVERIFY(batch.finished.wait(30'000));
    QCOMPARE(batch.answers.size(), std::size_t{40});
    for (const BatchAnswer& answer : batch.answers)
      QVERIFY2(answer.problem.isEmpty(), qPrintable(answer.problem));
  }

  void aBoundedNumberIsUnderWay()
  {
    Batch batch;
    batch.holdUp();
    batch.runner.add(Batch::files(300));
    QTRY_COMPARE(batch.recognizer.underWay(), std::size_t{64});
    QVERIFY(batch.answers.empty());
    batch.gate.open();
    QVERIFY(batch.finished.wait());
    QCOMPARE(batch.answers.size(), std::size_t{300});
  }

  void nothingComesAfterCancelling()
  {
    Batch batch;
    batch.holdUp();
    batch.runner.add(Batch::files(300));
    QTRY_VERIFY(batch.recognizer.underWay() > 0);
    batch.runner.cancel();
    QVERIFY(!batch.runner.running());
    batch.gate.open();
    QTRY_COMPARE(batch.recognizer.underWay(), std::size_t{0});

    batch.runner.add(Batch::files(3)); // and it goes on with what comes later
    QVERIFY(batch.finished.wait());
    QCOMPARE(batch.answers.size(), std::size_t{3});
  }

  void aPausedOneFinishesWhatIsUnderWay()
  {
    Batch batch;
    batch.holdUp();
    batch.runner.add(Batch::files(300));
    QTRY_COMPARE(batch.recognizer.underWay(), std::size_t{64});
    batch.runner.pause();
    batch.gate.open();
    QTRY_COMPARE(batch.answers.size(), std::size_t{64});
    QVERIFY(batch.runner.running() && batch.finished.isEmpty());
    batch.runner.resume();
    QVERIFY(batch.finished.wait());
    QCOMPARE(batch.answers.size(), std::size_t{300});
  }

  void itMayGoWhileTheEngineWorks()
  {
    Batch batch;
    batch.holdUp();
    {
      BatchRunner runner(batch.recognizer);
      runner.add(Batch::files(100));
      QTRY_VERIFY(batch.recognizer.underWay() > 0);
    }
    batch.gate.open();
    QTRY_COMPARE(batch.recognizer.underWay(), std::size_t{0});
  }

  void rightAnswersAreJudgedAsEvalDoes()
  {
    const QTemporaryDir folder;
    std::vector<BatchFile> files;
    const std::vector<std::string> truths{"green", "red", ""};
    for (int i = 0; i < 3; ++i) {
      const auto png = image::encodePng(support::toyImage(1)).value();
      const std::string path = folder.filePath(QString::number(i)).toStdString();
      QVERIFY(base::writeFile(path, base::textOf(png)).has_value());
      files.push_back({i, path, truths[static_cast<std::size_t>(i)]});
    }
    Batch batch;
    batch.runner.add(std::move(files));
    QVERIFY(batch.finished.wait());
    for (const BatchAnswer& answer : batch.answers)
      QCOMPARE(answer.right, std::optional(answer.row == 0)); // not red, and no nothing
  }

  void wholeAnswersAreKept()
  {
    Batch batch;
    auto files = Batch::files(2);
    files[1].path = support::testFile("images/hostile/text.png").string();
    batch.runner.add(std::move(files));
    QVERIFY(batch.finished.wait());
    for (const BatchAnswer& answer : batch.answers) {
      const engine::Result kept = batch.runner.store()->read(answer.place);
      QCOMPARE(kept.has_value(), answer.row == 0);
      if (kept) {
        // All of it, and every bit, but for when it was.
        auto again =
            batch.recognizer.recognize(engine::EncodedImage{support::testBytes("images/seven-rgb.png")}).value();
        again.times = kept->times;
        again.timestamp = kept->timestamp;
        QCOMPARE(json::toJson(*kept).dump(), json::toJson(again).dump());
      } else
        QCOMPARE(QString::fromStdString(kept.error().message), answer.problem);
    }
    QVERIFY(!batch.runner.store()->read({}).has_value());
  }
};

QTEST_GUILESS_MAIN(BatchRunnerTest)
#include "BatchRunnerTest.moc"
