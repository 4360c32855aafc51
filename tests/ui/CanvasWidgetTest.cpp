#include <QPointingDevice>
#include <QTabletEvent>
#include <QTest>

#include "tests/ui/WindowFixture.h"

using namespace numeral;
using namespace numeral::test;
using ui::CanvasWidget;
using ui::DrawingDocument;

class CanvasWidgetTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init()
  {
    failOnAnyWarning();
    m_document = std::make_unique<DrawingDocument>();
    m_canvas = std::make_unique<CanvasWidget>(*m_document);
    m_canvas->resize(604, 454);
    m_canvas->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_canvas.get()));
  }
  void cleanup()
  {
    m_canvas.reset();
    m_document.reset();
  }

  void aClickIsADot()
  {
    QTest::mouseClick(m_canvas.get(), Qt::LeftButton, {}, at({200, 150}));
    QCOMPARE(strokeCount(), std::size_t{1});
    QCOMPARE(m_document->drawing().strokes[0].size(), std::size_t{1});
    QVERIFY(inked({200, 150}));
    QVERIFY(!inked({300, 150}));
  }

  void theOtherButtonsDoNotWrite()
  {
    QTest::mouseClick(m_canvas.get(), Qt::RightButton, {}, at({200, 150}));
    QVERIFY(m_document->empty());
  }

  void theStrokeStaysOnThePage()
  {
    QTest::mousePress(m_canvas.get(), Qt::LeftButton, {}, at({200, 150}));
    QTest::mouseMove(m_canvas.get(), at({200, 150}) + QPoint(2000, 2000));
    QTest::mouseRelease(m_canvas.get(), Qt::LeftButton, {}, at({200, 150}) + QPoint(2000, 2000));
    QCOMPARE(m_document->drawing().strokes[0].back(),
             (strokes::Point{DrawingDocument::kWidth, DrawingDocument::kHeight}));
  }

  void resizingLeavesTheDrawingAsItIs()
  {
    drawWithMouse(*m_canvas, digitOnPage(5));
    const strokes::Drawing before = m_document->drawing();
    m_canvas->resize(1208, 908);
    QCOMPARE(m_document->drawing(), before);
    QVERIFY(inked(before.strokes[0][0]));
    drawWithMouse(*m_canvas, {{{{10, 10}, {30, 30}}}, {}});
    const strokes::Point end = m_document->drawing().strokes.back().back();
    QVERIFY(std::abs(end.x - 30) < 1 && std::abs(end.y - 30) < 1);
  }

  void theEraserRemovesWhatItTouches()
  {
    drawWithMouse(*m_canvas, {{{{50, 50}, {50, 250}}, {{200, 50}, {200, 250}}}, {}});
    m_canvas->setEraser(true);
    drawWithMouse(*m_canvas, {{{{20, 150}, {80, 150}}}, {}});
    QCOMPARE(strokeCount(), std::size_t{1});
    QVERIFY(!inked({50, 150}));
    QVERIFY(inked({200, 150}));
  }

  void thePenOfATabletWritesAndTheMouseWaits()
  {
    tablet(QEvent::TabletPress, {100, 100});
    QTest::mousePress(m_canvas.get(), Qt::LeftButton, {}, at({300, 200}));
    QTest::mouseMove(m_canvas.get(), at({310, 210}));
    QTest::mouseRelease(m_canvas.get(), Qt::LeftButton, {}, at({310, 210}));
    tablet(QEvent::TabletMove, {150, 100});
    tablet(QEvent::TabletRelease, {150, 100});
    QCOMPARE(strokeCount(), std::size_t{1});
    QVERIFY(inked({125, 100}));
    QVERIFY(!inked({305, 205}));
  }

  void theOtherEndOfThePenErases()
  {
    tablet(QEvent::TabletPress, {100, 100});
    tablet(QEvent::TabletRelease, {150, 100});
    const auto rubber = QPointingDevice::PointerType::Eraser;
    tablet(QEvent::TabletPress, {120, 80}, rubber);
    tablet(QEvent::TabletMove, {120, 120}, rubber);
    tablet(QEvent::TabletRelease, {120, 120}, rubber);
    QVERIFY(m_document->empty());
    QVERIFY(!m_canvas->eraser());
  }

  void oneFingerWrites()
  {
    const std::unique_ptr<QPointingDevice> screen(QTest::createTouchDevice());
    QTest::touchEvent(m_canvas.get(), screen.get()).press(1, at({100, 100}));
    QTest::touchEvent(m_canvas.get(), screen.get()).move(1, at({150, 100})).press(2, at({300, 200}));
    QTest::touchEvent(m_canvas.get(), screen.get()).release(1, at({150, 100})).release(2, at({300, 200}));
    QCOMPARE(strokeCount(), std::size_t{1});
    QVERIFY(inked({125, 100}));
    QVERIFY(!inked({300, 200}));
  }

  void theKeysWrite()
  {
    key(Qt::Key_Right, 4); // the pen is up: nothing is written on the way
    QVERIFY(m_document->empty());
    key(Qt::Key_Space);
    key(Qt::Key_Down, 3);
    key(Qt::Key_Home);
    key(Qt::Key_Left, 1, Qt::ShiftModifier);
    QVERIFY(m_document->drawingStroke());
    key(Qt::Key_Space);
    const double step = CanvasWidget::kKeyStep;
    const strokes::Point start{DrawingDocument::kWidth / 2 + 4 * step, DrawingDocument::kHeight / 2};
    QCOMPARE(m_document->drawing().strokes,
             (std::vector<strokes::Stroke>{{start,
                                            {start.x, start.y + step},
                                            {start.x, start.y + 2 * step},
                                            {start.x, start.y + 3 * step},
                                            {start.x - step, start.y + 2 * step},
                                            {start.x - step - CanvasWidget::kSmallKeyStep, start.y + 2 * step}}}));
    m_document->undoStack().undo(); // one step
    QVERIFY(m_document->empty());
  }

  void theKeysStayOnThePage()
  {
    key(Qt::Key_Space);
    key(Qt::Key_PageUp, 100);
    key(Qt::Key_Space);
    const strokes::Point end = m_document->drawing().strokes[0].back();
    QVERIFY(end.x < DrawingDocument::kWidth && end.x > DrawingDocument::kWidth - 5 && end.y > 0 && end.y < 5);
    key(Qt::Key_Space, 2); // a dot, in the corner as well
    QCOMPARE(strokeCount(), std::size_t{2});
  }

  void theKeysErase()
  {
    drawWithMouse(*m_canvas, {{{{300, 50}, {300, 250}}, {{100, 50}, {100, 250}}}, {}});
    m_canvas->setEraser(true);
    key(Qt::Key_Space);
    key(Qt::Key_Right, 20);
    QCOMPARE(strokeCount(), std::size_t{1});
    key(Qt::Key_Space);
    m_document->undoStack().undo();
    QCOMPARE(strokeCount(), std::size_t{2});
  }

  void thePenOfTheKeysIsShownAndTold()
  {
    const QImage before = m_canvas->grab().toImage();
    key(Qt::Key_Up);
    const QImage up = m_canvas->grab().toImage();
    QVERIFY(before != up);
    QVERIFY2(m_canvas->accessibleDescription().startsWith(QStringLiteral("Pen up, 50 % from the left, 47 %")),
             qPrintable(m_canvas->accessibleDescription()));
    key(Qt::Key_Space);
    QVERIFY(m_canvas->grab().toImage() != up);
    QVERIFY(m_canvas->accessibleDescription().startsWith(QStringLiteral("Pen down")));
    m_document->clear();
    QVERIFY(m_canvas->accessibleDescription().startsWith(QStringLiteral("Pen up")));
  }

  void noStrokeOfTheKeysStaysOpen()
  {
    key(Qt::Key_Space);
    key(Qt::Key_Right, 3);
    QTest::mouseClick(m_canvas.get(), Qt::LeftButton, {}, at({20, 20})); // another device takes over
    QCOMPARE(strokeCount(), std::size_t{2});
    QVERIFY(!m_document->drawingStroke());

    key(Qt::Key_Space);
    key(Qt::Key_Down, 3);
    QFocusEvent away(QEvent::FocusOut);
    QCoreApplication::sendEvent(m_canvas.get(), &away);
    QCOMPARE(strokeCount(), std::size_t{3});
    QVERIFY(!m_document->drawingStroke());
    QTest::mousePress(m_canvas.get(), Qt::LeftButton, {}, at({50, 50}));
    key(Qt::Key_Space); // the hand with the mouse goes first
    QTest::mouseRelease(m_canvas.get(), Qt::LeftButton, {}, at({50, 90}));
    QCOMPARE(strokeCount(), std::size_t{4});
  }

  void theEmptyPageInvites()
  {
    const QImage empty = m_canvas->grab().toImage();
    m_document->beginStroke({1, 1});
    const QRect middle(m_canvas->rect().center() - QPoint(100, 20), QSize(200, 40));
    QVERIFY(m_canvas->grab().toImage().copy(middle) != empty.copy(middle));
  }

private:
  void key(Qt::Key key, int times = 1, Qt::KeyboardModifiers modifiers = {})
  {
    for (int i = 0; i < times; ++i)
      QTest::keyClick(m_canvas.get(), key, modifiers);
  }

  QPoint at(strokes::Point point) const { return m_canvas->toWidget(point).toPoint(); }
  std::size_t strokeCount() const { return m_document->drawing().strokes.size(); }

  /// Whether the canvas shows ink there.
  bool inked(strokes::Point point) const
  {
    const QPixmap picture = m_canvas->grab();
    const QPoint pixel = (m_canvas->toWidget(point) * picture.devicePixelRatio()).toPoint();
    return picture.toImage().pixelColor(pixel) == m_canvas->palette().color(QPalette::Text);
  }

  void tablet(QEvent::Type type, strokes::Point point,
              QPointingDevice::PointerType end = QPointingDevice::PointerType::Pen)
  {
    const QPointingDevice pen(QStringLiteral("pen"), 1, QInputDevice::DeviceType::Stylus, end,
                              QInputDevice::Capability::Position, 1, 1);
    const QPointF position = at(point);
    QTabletEvent event(type, &pen, position, m_canvas->mapToGlobal(position), 1, 0, 0, 0, 0, 0, {}, Qt::LeftButton,
                       Qt::LeftButton);
    QVERIFY(QCoreApplication::sendEvent(m_canvas.get(), &event));
    QVERIFY(event.isAccepted());
  }

  std::unique_ptr<DrawingDocument> m_document;
  std::unique_ptr<CanvasWidget> m_canvas;
};

QTEST_MAIN(CanvasWidgetTest)
#include "CanvasWidgetTest.moc"
