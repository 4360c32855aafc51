/// The drawing page with the real model: numbers, boxes, steps, stages.
#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include "core/image/Codec.h"
#include "core/vision/GlyphFinder.h"
#include "tests/ui/WindowFixture.h"
#include "ui/canvas/Marks.h"
#include "ui/result/ClassBar.h"
#include "ui/result/ModelInputView.h"
#include "ui/result/StageWaterfall.h"
#include "ui/result/Words.h"
#include "ui/settings/Theme.h"
#include "ui/window/DrawPage.h"

using namespace numeral;
using namespace numeral::test;

namespace {

/// Two digits of tests/data beside one another.
strokes::Drawing numberOnPage(int left, int right)
{
  strokes::Drawing number;
  for (const auto& [digit, x] : {std::pair{left, 60.0}, std::pair{right, 220.0}}) {
    for (strokes::Stroke stroke : digitOnPage(digit).strokes) {
      for (strokes::Point& point : stroke)
        point = {x + (point.x - 110) * 0.7, 90 + (point.y - 40) * 0.7};
      number.strokes.push_back(std::move(stroke));
    }
  }
  return number;
}

QString testPath(const char* name) { return QString::fromStdString(support::testFile(name).string()); }

} // namespace

class DrawPageTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { m_digits = model::loadBundle(NUMERAL_MODELS "/digits", {}).value(); }
  void init() { failOnAnyWarning(); }

  void aNumberIsReadAndEachDigitCanBeChosen()
  {
    WindowFixture fixture;
    fixture.model.becomeReady(m_digits);
    drawWithMouse(fixture.canvas(), numberOnPage(4, 7));
    QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("47"));
    auto& glyphs = child<QListWidget>(fixture.window, "glyphs");
    QVERIFY(glyphs.isVisible());
    QCOMPARE(glyphs.count(), 2);
    QCOMPARE(glyphs.item(0)->text(), QStringLiteral("4"));
    QVERIFY(glyphs.item(1)->data(Qt::AccessibleTextRole).toString().startsWith(QStringLiteral("Read as 7")));

    const auto& four = child<ui::ClassBar>(fixture.window, "bar_4");
    const auto& seven = child<ui::ClassBar>(fixture.window, "bar_7");
    QVERIFY(four.value() > four.maximum() / 2);
    glyphs.setFocus();
    QTest::keyClick(&glyphs, Qt::Key_Right);
    QVERIFY(seven.value() > seven.maximum() / 2);
    QVERIFY(four.value() < four.maximum() / 2);

    fixture.trigger("actionClear");
    QVERIFY(!glyphs.isVisible());
  }

  void boxesStandAroundTheDigitsAndCanBeTurnedOff()
  {
    WindowFixture fixture;
    fixture.model.becomeReady(m_digits);
    drawWithMouse(fixture.canvas(), numberOnPage(4, 7));
    QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("47"));
    QTest::mouseMove(&fixture.window, {1, 1}); // no outline of the pen in the picture
    QCoreApplication::processEvents();
    const QImage boxed = fixture.canvas().grab().toImage();
    fixture.trigger("actionShowBoxes");
    const QImage plain = fixture.canvas().grab().toImage();
    QVERIFY(boxed != plain);
    // Where they differ lies around the digits and nowhere else.
    QRect changed;
    for (int y = 0; y < plain.height(); ++y)
      for (int x = 0; x < plain.width(); ++x)
        if (plain.pixel(x, y) != boxed.pixel(x, y))
          changed = changed.united(QRect(x, y, 1, 1));
    const QRect around = QRectF(fixture.canvas().toWidget({30, 40}), fixture.canvas().toWidget({380, 280})).toRect();
    QVERIFY2(around.contains(changed), qPrintable(QStringLiteral("%1,%2 to %3,%4")
                                                      .arg(changed.left())
                                                      .arg(changed.top())
                                                      .arg(changed.right())
                                                      .arg(changed.bottom())));
  }

  void marksTellWhatWasRead()
  {
    engine::Recognition recognition;
    recognition.model.classes = {"0", "1"};
    recognition.items.resize(3);
    recognition.items[0].box = vision::Box{1, 2, 3, 4};
    recognition.items[0].best = 1;
    recognition.items[1].box = vision::Box{10, 2, 3, 4};
    recognition.items[1].verdict = model::Verdict::NotADigit;
    const auto marks = ui::marksOf(recognition, 1); // the third has no place
    QCOMPARE(marks.size(), std::size_t{2});
    QCOMPARE(marks[0].label, QStringLiteral("1"));
    QCOMPARE(marks[0].box, QRectF(1, 2, 3, 4));
    QVERIFY(marks[0].sure && !marks[0].chosen);
    QCOMPARE(marks[1].label, QStringLiteral("?"));
    QVERIFY(!marks[1].sure && marks[1].chosen);
  }

  /// Yellow on white is next to nothing.
  void framesStandOutOnWhitePaper()
  {
    QImage paper(60, 60, QImage::Format_RGB32);
    paper.fill(Qt::white);
    {
      QPainter painter(&paper);
      ui::paintMarks(painter, {{.box = {20, 20, 20, 20}, .label = {}, .sure = true, .chosen = false}}, {},
                     ui::themePalette(ui::Theme::HighContrast));
    }
    int darkest = 255;
    for (int x = 0; x < 30; ++x)
      darkest = std::min(darkest, paper.pixelColor(x, 30).lightness());
    QVERIFY(darkest < 64);
  }

  void everyStepCanBeLookedAt()
  {
    WindowFixture fixture;
    fixture.model.becomeReady(m_digits);
    auto& page = child<ui::DrawPage>(fixture.window, "drawPage");
    page.open(testPath("images/seven-exif6.jpg"));
    QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("7"));
    auto& choice = child<QComboBox>(fixture.window, "seenChoice");
    auto& view = child<ui::ModelInputView>(fixture.window, "modelInput");
    QCOMPARE(view.accessibleDescription(), QStringLiteral("28 by 28 pixels"));

    const auto steps =
        vision::findGlyphs(image::decode(support::testBytes("images/seven-exif6.jpg")).value(), {28, true}).steps;
    QVERIFY(steps.size() >= 3);
    for (const vision::Step& step : steps) {
      const int row = choice.findData(QString::fromStdString(step.name));
      QVERIFY2(row > 0, step.name.c_str());
      choice.setCurrentIndex(row);
      QTRY_VERIFY2(view.accessibleDescription() != QStringLiteral("nothing yet") &&
                       view.accessibleDescription() != QStringLiteral("28 by 28 pixels"),
                   step.name.c_str());
      QVERIFY(!textOf(fixture.window, "modelInputCaption").isEmpty());
    }
    choice.setCurrentIndex(choice.findData(QStringLiteral("sheet")));
    QTRY_COMPARE(textOf(fixture.window, "modelInputCaption"), QStringLiteral("This step was not needed here."));
    choice.setCurrentIndex(0);
    QTRY_COMPARE(view.accessibleDescription(), QStringLiteral("28 by 28 pixels"));
  }

  void stagesAreShownInMilliseconds()
  {
    WindowFixture fixture;
    fixture.model.becomeReady(m_digits);
    auto& stages = child<ui::StageWaterfall>(fixture.window, "stages");
    QCOMPARE(stages.accessibleDescription(), QStringLiteral("no answer yet"));
    drawWithMouse(fixture.canvas(), digitOnPage(4));
    QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("4"));
    QVERIFY2(stages.accessibleDescription().contains(QStringLiteral("Model ")),
             qPrintable(stages.accessibleDescription()));
    QVERIFY(!stages.accessibleDescription().contains(QStringLiteral("Model 0.00 ms")));
    fixture.trigger("actionShowStages");
    QVERIFY(!stages.isVisible());
  }

  void anUnusualLineGetsAHint()
  {
    engine::Recognition recognition;
    recognition.items.resize(1);
    auto& item = recognition.items.front();
    item.box = vision::Box{0, 0, 10, 10};
    item.ink = {.share = 0.2, .contrast = 0.1, .aspect = 0.7, .stroke = 0.1};
    QVERIFY(ui::hint(recognition).isEmpty()); // it was read all the same
    item.verdict = model::Verdict::Unsure;
    QVERIFY(ui::hint(recognition).contains(QStringLiteral("faint")));
    item.ink.contrast = 1;
    QVERIFY(ui::hint(recognition).isEmpty());
    item.ink.aspect = 2;
    QVERIFY(ui::hint(recognition).contains(QStringLiteral("gap")));
    item.ink.aspect = 0.7;
    item.ink.stroke = 0.3;
    QVERIFY(ui::hint(recognition).contains(QStringLiteral("thick")));
    item.ink.stroke = 0.01;
    QVERIFY(ui::hint(recognition).contains(QStringLiteral("thin")));
  }

  /// Not at every move of the pen, which would never come to an end.
  void nothingBesideTheCanvasIsCutOff()
  {
    WindowFixture fixture;
    fixture.model.becomeReady(m_digits);
    const auto& panel = child<QWidget>(fixture.window, "resultPanel");
    const auto fits = [&panel] { return panel.width() <= panel.parentWidget()->width(); };
    QVERIFY2(fits(), qPrintable(QString::number(panel.width())));
    drawWithMouse(fixture.canvas(), digitOnPage(4));
    QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("4")); // what can be done now has changed its buttons
    QVERIFY2(fits(), qPrintable(QString::number(panel.width())));
    QCOMPARE(child<QToolButton>(fixture.window, "correctButton").text(), QStringLiteral("Keep"));
    QVERIFY(child<QLineEdit>(fixture.window, "correction").width() >= 80);
  }

  void aWrongAnswerCanBeCorrected()
  {
    WindowFixture fixture;
    fixture.model.becomeReady(m_digits);
    auto& text = child<QLineEdit>(fixture.window, "correction");
    QVERIFY(!text.isEnabled() && !child<QAction>(fixture.window, "actionNoDigit").isEnabled());
    drawWithMouse(fixture.canvas(), digitOnPage(4));
    QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("4"));
    QTest::keyClick(&fixture.window, Qt::Key_R, Qt::ControlModifier);
    QVERIFY(text.hasFocus());
    QTest::keyClicks(&text, QStringLiteral("x"));
    QTest::keyClick(&text, Qt::Key_Return);
    QVERIFY(fixture.corrections.given.empty());
    QCOMPARE(textOf(fixture.window, "correctionWords"), QStringLiteral("Only digits, rows parted by a space."));
    text.clear();
    QTest::keyClicks(&text, QStringLiteral("9"));
    QTest::keyClick(&text, Qt::Key_Return);
    QCOMPARE(fixture.corrections.given.size(), std::size_t{1});
    const ui::Correction given = fixture.corrections.given.front();
    QCOMPARE(given.record.label, std::optional<std::string>("9"));
    QCOMPARE(given.record.predicted, std::optional<std::string>("4"));
    QCOMPARE(given.record.model, std::string("digits"));
    QVERIFY(given.record.confidence.value_or(0) > 0.5 && !given.record.requestId.empty());
    QCOMPARE(given.classes.size(), std::size_t{10});
    QCOMPARE(strokes::parseDrawing(base::textOf(given.picture)).value(),
             child<ui::DrawPage>(fixture.window, "drawPage").document().drawing());
    Q_EMIT fixture.corrections.kept(given.record);
    QCOMPARE(textOf(fixture.window, "correctionWords"), QStringLiteral("Kept: it is 9."));

    fixture.trigger("actionNoDigit"); // the same drawing, thought over
    QVERIFY(!fixture.corrections.given.back().record.label);
    QCOMPARE(fixture.corrections.given.back().record.requestId, given.record.requestId);
    Q_EMIT fixture.corrections.failed({base::ErrorCode::Io, "The disk is full.", {}});
    QVERIFY(textOf(fixture.window, "inputNoticeWords").endsWith(QStringLiteral("is not kept. The disk is full.")));
  }

  void aNumberAndAnImageAreCorrectedAsTheyAre()
  {
    WindowFixture fixture;
    fixture.model.becomeReady(m_digits);
    child<ui::DrawPage>(fixture.window, "drawPage").open(testPath("images/digit-7.png"));
    QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("7"));
    auto& text = child<QLineEdit>(fixture.window, "correction");
    text.setText(QStringLiteral(" 314 27/8 "));
    child<QToolButton>(fixture.window, "correctButton").click();
    QCOMPARE(fixture.corrections.given.back().record.label, std::optional<std::string>("314\n27\n8"));
    QCOMPARE(fixture.corrections.given.back().picture, support::testBytes("images/digit-7.png"));
    Q_EMIT fixture.corrections.kept(fixture.corrections.given.back().record);
    QCOMPARE(textOf(fixture.window, "correctionWords"), QStringLiteral("Kept: it is 314 / 27 / 8."));

    drawAnother(fixture);
    QVERIFY(textOf(fixture.window, "correctionWords").isEmpty());
    fixture.trigger("actionNoDigit");
    QVERIFY(fixture.corrections.given.back().record.requestId != fixture.corrections.given.front().record.requestId);
    fixture.trigger("actionPageLog");
    QVERIFY(!child<QAction>(fixture.window, "actionNoDigit").isEnabled());
  }

  void whatIsDrawnOnThePageAppearsStrokeByStroke()
  {
    WindowFixture fixture;
    fixture.model.becomeReady(m_digits);
    auto& document = child<ui::DrawPage>(fixture.window, "drawPage").document();
    const auto& notice = child(fixture.window, "pageNotice");
    drawWithMouse(fixture.canvas(), digitOnPage(3));
    const strokes::Drawing own = document.drawing();

    Q_EMIT fixture.server.pageDrawing({{}, 280}); // somebody opened the page
    QCOMPARE(document.drawing(), own);
    const strokes::Drawing four =
        strokes::parseDrawing(base::textOf(support::testBytes("drawings/digit-4.json"))).value();
    strokes::Drawing growing;
    growing.penWidth = four.penWidth;
    for (const strokes::Stroke& stroke : four.strokes) {
      growing.strokes.push_back(stroke);
      Q_EMIT fixture.server.pageDrawing({growing, 280});
      QCOMPARE(document.drawing().strokes.size(), growing.strokes.size());
    }
    QVERIFY(notice.isVisible());
    QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("4"));
    // The sheet stands in the middle of the page.
    const strokes::Point first = four.strokes[0][0];
    const double scale = ui::DrawingDocument::kHeight / 280;
    QCOMPARE(document.drawing().strokes[0][0], (strokes::Point{50 + first.x * scale, first.y * scale}));

    fixture.trigger("actionUndo"); // one step, however many strokes came
    QCOMPARE(document.drawing(), own);
    QVERIFY(!notice.isVisible());
  }

  void anImageStaysWhenThePageIsCleared()
  {
    WindowFixture fixture;
    fixture.model.becomeReady(m_digits);
    Q_EMIT fixture.server.pageDrawing({{{{{1, 1}, {100, 100}}}, 20}, 280});
    child<ui::DrawPage>(fixture.window, "drawPage").open(testPath("images/digit-7.png"));
    QTRY_VERIFY(child(fixture.window, "imageView").isVisible());
    Q_EMIT fixture.server.pageDrawing({{}, 280});
    QVERIFY(child(fixture.window, "imageView").isVisible());
    Q_EMIT fixture.server.pageDrawing({{{{{1, 1}, {50, 50}}}, 20}, 280});
    QVERIFY(!child(fixture.window, "imageView").isVisible());
  }

  void whatWouldTakeLongToPaintIsNotFollowed()
  {
    ui::DrawingDocument document;
    const strokes::Stroke scribble(ui::DrawingDocument::kMostFollowed, strokes::Point{5, 5});
    document.follow({{scribble, {{1, 1}}}, 20}, 280);
    QVERIFY(document.empty());
    document.follow({{scribble}, 20}, 280);
    QVERIFY(!document.empty());
  }

  void whoDrawsHereIsNotDisturbed()
  {
    WindowFixture fixture;
    auto& document = child<ui::DrawPage>(fixture.window, "drawPage").document();
    const report::PageDrawing other{{{{{1, 1}, {100, 100}}}, 20}, 280};
    document.beginStroke({10, 10});
    Q_EMIT fixture.server.pageDrawing(other);
    document.endStroke();
    QCOMPARE(document.drawing().strokes.size(), std::size_t{1});
    QCOMPARE(document.drawing().strokes[0][0], (strokes::Point{10, 10}));

    Q_EMIT fixture.server.pageDrawing(other);
    QVERIFY(document.following());
    child<QPushButton>(fixture.window, "stopFollowing").click();
    QVERIFY(!child(fixture.window, "pageNotice").isVisible());
    document.setPenWidth(33); // whatever happens next, the notice is gone
    QVERIFY(!child(fixture.window, "pageNotice").isVisible());
    fixture.trigger("actionUndo");
    Q_EMIT fixture.server.pageDrawing(other);
    QVERIFY(!document.following());
  }

private:
  static void drawAnother(WindowFixture& fixture)
  {
    fixture.trigger("actionBack");
    drawWithMouse(fixture.canvas(), digitOnPage(2));
    QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("2"));
  }

  std::shared_ptr<const model::Bundle> m_digits;
};

QTEST_MAIN(DrawPageTest)
#include "DrawPageTest.moc"
