#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <QtTest>

#include "core/vision/GlyphFinder.h"
#include "tests/support/Painter.h"

using namespace numeral;
using image::Image;
using vision::Glyph;

namespace {

std::vector<Glyph> glyphsOf(const Image& image) { return vision::findGlyphs(image, {28, false}).glyphs; }

/// The readings that leave out every cut: of the glyphs that begin at a piece the longest, one after another.
std::vector<Glyph> coarsest(const std::vector<Glyph>& glyphs)
{
  std::vector<Glyph> chosen;
  for (const auto& glyph : glyphs) {
    if (chosen.empty() || chosen.back().span.line != glyph.span.line || chosen.back().span.to <= glyph.span.from)
      chosen.push_back(glyph);
    else if (chosen.back().span.from == glyph.span.from)
      chosen.back() = glyph;
  }
  return chosen;
}

Image turn(const Image& page, double degrees)
{
  const double sine = std::sin(degrees * 3.14159265 / 180);
  const double cosine = std::cos(degrees * 3.14159265 / 180);
  Image turned(page.width, page.height, 1);
  for (int y = 0; y < page.height; ++y)
    for (int x = 0; x < page.width; ++x) {
      const double dx = x - page.width / 2.0;
      const double dy = y - page.height / 2.0;
      const int fromX = static_cast<int>(std::lround(page.width / 2.0 + cosine * dx + sine * dy));
      const int fromY = static_cast<int>(std::lround(page.height / 2.0 - sine * dx + cosine * dy));
      if (fromX >= 0 && fromX < page.width && fromY >= 0 && fromY < page.height)
        turned.at(x, y) = page.at(fromX, fromY);
    }
  return turned;
}

/// The page on a dark table, seen at an angle and not from straight above.
Image onTable(const Image& page, double degrees)
{
  const double sine = std::sin(degrees * 3.14159265 / 180);
  const double cosine = std::cos(degrees * 3.14159265 / 180);
  constexpr double kFarther = 0.0002; // what is farther up is smaller
  constexpr double kRoom = 1.6;
  Image photograph(static_cast<int>(kRoom * page.width), static_cast<int>(kRoom * page.height), 1, 70);
  for (int y = 0; y < photograph.height; ++y)
    for (int x = 0; x < photograph.width; ++x) {
      const double dx = x - photograph.width / 2.0;
      const double dy = y - photograph.height / 2.0;
      const double away = 1 / (1 + kFarther * dy);
      const auto fromX = std::lround(page.width / 2.0 + away * (cosine * dx + sine * dy));
      const auto fromY = std::lround(page.height / 2.0 + away * (cosine * dy - sine * dx));
      if (fromX >= 0 && fromX < page.width && fromY >= 0 && fromY < page.height)
        photograph.at(x, y) = page.at(static_cast<int>(fromX), static_cast<int>(fromY));
    }
  return photograph;
}

} // namespace

class WritingTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void straightensASheetOnATable_data()
  {
    QTest::addColumn<double>("degrees");
    for (const double degrees : {0.0, 8.0, 15.0, -15.0})
      QTest::addRow("%g degrees", degrees) << degrees;
  }
  void straightensASheetOnATable()
  {
    QFETCH(double, degrees);
    Image page(600, 400, 1);
    for (int i = 0; i < 4; ++i) {
      support::write(page, support::inkOf(i, 90), 60 + 120 * i, 60);
      support::write(page, support::inkOf(i + 3, 90), 60 + 120 * i, 240);
    }
    const auto paper = support::photograph(page, {225, 40, 2});
    const auto straight = coarsest(glyphsOf(paper));
    const auto photograph = onTable(paper, degrees);
    const auto found = coarsest(glyphsOf(photograph));
    QCOMPARE(straight.size(), 8U);
    QCOMPARE(found.size(), straight.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      QCOMPARE(found[i].span.line, straight[i].span.line);
      double difference = 0;
      for (std::size_t k = 0; k < found[i].input.pixels.size(); ++k)
        difference += std::abs(double(found[i].input.pixels[k]) - straight[i].input.pixels[k]);
      difference /= static_cast<double>(found[i].input.pixels.size());
      QVERIFY2(difference < 16, qPrintable(QString("%1: %2").arg(i).arg(difference))); // as one turned by 5 degrees
      const auto& box = found[i].box; // in the photograph, with dark ink somewhere in it
      QVERIFY(box.x > 0 && box.x + box.width < photograph.width && box.width < 200);
      const auto middle = static_cast<int>(box.y + box.height / 2);
      int darkest = 255;
      for (int x = static_cast<int>(box.x); x < static_cast<int>(box.x + box.width); ++x)
        darkest = std::min<int>(darkest, photograph.at(x, middle));
      QVERIFY(darkest < 130);
    }
  }

  void takesNoWritingForASheet()
  {
    // A white 1 as broad as a door, on black, and a picture of which shadow covers two sides.
    Image one(300, 300, 1);
    for (int y = 30; y < 270; ++y)
      for (int x = 90; x < 210; ++x)
        one.at(x, y) = 255;
    QCOMPARE(glyphsOf(one).size(), 1U);
    Image page(400, 300, 1);
    support::write(page, support::inkOf(5, 120), 60, 60);
    support::write(page, support::inkOf(3, 120), 250, 60);
    const auto shadow = [](double u, double v) { return u > 0.5 || v > 0.8 ? 0.5 : 1.0; };
    QCOMPARE(coarsest(glyphsOf(support::photograph(page, {220, 30, 2, shadow}))).size(), 2U);
  }

  void findsEveryDigitInOrder_data()
  {
    QTest::addColumn<QString>("digits");
    for (const char* digits : {"12", "305", "7777", "60219", "835146", "1111111", "98765432"})
      QTest::newRow(digits) << digits;
  }
  void findsEveryDigitInOrder()
  {
    QFETCH(QString, digits);
    for (const int height : {30, 80, 160}) {
      const auto page = support::writeLine(digits.toStdString(), height, height / 4);
      for (const double noise : {0.0, 5.0}) {
        const auto glyphs = coarsest(glyphsOf(support::photograph(page, {225, 40, noise, {}})));
        QCOMPARE(glyphs.size(), std::size_t(digits.size()));
        for (std::size_t i = 0; i < glyphs.size(); ++i) {
          QCOMPARE(glyphs[i].span.line, 0U);
          QVERIFY(i == 0 || glyphs[i].span.from == glyphs[i - 1].span.to);
          QVERIFY(i == 0 || glyphs[i].box.x > glyphs[i - 1].box.x);
          QVERIFY(std::abs(glyphs[i].box.height - height) < 0.1 * height + 3);
        }
      }
    }
  }

  void offersTouchingDigitsBothWays_data()
  {
    QTest::addColumn<QString>("digits");
    for (const char* digits : {"00", "35", "88", "69", "50"})
      QTest::newRow(digits) << digits;
  }
  void offersTouchingDigitsBothWays()
  {
    QFETCH(QString, digits);
    const int height = 120;
    const int first = support::inkOf(digits[0].digitValue(), height).width;
    const auto page = support::writeLine(digits.toStdString(), height, -4);
    const auto glyphs = glyphsOf(support::photograph(page, {}));
    const auto has = [&](double left, double right) {
      return std::any_of(glyphs.begin(), glyphs.end(), [&](const Glyph& glyph) {
        return std::abs(glyph.box.x - left) < 12 && std::abs(glyph.box.x + glyph.box.width - right) < 12;
      });
    };
    const double end = page.width - height;
    QVERIFY2(has(height, height + first), "the left digit");
    QVERIFY2(has(height + first - 4, end), "the right digit");
    QVERIFY2(has(height, end), "both as one");
  }

  void keepsPartsOfADigitTogether()
  {
    // A bar through a 7, a dot in a 0, a roof that misses its 5, a stroke that broke.
    const auto rectangle = [](Image& page, int left, int top, int width, int height) {
      support::write(page, Image(width, height, 1, 255), left, top);
    };
    Image zero(300, 300, 1);
    support::write(zero, support::inkOf(0, 160), 80, 70);
    rectangle(zero, 80 + support::inkOf(0, 160).width / 2 - 6, 144, 12, 12);
    Image roof(300, 300, 1);
    rectangle(roof, 110, 60, 90, 16);
    rectangle(roof, 105, 90, 16, 50);
    rectangle(roof, 105, 125, 80, 16);
    rectangle(roof, 170, 125, 16, 100);
    rectangle(roof, 105, 210, 80, 16);
    Image broken(300, 300, 1);
    support::write(broken, support::inkOf(8, 160), 90, 70);
    for (int y = 120; y < 124; ++y)
      std::fill_n(&broken.at(0, y), broken.width, std::uint8_t{0});
    for (const auto* page : {&zero, &roof, &broken})
      QCOMPARE(glyphsOf(support::photograph(*page, {})).size(), 1U);
  }

  void readsRowsFromTheTop()
  {
    Image page(600, 500, 1);
    const std::vector<std::string> rows{"123", "4567", "89"};
    for (std::size_t row = 0; row < rows.size(); ++row)
      for (std::size_t i = 0; i < rows[row].size(); ++i) // sinking to the right
        support::write(page, support::inkOf(rows[row][i] - '0', 80 + 10 * static_cast<int>(i % 2)),
                       50 + 120 * static_cast<int>(i), 30 + 150 * static_cast<int>(row) + 12 * static_cast<int>(i));
    const auto glyphs = coarsest(glyphsOf(support::photograph(page, {230, 30, 3, {}})));
    QCOMPARE(glyphs.size(), 9U);
    const std::vector<std::size_t> lines{0, 0, 0, 1, 1, 1, 1, 2, 2};
    for (std::size_t i = 0; i < glyphs.size(); ++i)
      QCOMPARE(glyphs[i].span.line, lines[i]);
  }

  void readsASheetAtAnAngle_data()
  {
    QTest::addColumn<double>("degrees");
    for (const double degrees : {-15.0, -8.0, 8.0, 15.0})
      QTest::addRow("%g", degrees) << degrees;
  }
  void readsASheetAtAnAngle()
  {
    QFETCH(double, degrees);
    Image sheet(900, 700, 1);
    support::write(sheet, support::writeLine("250386", 80, 25), 50, 150);
    support::write(sheet, support::writeLine("835602", 80, 25), 50, 290);
    const auto glyphs = coarsest(glyphsOf(support::photograph(turn(sheet, degrees), {230, 40, 3, {}})));
    QCOMPARE(glyphs.size(), 12U);
    for (std::size_t i = 0; i < glyphs.size(); ++i) {
      QCOMPARE(glyphs[i].span.line, i / 6);
      QVERIFY(glyphs[i].box.width < 140 && glyphs[i].box.height < 140);
      QVERIFY(i % 6 == 0 || glyphs[i].box.x > glyphs[i - 1].box.x);
    }
  }

  void staysWithinARequest()
  {
    // A page of more digits than one request may have rivals: none are proposed.
    Image page(1600, 1200, 1);
    for (int row = 0; row < 14; ++row)
      for (int column = 0; column < 18; ++column)
        support::write(page, support::inkOf((row + column) % 10, 50), 20 + 85 * column, 20 + 82 * row);
    const auto glyphs = glyphsOf(support::photograph(page, {}));
    QCOMPARE(glyphs.size(), 252U);
  }
};

QTEST_GUILESS_MAIN(WritingTest)
#include "WritingTest.moc"
