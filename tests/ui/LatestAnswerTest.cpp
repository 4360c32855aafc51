#include <memory>
#include <thread>

#include <QSignalSpy>
#include <QTest>

#include "ui/result/LatestAnswer.h"

using namespace numeral;

namespace {

/// Answers when and in which order the test says.
class SlowRecognizer final : public engine::Recognizer {
public:
  struct Question {
    engine::Done done;
    engine::Ticket ticket;
  };

  engine::Ticket submit(engine::Input, engine::Options options, engine::Done done) override
  {
    lastOptions = std::move(options);
    questions.push_back({std::move(done), {}});
    return questions.back().ticket;
  }

  /// On a thread of its own, as the engine does it.
  void answer(std::size_t question, engine::Result result)
  {
    std::thread([&] { questions[question].done(std::move(result)); }).join();
  }

  std::vector<Question> questions;
  engine::Options lastOptions;
};

engine::Result labelled(const char* label)
{
  engine::Recognition recognition;
  recognition.label = label;
  return recognition;
}

} // namespace

class LatestAnswerTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void theLatestWins()
  {
    SlowRecognizer recognizer;
    ui::LatestAnswer answer(recognizer);
    QStringList heard;
    connect(&answer, &ui::LatestAnswer::answered, this,
            [&](const engine::Recognition& recognition) { heard << QString::fromStdString(*recognition.label); });
    answer.ask(strokes::Drawing{});
    answer.ask(strokes::Drawing{});
    QVERIFY(recognizer.questions[0].ticket.cancelled());
    QVERIFY(!recognizer.questions[1].ticket.cancelled());
    recognizer.answer(1, labelled("new"));
    recognizer.answer(0, labelled("old"));
    QTRY_COMPARE(heard, QStringList{QStringLiteral("new")});
    QCoreApplication::processEvents();
    QCOMPARE(heard.size(), 1);
    QVERIFY(!answer.waiting());
  }

  void anOldAnswerThatWasPostedAlreadyIsNotHeard()
  {
    SlowRecognizer recognizer;
    ui::LatestAnswer answer(recognizer);
    QSignalSpy answered(&answer, &ui::LatestAnswer::answered);
    QSignalSpy failed(&answer, &ui::LatestAnswer::failed);
    answer.ask(strokes::Drawing{});
    recognizer.answer(0, labelled("old"));
    answer.forget();
    answer.ask(strokes::Drawing{});
    recognizer.answer(1, base::failure(base::ErrorCode::QueueFull, "Busy."));
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(answered.size(), 0);
  }

  void anAnswerAfterTheEndIsDropped()
  {
    SlowRecognizer recognizer;
    auto answer = std::make_unique<ui::LatestAnswer>(recognizer);
    answer->ask(strokes::Drawing{});
    answer->ask(strokes::Drawing{});
    recognizer.answer(1, labelled("posted, not delivered"));
    answer.reset();
    QVERIFY(recognizer.questions[1].ticket.cancelled());
    recognizer.answer(0, labelled("too late"));
    QCoreApplication::processEvents(); // a letter to the dead would crash here
  }

  void theWindowGoesFirst()
  {
    SlowRecognizer recognizer;
    ui::LatestAnswer answer(recognizer);
    answer.ask(strokes::Drawing{});
    QCOMPARE(recognizer.lastOptions.lane, engine::Lane::Interactive);
    QVERIFY(recognizer.lastOptions.keepInput);
  }
};

QTEST_GUILESS_MAIN(LatestAnswerTest)
#include "LatestAnswerTest.moc"
