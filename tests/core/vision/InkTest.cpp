#include <cmath>

#include <QtTest>

#include "core/vision/FaintInk.h"
#include "core/vision/NoiseBlobs.h"

using namespace numeral;
using image::Image;

namespace {

void fill(Image& ink, int left, int top, int width, int height, std::uint8_t tone)
{
  for (int y = top; y < top + height; ++y)
    for (int x = left; x < left + width; ++x)
      ink.at(x, y) = tone;
}

} // namespace

class InkTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void dropsBlobsOfNoiseAndKeepsStrokes()
  {
    Image ink(100, 100, 1);
    fill(ink, 10, 10, 3, 3, 90);  // strong enough, but too little
    fill(ink, 30, 10, 3, 40, 60); // a stroke
    fill(ink, 60, 10, 6, 40, 40); // much of it, but nowhere beyond the noise
    vision::dropNoiseBlobs(ink, 10);
    QCOMPARE(ink.at(11, 11), std::uint8_t{0});
    QCOMPARE(ink.at(31, 30), std::uint8_t{60});
    QCOMPARE(ink.at(62, 30), std::uint8_t{0});
  }

  void dropsFaintLinesThatRunOffTheImage()
  {
    Image ink(100, 100, 1);
    fill(ink, 0, 60, 100, 2, 80);  // a printed line
    fill(ink, 40, 20, 6, 60, 250); // a stroke across it …
    fill(ink, 46, 20, 2, 60, 90);  // … with a soft rim
    const auto left = vision::dropFaintInk(ink);
    QCOMPARE(left.at(10, 60), std::uint8_t{0});
    QCOMPARE(left.at(90, 60), std::uint8_t{0});
    QCOMPARE(left.at(43, 60), std::uint8_t{250});
    QCOMPARE(left.at(46, 30), std::uint8_t{90});
  }

  void keepsFaintInkInsideTheImage()
  {
    Image ink(100, 100, 1);
    fill(ink, 20, 20, 6, 60, 250);
    fill(ink, 60, 20, 6, 60, 80); // another pen
    QCOMPARE(vision::dropFaintInk(ink).pixels, ink.pixels);
    fill(ink, 0, 50, 100, 4, 250); // strong ink that runs off is no reason either
    QCOMPARE(vision::dropFaintInk(ink).pixels, ink.pixels);
  }
};

QTEST_GUILESS_MAIN(InkTest)
#include "InkTest.moc"
