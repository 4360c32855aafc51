#include <array>
#include <cmath>
#include <string>

#include <QtTest>

#include "core/image/Codec.h"
#include "core/vision/GlyphFinder.h"
#include "tests/support/Painter.h"

using namespace numeral;
using image::Image;
using support::Look;

namespace {

constexpr int kSize = 28;

std::vector<vision::Glyph> glyphsOf(const Image& image) { return vision::findGlyphs(image, {kSize, false}).glyphs; }

double meanDifference(const Image& a, const Image& b)
{
  double sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i)
    sum += std::abs(double(a.pixels[i]) - b.pixels[i]);
  return sum / static_cast<double>(a.pixels.size());
}

/// What the model sees of each digit, drawn on clean paper.
const std::array<Image, 10>& cleanDigits()
{
  static const auto kDigits = [] {
    std::array<Image, 10> digits;
    for (int digit = 0; digit < 10; ++digit) {
      Image page(300, 300, 1);
      support::write(page, support::inkOf(digit, 180), 60, 60);
      const auto glyphs = glyphsOf(support::photograph(page, {}));
      if (glyphs.empty())
        qFatal("no glyph");
      // The whole digit is the widest of the readings.
      digits[static_cast<std::size_t>(digit)] =
          std::max_element(glyphs.begin(), glyphs.end(), [](const auto& a, const auto& b) {
            return a.box.width < b.box.width;
          })->input;
    }
    return digits;
  }();
  return kDigits;
}

/// Nothing is found but this digit (with parts of it as rivals at most), and the model would see what it sees of the
/// clean one.
QString complaint(const Image& picture, int digit, double most)
{
  const auto glyphs = glyphsOf(picture);
  std::size_t pieces = 0;
  for (const auto& glyph : glyphs) {
    pieces = std::max(pieces, glyph.span.to);
    if (glyph.span.line > 0)
      return QStringLiteral("several lines");
  }
  for (const auto& glyph : glyphs) {
    if (glyph.span.to - glyph.span.from != pieces)
      continue;
    std::size_t nearest = 0;
    for (std::size_t i = 1; i < cleanDigits().size(); ++i)
      if (meanDifference(glyph.input, cleanDigits()[i]) < meanDifference(glyph.input, cleanDigits()[nearest]))
        nearest = i;
    const double difference = meanDifference(glyph.input, cleanDigits()[static_cast<std::size_t>(digit)]);
    if (nearest != static_cast<std::size_t>(digit) || difference > most)
      return QStringLiteral("like a %1, difference %2").arg(nearest).arg(difference);
    return {};
  }
  return QStringLiteral("no reading of the whole, %1 glyphs").arg(glyphs.size());
}

Image pageWith(int digit, int side = 300, int height = 150)
{
  Image page(side, side, 1);
  support::write(page, support::inkOf(digit, height), (side - height) / 2, (side - height) / 2);
  return page;
}

void everyDigit()
{
  QTest::addColumn<int>("digit");
  for (int digit = 0; digit < 10; ++digit)
    QTest::addRow("%d", digit) << digit;
}

#define VERIFY_SEEN(picture, digit, most)                                                                              \
  do {                                                                                                                 \
    const QString wrong = complaint(picture, digit, most);                                                             \
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));                                                                      \
  } while (false)

double sharpShadow(double u, double v) { return u + 0.4 * v < 0.6 ? 0.5 : 1.0; }
double softShadow(double u, double v) { return 1 - 0.5 / (1 + std::exp(30 * (v + 0.2 * u - 0.5))); }
double vignette(double u, double v) { return 1 - 0.9 * ((u - 0.5) * (u - 0.5) + (v - 0.5) * (v - 0.5)); }
double gradient(double u, double) { return 0.5 + 0.5 * u; }

} // namespace

class RobustnessTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void costsOneGlyphWhereADigitIsPlain_data() { everyDigit(); }
  void costsOneGlyphWhereADigitIsPlain()
  {
    QFETCH(int, digit);
    if (digit != 4) // an open 4 may be an L and a 1
      QCOMPARE(glyphsOf(support::photograph(pageWith(digit), {})).size(), 1U);
  }

  void seesADigitAnywhere_data() { everyDigit(); }
  void seesADigitAnywhere()
  {
    QFETCH(int, digit);
    for (int place = 0; place < 25; ++place) {
      Image page(400, 400, 1);
      support::write(page, support::inkOf(digit, 160), 5 + place % 5 * 57, 5 + place / 5 * 57);
      VERIFY_SEEN(support::photograph(page, {}), digit, 3);
    }
  }

  void seesADigitAtEverySize_data() { everyDigit(); }
  void seesADigitAtEverySize()
  {
    QFETCH(int, digit);
    for (const int height : {24, 36, 50, 80, 130, 200, 400, 900})
      VERIFY_SEEN(support::photograph(pageWith(digit, 2 * height, height), {}), digit, 12);
  }

  void seesADigitOnEveryPaper_data() { everyDigit(); }
  void seesADigitOnEveryPaper()
  {
    QFETCH(int, digit);
    const auto page = pageWith(digit);
    VERIFY_SEEN(support::photograph(page, {30, 220, 4, {}}), digit, 10);  // chalk on a blackboard
    VERIFY_SEEN(support::photograph(page, {140, 60, 4, {}}), digit, 10);  // recycled paper
    VERIFY_SEEN(support::photograph(page, {230, 170, 4, {}}), digit, 12); // pencil
    VERIFY_SEEN(support::photograph(page, {0, 255, 0, {}}), digit, 3);    // a screen at night
  }

  void seesADigitInUnevenLight_data() { everyDigit(); }
  void seesADigitInUnevenLight()
  {
    QFETCH(int, digit);
    const auto page = pageWith(digit);
    for (const auto light : {sharpShadow, softShadow, vignette, gradient}) {
      VERIFY_SEEN(support::photograph(page, {220, 40, 3, light}), digit, 22);
      VERIFY_SEEN(support::photograph(page, {60, 220, 3, light}), digit, 22);
    }
  }

  void seesADigitInTheDark_data() { everyDigit(); }
  void seesADigitInTheDark()
  {
    QFETCH(int, digit);
    const auto page = pageWith(digit);
    VERIFY_SEEN(support::photograph(page, {60, 48, 1.5, gradient}), digit, 22);
    VERIFY_SEEN(support::photograph(page, {90, 66, 4, {}}), digit, 22);
  }

  void seesADigitOnRuledPaper_data() { everyDigit(); }
  void seesADigitOnRuledPaper()
  {
    QFETCH(int, digit);
    const auto page = pageWith(digit);
    for (const double tilt : {0.0, 0.1, -0.26})
      for (const bool squared : {false, true})
        VERIFY_SEEN(support::photograph(page, {230, 40, 2, {}, 55, squared, tilt}), digit, 12);
  }

  void seesADigitThroughNoiseBlurAndJpeg_data() { everyDigit(); }
  void seesADigitThroughNoiseBlurAndJpeg()
  {
    QFETCH(int, digit);
    const auto page = pageWith(digit);
    VERIFY_SEEN(support::photograph(page, {220, 40, 15, {}}), digit, 18);
    const auto blurred = image::resize(image::resize(support::photograph(page, {}), 40, 40), 300, 300);
    VERIFY_SEEN(blurred, digit, 18);
    for (const double noise : {0.0, 6.0}) {
      const auto jpeg = image::encodeJpeg(support::photograph(page, {220, 40, noise, {}}), 30).value();
      VERIFY_SEEN(image::decode(jpeg).value(), digit, 18);
    }
  }

  void findsNothingOnAPageWithoutInk_data()
  {
    QTest::addColumn<int>("light");
    QTest::addColumn<double>("noise");
    QTest::addColumn<bool>("squared");
    for (int light = 0; light < 5; ++light)
      for (const double noise : {0.0, 4.0, 12.0})
        if (light > 0 || noise > 0) // a shadow as sharp as a knife, without noise, is a drawing
          QTest::addRow("light %d, noise %g", light, noise) << light << noise << false;
    QTest::newRow("squared paper") << 4 << 3.0 << true;
  }
  void findsNothingOnAPageWithoutInk()
  {
    QFETCH(int, light);
    QFETCH(double, noise);
    QFETCH(bool, squared);
    const std::array<double (*)(double, double), 5> lights{sharpShadow, softShadow, vignette, gradient, nullptr};
    Look look{210, 0, noise, lights[static_cast<std::size_t>(light)]};
    look.pitch = squared ? 40 : 0;
    look.squared = squared;
    QCOMPARE(glyphsOf(support::photograph(Image(400, 300, 1), look)).size(), 0U);
  }
};

QTEST_GUILESS_MAIN(RobustnessTest)
#include "RobustnessTest.moc"
