#include "core/training/Photograph.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include <QtTest>

using namespace numeral;
using training::Paper;
using training::photograph;
using training::Random;

namespace {

constexpr int kHeight = 80;

/// An upright bar.
image::Image bar()
{
  image::Image ink(12, kHeight, 1);
  for (int y = 0; y < kHeight; ++y)
    for (int x = 2; x < 10; ++x)
      ink.at(x, y) = 255;
  return ink;
}

/// A sheet without anything drawn at random but the margins' place.
Paper plain()
{
  Paper paper;
  paper.tone = {0.8, 0.8};
  paper.contrast = {0.8, 0.8};
  paper.margin = {0.5, 0.5};
  return paper;
}

struct Effect {
  const char* name;
  std::function<void(Paper&)> add;
};

const std::vector<Effect> kEffects = {
    {"pencil", [](Paper& p) { p.pencil = 1; }},
    {"uneven", [](Paper& p) { p.uneven = 0.5; }},
    {"ruled",
     [](Paper& p) {
       p.ruled = 1, p.lines = {0.3, 0.3};
     }},
    {"squared",
     [](Paper& p) {
       p.squared = 1, p.lines = {0.3, 0.3};
     }},
    {"specks", [](Paper& p) { p.specks = 200; }},
    {"grain", [](Paper& p) { p.grain = 0.1; }},
    {"shade", [](Paper& p) { p.shade = 0.5; }},
    {"shadow", [](Paper& p) { p.shadow = 1; }},
    {"rotation", [](Paper& p) { p.rotation = 15; }},
    {"perspective", [](Paper& p) { p.perspective = 0.1; }},
    {"defocus", [](Paper& p) { p.defocus = 0.05; }},
    {"motion", [](Paper& p) { p.motion = 0.1; }},
    {"noise", [](Paper& p) { p.noise = 0.1; }},
    {"inverted", [](Paper& p) { p.inverted = 1; }},
    {"jpeg",
     [](Paper& p) {
       p.jpeg = {20, 20};
     }},
};

} // namespace

class PhotographTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void cleanPaperKeepsInkAsItIs()
  {
    Paper paper = *training::paperNamed("clean");
    paper.margin = {0.5, 0.5};
    const auto ink = bar();
    const auto picture = photograph(ink, kHeight, paper, Random(1));
    QCOMPARE(picture.channels, 1);
    QCOMPARE(picture.width, ink.width + kHeight);
    QCOMPARE(picture.height, 2 * kHeight);
    for (int y = 0; y < picture.height; ++y)
      for (int x = 0; x < picture.width; ++x) {
        const int inkX = x - kHeight / 2;
        const int inkY = y - kHeight / 2;
        const bool inside = inkX >= 0 && inkY >= 0 && inkX < ink.width && inkY < ink.height;
        QCOMPARE(int(picture.at(x, y)), inside ? 255 - ink.at(inkX, inkY) : 255);
      }
  }

  void dependsOnTheSeedAlone()
  {
    const Paper harsh = *training::paperNamed("harsh");
    const auto first = photograph(bar(), kHeight, harsh, Random(5));
    QCOMPARE(photograph(bar(), kHeight, harsh, Random(5)), first);
    QVERIFY(!(photograph(bar(), kHeight, harsh, Random(6)) == first));
  }

  void names()
  {
    QVERIFY(training::paperNamed("phone").has_value());
    QVERIFY(!training::paperNamed("papyrus").has_value());
  }

  void eachEffectShows_data()
  {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < kEffects.size(); ++i)
      QTest::newRow(kEffects[i].name) << int(i);
  }

  void eachEffectShows()
  {
    QFETCH(int, index);
    Paper paper = plain();
    const auto without = photograph(bar(), kHeight, paper, Random(2));
    kEffects[static_cast<std::size_t>(index)].add(paper);
    QVERIFY(!(photograph(bar(), kHeight, paper, Random(2)) == without));
  }

  void lightInkOnDarkGround()
  {
    Paper paper = plain();
    paper.inverted = 1;
    const auto picture = photograph(bar(), kHeight, paper, Random(3));
    QVERIFY(picture.at(0, 0) < 100);
    QVERIFY(picture.at(picture.width / 2, picture.height / 2) > 150);
  }

  /// What a network is trained on in grey is what files show in colour.
  void colourHasTheLuminanceOfGrey()
  {
    Paper paper = *training::paperNamed("phone");
    paper.noise = 0;
    paper.jpeg = {};
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      paper.colour = false;
      const auto gray = photograph(bar(), kHeight, paper, Random(seed));
      paper.colour = true;
      const auto colour = photograph(bar(), kHeight, paper, Random(seed));
      QCOMPARE(colour.channels, 3);
      const auto luminance = image::toGray(colour);
      QCOMPARE(luminance.pixels.size(), gray.pixels.size());
      for (std::size_t i = 0; i < gray.pixels.size(); ++i)
        QVERIFY(std::abs(int(gray.pixels[i]) - int(luminance.pixels[i])) <= 3);
    }
  }

  void tintsColour()
  {
    const auto coloured = [](double tint) {
      Paper paper = plain();
      paper.colour = true;
      paper.tint = tint;
      const auto picture = photograph(bar(), kHeight, paper, Random(8));
      return picture.at(0, 0, 0) != picture.at(0, 0, 2);
    };
    QVERIFY(!coloured(0));
    QVERIFY(coloured(1));
  }

  void inkOfOnePixel()
  {
    Paper harsh = *training::paperNamed("harsh");
    harsh.margin = {0, 0};
    for (std::uint64_t seed = 0; seed < 20; ++seed)
      QVERIFY(!photograph(image::Image(1, 1, 1, 255), 1, harsh, Random(seed)).empty());
  }
};

QTEST_GUILESS_MAIN(PhotographTest)
#include "PhotographTest.moc"
