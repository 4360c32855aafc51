#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <string>
#include <vector>

#include <QTest>

#include "core/engine/LocalRecognizer.h"
#include "core/image/Codec.h"
#include "core/model/Bundle.h"
#include "core/model/Store.h"
#include "core/strokes/Rasteriser.h"
#include "core/training/Random.h"

#include "tests/support/TestFiles.h"

using namespace numeral;
using image::Image;
using model::Verdict;
using strokes::Drawing;
using training::Random;

namespace {

constexpr int kPage = 300;

Drawing drawnDigit(int digit)
{
  const auto bytes = support::testBytes("drawings/digit-" + std::to_string(digit) + ".json");
  return strokes::parseDrawing(base::textOf(bytes)).value();
}

Drawing turned(Drawing drawing, double degrees)
{
  const double angle = degrees * std::numbers::pi / 180;
  for (auto& stroke : drawing.strokes)
    for (auto& point : stroke)
      point = {point.x * std::cos(angle) - point.y * std::sin(angle),
               point.x * std::sin(angle) + point.y * std::cos(angle)};
  return drawing;
}

/// How much larger the drawing's larger side is than one unit.
double sideOf(const Drawing& drawing)
{
  double low = 1e9;
  double high = -1e9;
  for (const auto& stroke : drawing.strokes)
    for (const auto& point : stroke) {
      low = std::min(low, point.y);
      high = std::max(high, point.y);
    }
  return high - low;
}

Image pictureOf(const Drawing& drawing) { return strokes::rasterise(drawing).image; }

Image shrunk(const Image& picture, int larger)
{
  const double scale = static_cast<double>(larger) / std::max(picture.width, picture.height);
  return image::resize(picture, std::max(1, static_cast<int>(picture.width * scale)),
                       std::max(1, static_cast<int>(picture.height * scale)));
}

/// Lays the picture on a white page, its middle at the given place (0 to 1).
Image onPage(const Image& picture, double x, double y, int width = kPage, int height = kPage)
{
  Image page(width, height, 1, 255);
  const int left = static_cast<int>(x * (width - picture.width));
  const int top = static_cast<int>(y * (height - picture.height));
  for (int row = 0; row < picture.height; ++row)
    for (int column = 0; column < picture.width; ++column)
      page.at(left + column, top + row) = picture.at(column, row);
  return page;
}

/// White becomes `paper`, black `ink`.
Image toned(Image picture, int paper, int ink)
{
  for (auto& pixel : picture.pixels)
    pixel = static_cast<std::uint8_t>(ink + (paper - ink) * pixel / 255);
  return picture;
}

Image noisy(Image picture, int most)
{
  Random random(5);
  for (auto& pixel : picture.pixels)
    pixel = static_cast<std::uint8_t>(std::clamp(pixel + random.uniform(-most, most), 0.0, 255.0));
  return picture;
}

Image blurred(const Image& picture, int radius)
{
  Image result = picture;
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      int sum = 0;
      int count = 0;
      for (int v = std::max(0, y - radius); v <= std::min(picture.height - 1, y + radius); ++v)
        for (int u = std::max(0, x - radius); u <= std::min(picture.width - 1, x + radius); ++u, ++count)
          sum += picture.at(u, v);
      result.at(x, y) = static_cast<std::uint8_t>(sum / count);
    }
  return result;
}

/// Light falls off from one corner to the other.
Image shaded(Image picture)
{
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      const double light = 1 - 0.6 * (x + y) / (picture.width + picture.height);
      auto& tone = picture.at(x, y);
      tone = static_cast<std::uint8_t>(tone * light);
    }
  return picture;
}

/// Pale lines, as on squared paper.
Image squared(Image picture, int distance)
{
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x)
      if (x % distance < 2 || y % distance < 2) {
        auto& tone = picture.at(x, y);
        tone = std::min<std::uint8_t>(tone, 190);
      }
  return picture;
}

} // namespace

/// What people do to digits changes no answer, and what is no digit gets none. With the shipped model and drawings of
/// our own, so that it runs without data sets.
class HandwritingTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void staysItself_data();
  void staysItself();
  void readsNumbers();
  void callsNothingADigit_data();
  void callsNothingADigit();

private:
  engine::Recognition read(engine::Input input) { return m_recognizer->recognize(std::move(input)).value(); }

  model::Store m_store;
  std::unique_ptr<engine::LocalRecognizer> m_recognizer;
};

void HandwritingTest::initTestCase()
{
  const auto bundle = model::loadBundle(NUMERAL_MODELS "/digits", {.device = "cpu"});
  QVERIFY2(bundle.has_value(), bundle ? "" : bundle.error().message.c_str());
  m_store.put(*bundle);
  m_recognizer = std::make_unique<engine::LocalRecognizer>(m_store, engine::EngineConfig{});
}

void HandwritingTest::staysItself_data()
{
  QTest::addColumn<int>("digit");
  for (int digit = 0; digit < 10; ++digit)
    QTest::addRow("%d", digit) << digit;
}

void HandwritingTest::staysItself()
{
  QFETCH(int, digit);
  const auto drawing = drawnDigit(digit);
  const auto picture = pictureOf(drawing);
  const auto middle = onPage(picture, 0.5, 0.5);
  std::vector<std::pair<QString, engine::Input>> cases;
  for (int i = 0; i < 5; ++i)
    for (int j = 0; j < 5; ++j)
      cases.emplace_back(QString("place %1, %2").arg(i).arg(j), onPage(shrunk(picture, 150), i / 4.0, j / 4.0));
  for (const int size : {20, 28, 40, 64, 100, 160, 220, 280})
    cases.emplace_back(QString("size %1").arg(size), onPage(shrunk(picture, size), 0.5, 0.5));
  for (const double width : {0.03, 0.06, 0.09, 0.12, 0.16, 0.22}) {
    auto pen = drawing;
    pen.penWidth = width * sideOf(drawing);
    cases.emplace_back(QString("pen %1").arg(width), pen);
  }
  for (const auto& [paper, ink] : {std::pair{255, 0}, {0, 255}, {170, 60}, {70, 200}})
    cases.emplace_back(QString("paper %1").arg(paper), toned(middle, paper, ink));
  for (const double degrees : {-15, -8, 8, 15})
    cases.emplace_back(QString("turned %1").arg(degrees), turned(drawing, degrees));
  cases.emplace_back("blurred", blurred(middle, 5));
  cases.emplace_back("noisy", noisy(toned(middle, 200, 60), 40));
  cases.emplace_back("shaded", shaded(middle));
  cases.emplace_back("squared paper", squared(toned(onPage(shrunk(picture, 120), 0.5, 0.5), 240, 40), 37));
  cases.emplace_back("JPEG 30", engine::EncodedImage{image::encodeJpeg(toned(middle, 220, 40), 30).value()});
  for (auto& [name, input] : cases) {
    const auto answer = read(std::move(input));
    QVERIFY2(answer.label == std::to_string(digit),
             qPrintable(name + ": read as " + QString::fromStdString(answer.label.value_or("nothing"))));
  }
}

void HandwritingTest::readsNumbers()
{
  for (const std::string number : {"10", "27", "4096", "80153", "96472385"}) {
    Image row(static_cast<int>(number.size()) * 110 + 40, 180, 1, 255);
    for (std::size_t i = 0; i < number.size(); ++i) {
      const auto digit = shrunk(pictureOf(drawnDigit(number[i] - '0')), 120);
      const auto page =
          onPage(digit, static_cast<double>(i * 110 + 20) / (row.width - digit.width), 0.5, row.width, 180);
      for (std::size_t k = 0; k < row.pixels.size(); ++k)
        row.pixels[k] = std::min(row.pixels[k], page.pixels[k]);
    }
    const auto answer = read(row);
    QCOMPARE(answer.label.value_or("nothing"), number);
    QCOMPARE(answer.items.size(), number.size());
  }
}

void HandwritingTest::callsNothingADigit_data()
{
  QTest::addColumn<QString>("strokes");
  const auto letter = [](const char* name, const char* strokes) { QTest::addRow("%s", name) << strokes; };
  letter("A", "[[[0,10],[4,0],[8,10]],[[2,6],[6,6]]]");
  letter("E", "[[[6,0],[0,0],[0,10],[6,10]],[[0,5],[5,5]]]");
  letter("H", "[[[0,0],[0,10]],[[7,0],[7,10]],[[0,5],[7,5]]]");
  letter("K", "[[[0,0],[0,10]],[[6,0],[0,5],[6,10]]]");
  letter("M", "[[[0,10],[1,0],[5,6],[9,0],[10,10]]]");
  letter("N", "[[[0,10],[0,0],[7,10],[7,0]]]");
  letter("R", "[[[0,10],[0,0],[5,0],[6,3],[4,5],[0,5]],[[3,5],[6,10]]]");
  letter("W", "[[[0,0],[3,10],[5,4],[7,10],[10,0]]]");
  letter("X", "[[[0,0],[8,10]],[[8,0],[0,10]]]");
  letter("plus", "[[[5,0],[5,10]],[[0,5],[10,5]]]");
  letter("hash", "[[[3,0],[2,10]],[[7,0],[6,10]],[[0,3],[10,3]],[[0,7],[10,7]]]");
  letter("star", "[[[5,0],[5,10]],[[0,2],[10,8]],[[10,2],[0,8]]]");
  letter("dot", "[[[5,5]]]");
  letter("house", "[[[0,10],[0,4],[5,0],[10,4],[10,10],[0,10],[10,4],[0,4],[10,10]]]");
  letter("scribble", "[[[0,5],[1,0],[2,10],[3,0],[4,10],[5,0],[6,10],[7,0],[8,10],[9,0],[10,5]]]");
}

void HandwritingTest::callsNothingADigit()
{
  QFETCH(QString, strokes);
  const auto drawing = strokes::parseDrawing(("{\"strokes\":" + strokes + "}").toStdString()).value();
  const auto answer = read(drawing);
  QVERIFY2(answer.verdict != Verdict::Digit,
           qPrintable(
               QString("%1, %2").arg(QString::fromStdString(answer.label.value_or("nothing"))).arg(answer.confidence)));
  // … nor as a picture.
  QVERIFY(read(onPage(pictureOf(drawing), 0.5, 0.5)).verdict != Verdict::Digit);
}

QTEST_GUILESS_MAIN(HandwritingTest)
#include "HandwritingTest.moc"
