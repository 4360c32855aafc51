#include <QSignalSpy>
#include <QTest>

#include "core/strokes/Rasteriser.h"
#include "ui/canvas/DrawingDocument.h"

using namespace numeral;
using ui::DrawingDocument;

namespace {

void addStroke(DrawingDocument& document, const strokes::Stroke& stroke)
{
  document.beginStroke(stroke.front());
  for (const strokes::Point point : stroke)
    document.extendStroke(point);
  document.endStroke();
}

using Strokes = std::vector<strokes::Stroke>;

const strokes::Stroke kLeft{{20, 20}, {20, 100}};
const strokes::Stroke kMiddle{{100, 20}, {100, 100}};
const strokes::Stroke kRight{{200, 20}, {200, 100}};

} // namespace

class DrawingDocumentTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void aDotIsAStroke()
  {
    DrawingDocument document;
    document.beginStroke({50, 60});
    document.endStroke();
    QCOMPARE(document.drawing().strokes, (Strokes{{{50, 60}}}));
  }

  void theRunningStrokeBelongsToTheDrawing()
  {
    DrawingDocument document;
    QSignalSpy growing(&document, &DrawingDocument::growing);
    QSignalSpy settled(&document, &DrawingDocument::settled);
    document.beginStroke({0, 0});
    document.extendStroke({10, 0});
    document.extendStroke({10, 0});
    QCOMPARE(document.drawing().strokes, (Strokes{{{0, 0}, {10, 0}}}));
    QCOMPARE(growing.size(), 2);
    QVERIFY(!document.undoStack().canUndo());
    document.endStroke();
    QCOMPARE(settled.size(), 1);
    QVERIFY(document.undoStack().canUndo());
  }

  void undoTakesBackOneStroke()
  {
    DrawingDocument document;
    addStroke(document, kLeft);
    addStroke(document, kRight);
    document.undoStack().undo();
    QCOMPARE(document.drawing().strokes, Strokes{kLeft});
    document.undoStack().redo();
    QCOMPARE(document.drawing().strokes, (Strokes{kLeft, kRight}));
  }

  void clearingCanBeTakenBack()
  {
    DrawingDocument document;
    addStroke(document, kLeft);
    addStroke(document, kRight);
    document.clear();
    QVERIFY(document.empty());
    document.undoStack().undo();
    QCOMPARE(document.drawing().strokes, (Strokes{kLeft, kRight}));
  }

  void clearingGivesUpTheRunningStroke()
  {
    DrawingDocument document;
    document.beginStroke({1, 1});
    document.clear();
    document.extendStroke({5, 5});
    document.endStroke();
    QVERIFY(document.empty());
  }

  void erasingRemovesWholeStrokesInOneStep()
  {
    DrawingDocument document;
    addStroke(document, kLeft);
    addStroke(document, kMiddle);
    addStroke(document, kRight);
    document.erase({80, 60}, {120, 60}, 8);
    document.erase({120, 60}, {220, 60}, 8);
    document.endErase();
    QCOMPARE(document.drawing().strokes, Strokes{kLeft});
    document.undoStack().undo();
    QCOMPARE(document.drawing().strokes, (Strokes{kLeft, kMiddle, kRight}));
  }

  void erasingBesideEverythingIsNoStep()
  {
    DrawingDocument document;
    addStroke(document, kLeft);
    document.erase({60, 60}, {70, 60}, 8);
    document.endErase();
    document.undoStack().undo();
    QVERIFY(document.empty());
  }

  void aDrawingOnThePageIsTakenAsItIs()
  {
    DrawingDocument document;
    const strokes::Drawing drawing{{kLeft, kRight}, 12.5};
    document.replace(drawing);
    QCOMPARE(document.drawing(), drawing);
    document.undoStack().undo();
    QVERIFY(document.empty());
    QCOMPARE(document.penWidth(), double(DrawingDocument::kDefaultPenWidth));
  }

  void aDrawingInOtherUnitsIsScaledOntoThePage()
  {
    DrawingDocument document;
    const strokes::Drawing large{{{{-1000, -1000}, {3000, 500}}}, 300.0};
    document.replace(large);
    const strokes::Drawing scaled = document.drawing();
    for (const strokes::Point point : scaled.strokes.front()) {
      QVERIFY(point.x >= 0 && point.x <= DrawingDocument::kWidth);
      QVERIFY(point.y >= 0 && point.y <= DrawingDocument::kHeight);
    }
    const image::Image before = strokes::rasterise(large).image;
    const image::Image after = strokes::rasterise(scaled).image;
    QCOMPARE(after.width, before.width);
    for (std::size_t i = 0; i < before.pixels.size(); ++i)
      QVERIFY(std::abs(int(before.pixels[i]) - int(after.pixels[i])) <= 1);
  }

  void aPenWithoutWidthIsTheRasterisers()
  {
    DrawingDocument document;
    document.replace({{kLeft}, {}});
    QCOMPARE(document.penWidth(), 80 * strokes::kDefaultPenShare);
  }

  void pointsAreBounded()
  {
    DrawingDocument document;
    strokes::Stroke scribble(strokes::kMaxPoints, {1, 1});
    document.replace({{scribble}, 4.0});
    document.beginStroke({5, 5});
    document.endStroke();
    QCOMPARE(document.drawing().strokes.size(), std::size_t{1});
  }

  void theHistoryHasAnEnd()
  {
    ui::DrawingDocument document;
    for (int i = 0; i < ui::DrawingDocument::kMostSteps + 10; ++i) {
      document.beginStroke({1, 1});
      document.endStroke();
    }
    QCOMPARE(document.undoStack().count(), ui::DrawingDocument::kMostSteps);
    QCOMPARE(document.drawing().strokes.size(), std::size_t{ui::DrawingDocument::kMostSteps + 10});
  }
};

QTEST_GUILESS_MAIN(DrawingDocumentTest)
#include "DrawingDocumentTest.moc"
