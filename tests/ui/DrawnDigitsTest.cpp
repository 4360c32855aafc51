/// From pen to answer: drawn with the mouse in the real window, read by the shipped model.
#include <algorithm>

#include <QSlider>

#include "tests/ui/WindowFixture.h"
#include "ui/result/ClassBar.h"

using namespace numeral;
using namespace numeral::test;

class DrawnDigitsTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { m_digits = model::loadBundle(NUMERAL_MODELS "/digits", {}).value(); }

  void init() { failOnAnyWarning(); }

  void everyDigit_data()
  {
    QTest::addColumn<int>("digit");
    for (int digit = 0; digit < 10; ++digit)
      QTest::addRow("%d", digit) << digit;
  }

  void everyDigit()
  {
    QFETCH(const int, digit);
    WindowFixture fixture;
    fixture.model.becomeReady(m_digits);
    drawWithMouse(fixture.canvas(), digitOnPage(digit));
    QTRY_COMPARE(textOf(fixture.window, "answer"), QString::number(digit));
    QVERIFY(textOf(fixture.window, "verdict").startsWith(QStringLiteral("Read as %1,").arg(digit)));
    QVERIFY(textOf(fixture.window, "modelInputCaption").startsWith(QStringLiteral("28 × 28 pixels")));

    const auto bars = fixture.window.findChildren<ui::ClassBar*>();
    QCOMPARE(bars.size(), 10);
    const auto longest = std::max_element(bars.begin(), bars.end(),
                                          [](const auto* a, const auto* b) { return a->value() < b->value(); });
    QCOMPARE((*longest)->accessibleName(), QString::number(digit));
  }

  void theAnswerComesWhileWriting()
  {
    WindowFixture fixture;
    fixture.model.becomeReady(m_digits);
    ui::CanvasWidget& canvas = fixture.canvas();
    const strokes::Stroke one = digitOnPage(1).strokes.back();
    QTest::mousePress(&canvas, Qt::LeftButton, {}, canvas.toWidget(one.front()).toPoint());
    for (const strokes::Point point : one)
      QTest::mouseMove(&canvas, canvas.toWidget(point).toPoint());
    QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("1")); // the pen is still down
    QTest::mouseRelease(&canvas, Qt::LeftButton, {}, canvas.toWidget(one.back()).toPoint());
  }

  void undoRedoAndClearAskAgain()
  {
    WindowFixture fixture;
    fixture.model.becomeReady(m_digits);
    drawWithMouse(fixture.canvas(), digitOnPage(8));
    QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("8"));
    QTest::keySequence(&fixture.window, QKeySequence::Undo);
    QTRY_COMPARE(textOf(fixture.window, "verdict"), QStringLiteral("Nothing is written yet."));
    QTest::keySequence(&fixture.window, QKeySequence::Redo);
    QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("8"));
    QTest::keyClick(&fixture.window, Qt::Key_Delete);
    QTRY_COMPARE(textOf(fixture.window, "verdict"), QStringLiteral("Nothing is written yet."));
  }

  void thePenWidthKeysChangeTheDrawing()
  {
    WindowFixture fixture;
    fixture.model.becomeReady(m_digits);
    auto& slider = child<QSlider>(fixture.window, "penWidth");
    const int before = slider.value();
    QTest::keyClick(&fixture.window, Qt::Key_BracketRight);
    QVERIFY(slider.value() > before);
    QTest::keyClick(&fixture.window, Qt::Key_BracketLeft);
    QCOMPARE(slider.value(), before);
  }

  void theSizeOfTheWindowDoesNotMatter()
  {
    WindowFixture fixture;
    fixture.model.becomeReady(m_digits);
    std::vector<std::vector<float>> answers;
    auto& page = child<ui::DrawPage>(fixture.window, "drawPage");
    connect(&page, &ui::DrawPage::answered, this,
            [&](const engine::Recognition& answer) { answers.push_back(answer.items.front().probabilities); });
    page.document().replace(digitOnPage(8));
    QTRY_COMPARE(answers.size(), std::size_t{1});
    fixture.window.resize(1500, 1100);
    page.document().undoStack().undo();
    page.document().undoStack().redo();
    QTRY_COMPARE(answers.size(), std::size_t{2});
    QCOMPARE(answers[1], answers[0]);
  }

private:
  std::shared_ptr<const model::Bundle> m_digits;
};

QTEST_MAIN(DrawnDigitsTest)
#include "DrawnDigitsTest.moc"
