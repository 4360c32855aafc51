#include <algorithm>
#include <cmath>
#include <string>

#include <QtTest>

#include "core/strokes/Drawing.h"
#include "core/strokes/Rasteriser.h"
#include "tests/support/TestFiles.h"

using namespace numeral;
using strokes::Drawing;

namespace {

double inkOf(const image::Image& image)
{
  double ink = 0;
  for (const auto value : image.pixels)
    ink += (255 - value) / 255.0;
  return ink;
}

Drawing movedAndScaled(Drawing drawing, double scale, double dx, double dy)
{
  for (auto& stroke : drawing.strokes)
    for (auto& point : stroke)
      point = {point.x * scale + dx, point.y * scale + dy};
  if (drawing.penWidth)
    *drawing.penWidth *= scale;
  return drawing;
}

} // namespace

class StrokesTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void readsBackWhatItWrites()
  {
    const Drawing drawing{{{{1, 2}, {3.25, -4}}, {{0.1, 1e5}}}, 7.5};
    QCOMPARE(strokes::parseDrawing(strokes::toJson(drawing)).value(), drawing);
    QVERIFY(strokes::parseDrawing(R"({"strokes":[]})").value().empty());
    // Time or pressure behind y, and members of other programs, are no reason to refuse.
    QCOMPARE(strokes::parseDrawing(R"({"by":"x","strokes":[[[1,2,0.5],[3,4,0.6]]]})").value().strokes[0].size(), 2U);
  }

  void refusesWhatIsNoDrawing_data()
  {
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("word");
    QTest::newRow("nothing") << ""
                             << "JSON object";
    QTest::newRow("list") << "[]"
                          << "JSON object";
    QTest::newRow("no strokes") << "{}"
                                << "no list \"strokes\"";
    QTest::newRow("strokes are a number") << R"({"strokes":3})"
                                          << "no list \"strokes\"";
    QTest::newRow("empty stroke") << R"({"strokes":[[]]})"
                                  << "Stroke 1";
    QTest::newRow("one number") << R"({"strokes":[[[1,2]],[[1,2],[1]]]})"
                                << "Stroke 2, point 2";
    QTest::newRow("text") << R"({"strokes":[[["1",2]]]})"
                          << "Stroke 1, point 1";
    QTest::newRow("null") << R"({"strokes":[[[null,2]]]})"
                          << "Stroke 1, point 1";
    QTest::newRow("too far") << R"({"strokes":[[[1e7,2]]]})"
                             << "between";
    QTest::newRow("beyond doubles") << R"({"strokes":[[[1e999,2]]]})"
                                    << "JSON object";
    QTest::newRow("no pen") << R"({"strokes":[[[1,2]]],"pen_width":0})"
                            << "pen_width";
    QTest::newRow("deep") << R"({"strokes":)" + QString(1000, '[') + QString(1000, ']') + "}"
                          << "JSON object";
    QTest::newRow("many points") << R"({"strokes":[[)" + QString("[1,2],").repeated(100'001).chopped(1) + "]]}"
                                 << "100000";
  }
  void refusesWhatIsNoDrawing()
  {
    QFETCH(QString, json);
    QFETCH(QString, word);
    const auto drawing = strokes::parseDrawing(json.toStdString());
    QVERIFY(!drawing);
    QVERIFY2(QString::fromStdString(drawing.error().message).contains(word), drawing.error().message.c_str());
  }

  void givesOneImageWhateverSizeAndPlace()
  {
    const auto text = support::testBytes("drawings/digit-4.json");
    const auto drawing = strokes::parseDrawing(base::textOf(text)).value();
    const auto first = strokes::rasterise(drawing).image;
    for (const double scale : {0.01, 0.5, 3.0, 1000.0}) {
      const auto other = strokes::rasterise(movedAndScaled(drawing, scale, 17 * scale, -400 * scale)).image;
      QCOMPARE(other.width, first.width);
      QCOMPARE(other.height, first.height);
      double largest = 0;
      for (std::size_t i = 0; i < first.pixels.size(); ++i)
        largest = std::max(largest, std::abs(double(first.pixels[i]) - other.pixels[i]));
      QVERIFY2(largest <= 16, qPrintable(QString::number(largest))); // rounding to 1/256 pixel at edges
    }
  }

  void drawsPensAsWideAsTheyAre()
  {
    // A line of length 100 and width 10 with round ends: 100 * 10 + pi * 25 square units.
    const auto raster = strokes::rasterise({{{{0, 0}, {100, 0}}}, 10.0});
    const double area = inkOf(raster.image) / (raster.scale * raster.scale);
    QVERIFY2(std::abs(area - 1078.5) < 100 / raster.scale, qPrintable(QString::number(area))); // one pixel of width
  }

  void drawsADotAsADot()
  {
    for (const auto& drawing : {Drawing{{{{5, 5}}}, 4.0}, Drawing{{{{5, 5}, {5, 5}}}, 4.0}, Drawing{{{{5, 5}}}, {}}}) {
      const auto image = strokes::rasterise(drawing).image;
      QVERIFY(inkOf(image) > 10);
      QVERIFY(inkOf(image) < 0.8 * static_cast<double>(image.pixels.size()));
    }
  }

  void keepsPaperAllAround()
  {
    const auto image = strokes::rasterise({{{{0, 0}, {10, 30}, {-4, 12}}}, {}}).image;
    for (int x = 0; x < image.width; ++x)
      QVERIFY(image.at(x, 0) == 255 && image.at(x, image.height - 1) == 255);
    for (int y = 0; y < image.height; ++y)
      QVERIFY(image.at(0, y) == 255 && image.at(image.width - 1, y) == 255);
  }

  void staysSmallForExtremes()
  {
    for (const auto& drawing : {Drawing{{{{-1e6, -1e6}, {1e6, 1e6}}}, 1e6}, Drawing{{{{0, 0}, {1e6, 0}}}, 1e-6},
                                Drawing{{{{0, 0}, {1e-9, 0}}}, {}}, Drawing{{{{0, 0}, {5e-324, 5e-324}}}, {}},
                                Drawing{{{{1e6, -1e6}}}, 1e-300}, Drawing{{{{1e6, 1e6}, {1e6, 1e6 + 1e-6}}}, {}}}) {
      const auto image = strokes::rasterise(drawing).image;
      QVERIFY(image.width <= 400 && image.height <= 400);
      QVERIFY(inkOf(image) > 0);
    }
  }

  void leavesNothingForNothing() { QCOMPARE(inkOf(strokes::rasterise({}).image), 0.0); }
};

QTEST_APPLESS_MAIN(StrokesTest)
#include "StrokesTest.moc"
