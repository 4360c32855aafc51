/// Which detector rises for which traffic: digits written by code, through all of vision and the shipped model.
#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>

#include "core/engine/LocalRecognizer.h"
#include "core/model/Store.h"
#include "core/strokes/Rasteriser.h"
#include "core/training/DigitTemplates.h"
#include "core/training/ReferenceBuilder.h"
#include "core/training/ReferenceRun.h"
#include "monitoring/drift/DriftMonitor.h"

using namespace numeral;
using training::Random;

namespace {

using Items = std::vector<model::Item>;
using Lines = std::vector<strokes::Stroke>;

constexpr double kLarge = 0.25;
constexpr double kThinnest = strokes::kThinnestPenShare;
constexpr double kThickest = strokes::kThickestPenShare;
constexpr std::size_t kWindow = 500;
constexpr drift::WindowLimits kLimits{.glyphs = kWindow};

/// Another hand: turned, slanted, stretched. Templates are one unit high.
strokes::Drawing written(Lines lines, double pen, Random& random)
{
  const double angle = random.uniform(-8, 8) * std::numbers::pi / 180;
  const double slant = random.uniform(-0.2, 0.2);
  const double wide = random.uniform(0.8, 1.2);
  for (auto& line : lines)
    for (auto& [x, y] : line) {
      const double across = wide * x + slant * y;
      x = 100 * (across * std::cos(angle) - y * std::sin(angle));
      y = 100 * (across * std::sin(angle) + y * std::cos(angle));
    }
  return {std::move(lines), 100 * pen};
}

const std::vector<Lines> kLetters{
    {{{0, 1}, {0.4, 0}, {0.8, 1}}, {{0.2, 0.6}, {0.65, 0.6}}},            // A
    {{{0.7, 0}, {0, 0}, {0, 1}, {0.7, 1}}, {{0, 0.5}, {0.6, 0.5}}},       // E
    {{{0, 0}, {0, 1}}, {{0.7, 0}, {0.7, 1}}, {{0, 0.5}, {0.7, 0.5}}},     // H
    {{{0, 0}, {0, 1}}, {{0.7, 0}, {0, 0.55}}, {{0.15, 0.45}, {0.75, 1}}}, // K
    {{{0, 1}, {0.1, 0}, {0.5, 0.7}, {0.9, 0}, {1, 1}}},                   // M
    {{{0, 1}, {0, 0}, {0.7, 1}, {0.7, 0}}},                               // N
    {{{0, 0}, {0.25, 1}, {0.5, 0.3}, {0.75, 1}, {1, 0}}},                 // W
    {{{0, 0}, {0.8, 1}}, {{0.8, 0}, {0, 1}}},                             // X
};

class Traffic {
public:
  Traffic() : m_bundle(model::loadBundle(NUMERAL_MODELS "/digits", {.device = "cpu"}).value())
  {
    m_store.put(m_bundle);
  }

  const model::Bundle& bundle() const { return *m_bundle; }

  static image::Image digit(Random& random, std::optional<int> label = {}, std::optional<double> pen = {})
  {
    static const auto all = training::digitTemplates();
    const auto wanted = label.value_or(static_cast<int>(random.below(10)));
    std::vector<const training::LabelledDrawing*> same;
    for (const auto& one : all)
      if (one.label == wanted)
        same.push_back(&one);
    return drawn(same[random.below(same.size())]->drawing.strokes, pen, random);
  }

  static image::Image letter(Random& random) { return drawn(kLetters[random.below(kLetters.size())], {}, random); }

  /// The glyphs of so many pictures.
  Items read(std::size_t count, std::uint64_t seed, const std::function<image::Image(Random&)>& picture) const
  {
    engine::LocalRecognizer recognizer(m_store, {});
    std::vector<Items> answers(count);
    const auto done = training::recognizeAll(
        recognizer, count,
        [&](std::size_t index) {
          Random random(seed, index);
          return engine::Input(picture(random));
        },
        [&](std::size_t index, const engine::Recognition& answer) { answers[index] = answer.items; });
    Items items;
    for (std::size_t i = 0; i < answers.size(); ++i)
      if (const auto* item = model::sampleOf(answers[i], i))
        items.push_back(*item);
    return done ? items : Items();
  }

private:
  static image::Image drawn(const Lines& lines, std::optional<double> pen, Random& random)
  {
    const double width = random.uniform(kThinnest, kThickest);
    return strokes::rasterise(written(lines, pen.value_or(width), random)).image;
  }

  std::shared_ptr<const model::Bundle> m_bundle;
  model::Store m_store;
};

image::Image inverted(image::Image picture)
{
  for (auto& value : picture.pixels)
    value = static_cast<std::uint8_t>(255 - value);
  return picture;
}

image::Image turned(const image::Image& picture)
{
  image::Image result(picture.height, picture.width, 1);
  for (int y = 0; y < result.height; ++y)
    for (int x = 0; x < result.width; ++x)
      result.at(x, y) = picture.at(y, picture.height - 1 - x);
  return result;
}

/// Light grey on white.
image::Image pale(image::Image picture)
{
  for (auto& value : picture.pixels)
    value = static_cast<std::uint8_t>(255 - (255 - value) / 3);
  return picture;
}

} // namespace

class TrafficTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void usualTrafficRaisesNothing();
  void otherTrafficRaisesItsDetector_data();
  void otherTrafficRaisesItsDetector();

private:
  void give(drift::DriftMonitor& monitor, const model::Item& item) const;

  Traffic m_traffic;
  model::Bundle m_bundle; ///< the shipped model with a reference to what is written here
  Items m_usual;
};

void TrafficTest::initTestCase()
{
  const auto anyDigit = [](Random& random) { return Traffic::digit(random); };
  m_bundle.manifest = m_traffic.bundle().manifest;
  training::ReferenceBuilder builder(m_bundle.manifest);
  for (const auto& item : m_traffic.read(2500, 1, anyDigit))
    builder.add(item);
  m_bundle.reference = std::make_shared<const model::Reference>(builder.build({}).value());
  m_usual = m_traffic.read(2500, 2, anyDigit);
  QVERIFY(m_usual.size() > 2000);
}

void TrafficTest::give(drift::DriftMonitor& monitor, const model::Item& item) const
{
  engine::Recognition answer;
  answer.model = {m_bundle.manifest.name, m_bundle.manifest.version, m_bundle.manifest.task, m_bundle.manifest.classes};
  answer.items = {item};
  monitor.finished({}, answer);
}

void TrafficTest::usualTrafficRaisesNothing()
{
  Random random(3);
  for (int window = 0; window < 20; ++window) {
    drift::DriftMonitor monitor(kLimits);
    monitor.modelLoaded(m_bundle);
    for (std::size_t i = 0; i < kWindow; ++i)
      give(monitor, m_usual[random.below(m_usual.size())]);
    QCOMPARE(monitor.drift().front().scores.size(), 1 + model::kFeatures.size());
    const auto peak = monitor.peak();
    QVERIFY2(peak->psi < kLarge / 2, (peak->feature + " " + std::to_string(peak->psi)).c_str());
  }
}

void TrafficTest::otherTrafficRaisesItsDetector_data()
{
  using Picture = std::function<image::Image(Random&)>;
  QTest::addColumn<Picture>("picture");
  QTest::addColumn<QStringList>("rising"); ///< these at least; "" for none at all
  const auto row = [](const char* name, const Picture& picture, const QStringList& rising) {
    QTest::newRow(name) << picture << rising;
  };
  row("turned by 90 degrees", [](Random& random) { return turned(Traffic::digit(random)); },
      {"class", "confidence", "aspect"});
  row("thin pen", [](Random& random) { return Traffic::digit(random, {}, kThinnest); }, {"stroke_width"});
  row("only sevens", [](Random& random) { return Traffic::digit(random, 7); }, {"class"});
  row("letters", [](Random& random) { return Traffic::letter(random); }, {"class", "confidence"});
  row("pale ink", [](Random& random) { return pale(Traffic::digit(random)); }, {"contrast"});
  // Vision finds out which is the ink, so that nothing is left of it to be measured.
  row("inverted", [](Random& random) { return inverted(Traffic::digit(random)); }, {});
}

void TrafficTest::otherTrafficRaisesItsDetector()
{
  QFETCH(std::function<image::Image(Random&)>, picture);
  QFETCH(QStringList, rising);
  const auto items = m_traffic.read(kWindow, 4, picture);
  QVERIFY(!items.empty());
  drift::DriftMonitor monitor(kLimits);
  monitor.modelLoaded(m_bundle);
  for (std::size_t i = 0; i < kWindow; ++i)
    give(monitor, m_usual[i]);
  std::optional<std::size_t> firstAlarm;
  for (std::size_t i = 0; i < kWindow; ++i) {
    give(monitor, items[i % items.size()]);
    if (!firstAlarm && monitor.peak()->psi >= kLarge)
      firstAlarm = i + 1;
  }
  std::string words;
  QStringList risen;
  const auto drift = monitor.drift().front();
  for (const auto& score : drift.scores) {
    words += score.feature + " " + std::to_string(score.psi) + "  ";
    if (score.psi >= kLarge)
      risen << QString::fromStdString(score.feature);
  }
  qInfo("%sfirst above %.2f after %s glyphs", words.c_str(), kLarge,
        firstAlarm ? std::to_string(*firstAlarm).c_str() : "no");
  for (const auto& feature : rising)
    QVERIFY2(risen.contains(feature), qPrintable(feature));
  QCOMPARE(risen.isEmpty(), rising.isEmpty());
  QVERIFY(rising.isEmpty() || *firstAlarm <= kWindow / 2);
}

QTEST_GUILESS_MAIN(TrafficTest)
#include "TrafficTest.moc"
