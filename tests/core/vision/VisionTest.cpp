#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <QtTest>

#include "core/vision/GlyphFinder.h"
#include "core/vision/Ink.h"
#include "core/vision/Normaliser.h"
#include "tests/support/TestFiles.h"

using namespace numeral;
using image::Image;

namespace {

const vision::GlyphOptions kOptions{28, false};

/// The one digit on the page: of the readings, the one of all pieces.
vision::Glyph onlyGlyph(const Image& image)
{
  const auto page = vision::findGlyphs(image, kOptions);
  std::size_t pieces = 0;
  for (const auto& glyph : page.glyphs)
    pieces = std::max(pieces, glyph.span.to);
  const auto whole = std::find_if(page.glyphs.begin(), page.glyphs.end(), [&](const vision::Glyph& glyph) {
    return glyph.span == vision::Span{0, 0, pieces};
  });
  if (whole == page.glyphs.end())
    qFatal("no glyph");
  return *whole;
}

double meanDifference(const Image& a, const Image& b)
{
  double sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i)
    sum += std::abs(double(a.pixels[i]) - b.pixels[i]);
  return sum / static_cast<double>(a.pixels.size());
}

void fill(Image& image, int left, int top, int width, int height, std::uint8_t tone)
{
  for (int y = top; y < top + height; ++y)
    for (int x = left; x < left + width; ++x)
      image.at(x, y) = tone;
}

/// Repeatable noise: a small linear congruential generator, ±amplitude.
void addNoise(Image& image, int amplitude)
{
  std::uint32_t state = 1;
  for (auto& value : image.pixels) {
    state = state * 1664525 + 1013904223;
    const int noise = static_cast<int>(state >> 16) % (2 * amplitude + 1) - amplitude;
    value = static_cast<std::uint8_t>(std::clamp(value + noise, 0, 255));
  }
}

} // namespace

class VisionTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void leavesAnMnistImageAsItIs_data()
  {
    QTest::addColumn<int>("digit");
    for (int digit = 0; digit < 10; ++digit)
      QTest::addRow("%d", digit) << digit;
  }
  void leavesAnMnistImageAsItIs()
  {
    // The images are in MNIST's form already, so normalising once more must change nothing.
    QFETCH(int, digit);
    const auto image = support::testImage("images/mnist-" + std::to_string(digit) + ".png");
    QCOMPARE(onlyGlyph(image).input, image);
  }

  void seesTheSameInkInEveryTone()
  {
    const auto dark = support::testImage("images/digit-4.png");
    const auto expected = onlyGlyph(dark);
    Image light = dark;
    Image faint = dark;
    Image coloured(dark.width, dark.height, 3);
    for (std::size_t i = 0; i < dark.pixels.size(); ++i) {
      light.pixels[i] = static_cast<std::uint8_t>(255 - dark.pixels[i]);
      faint.pixels[i] = static_cast<std::uint8_t>(180 + dark.pixels[i] / 5);
      coloured.pixels[3 * i] = coloured.pixels[3 * i + 1] = dark.pixels[i];
      coloured.pixels[3 * i + 2] = 255; // blue ink
    }
    QCOMPARE(onlyGlyph(light).input, expected.input);
    QVERIFY(meanDifference(onlyGlyph(faint).input, expected.input) < 2);
    QVERIFY(meanDifference(onlyGlyph(coloured).input, expected.input) < 2);
  }

  void seesTheSameInkAtEverySize()
  {
    const auto image = support::testImage("images/digit-4.png");
    const auto expected = onlyGlyph(image);
    for (const double scale : {0.5, 2.0, 6.0}) {
      const auto other = onlyGlyph(
          image::resize(image, static_cast<int>(image.width * scale), static_cast<int>(image.height * scale)));
      QVERIFY(meanDifference(other.input, expected.input) < 6);
      QVERIFY(std::abs(other.box.x / scale - expected.box.x) < 3);
      QVERIFY(std::abs(other.box.height / scale - expected.box.height) < 4);
    }
  }

  void findsNoInkOnABlankPage_data()
  {
    QTest::addColumn<int>("tone");
    QTest::addColumn<int>("noise");
    QTest::newRow("white") << 255 << 0;
    QTest::newRow("black") << 0 << 0;
    QTest::newRow("grey") << 130 << 0;
    QTest::newRow("faint noise") << 200 << 5;
    QTest::newRow("grain of a photograph") << 180 << 20;
  }
  void findsNoInkOnABlankPage()
  {
    QFETCH(int, tone);
    QFETCH(int, noise);
    for (const int side : {1, 2, 28, 300}) {
      Image image(side, side, 1, static_cast<std::uint8_t>(tone));
      if (noise > 0 && side >= 28)
        addNoise(image, noise);
      QVERIFY2(vision::findGlyphs(image, kOptions).glyphs.empty(), qPrintable(QString::number(side)));
    }
    QVERIFY(vision::findGlyphs(Image(), kOptions).glyphs.empty());
  }

  void dropsSpecks()
  {
    Image image(400, 400, 1, 255);
    fill(image, 180, 100, 30, 200, 0);
    const auto expected = onlyGlyph(image);
    fill(image, 20, 20, 3, 3, 0);
    fill(image, 380, 390, 4, 3, 60);
    const auto glyph = onlyGlyph(image);
    QCOMPARE(glyph.box, expected.box);
    QCOMPARE(glyph.input, expected.input);
  }

  void keepsInkThroughNoise()
  {
    Image image(200, 200, 1, 220);
    fill(image, 90, 40, 20, 120, 40);
    addNoise(image, 10);
    const auto glyph = onlyGlyph(image);
    QVERIFY(std::abs(glyph.box.x - 90) <= 2);
    QVERIFY(std::abs(glyph.box.height - 120) <= 4);
  }

  void normalisesAsMnistWas()
  {
    // A bar of 10 x 40: 5 x 20 after scaling, its centre of mass in the middle.
    Image ink(100, 100, 1, 0);
    fill(ink, 60, 30, 10, 40, 255);
    const auto input = vision::normalise(ink, {60, 30, 10, 40}, 28);
    Image expected(28, 28, 1, 0);
    fill(expected, 12, 4, 5, 20, 255); // its rows from 4 to 23 have their middle at 13.5
    QCOMPARE(input, expected);
  }

  void leavesTwoDigitsSideBySideTheirHeight_data()
  {
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("expectedWidth");
    QTest::addColumn<int>("expectedHeight");
    QTest::newRow("a wide digit") << 44 << 20 << 18;
    QTest::newRow("two narrow ones") << 48 << 24 << 20;
    QTest::newRow("two, narrowed") << 70 << 26 << 20;
    QTest::newRow("a line stays flat") << 400 << 26 << 4;
  }
  void leavesTwoDigitsSideBySideTheirHeight()
  {
    QFETCH(int, width);
    QFETCH(int, expectedWidth);
    QFETCH(int, expectedHeight);
    Image ink(width, 40, 1, 255);
    const auto input = vision::normalise(ink, {0, 0, static_cast<double>(width), 40}, 28);
    int columns = 0;
    int rows = 0;
    for (int i = 0; i < 28; ++i) {
      columns += input.at(i, 14) > 0 ? 1 : 0;
      rows += input.at(14, i) > 0 ? 1 : 0;
    }
    QCOMPARE(columns, expectedWidth);
    QCOMPARE(rows, expectedHeight);
  }

  void centresByMass()
  {
    // A heavy left half pulls the glyph to the right of where its box alone would be.
    Image ink(40, 40, 1, 0);
    fill(ink, 0, 0, 10, 40, 255);
    fill(ink, 10, 15, 30, 10, 255);
    const auto input = vision::normalise(ink, {0, 0, 40, 40}, 28);
    double mass = 0;
    double moment = 0;
    for (int y = 0; y < 28; ++y)
      for (int x = 0; x < 28; ++x) {
        mass += input.at(x, y);
        moment += input.at(x, y) * x;
      }
    QVERIFY(std::abs(moment / mass - 14) <= 0.5);
  }

  void servesOtherInputSizes()
  {
    const auto image = support::testImage("images/digit-8.png");
    const auto page = vision::findGlyphs(image, {56, true});
    QCOMPARE(page.glyphs.at(0).input.width, 56);
    QVERIFY(!page.steps.empty());
    for (const auto& step : page.steps)
      QVERIFY2(!step.image.empty(), step.name.c_str());
  }

  void bearsExtremeShapes()
  {
    for (const auto& [width, height] : {std::pair{10'000, 1}, {1, 10'000}, {3, 2}}) {
      Image image(width, height, 1, 255);
      image.at(width / 2, height / 2) = 0;
      static_cast<void>(vision::findGlyphs(image, kOptions));
    }
  }

  void measuresInk()
  {
    Image image(100, 100, 1, 200);
    fill(image, 40, 20, 20, 60, 50);
    const auto glyph = onlyGlyph(image);
    QVERIFY(std::abs(glyph.ink.contrast - 150 / 255.0) < 0.01);
    QVERIFY(std::abs(glyph.ink.aspect - 1 / 3.0) < 0.01);
    QVERIFY(std::abs(glyph.ink.share - 1) < 0.01);
  }
};

QTEST_APPLESS_MAIN(VisionTest)
#include "VisionTest.moc"
