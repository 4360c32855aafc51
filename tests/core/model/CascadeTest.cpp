/// A model that holds two: who is asked, what is answered, and what a folder with two networks must be like.
#include <filesystem>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/Files.h"
#include "core/base/Sha256.h"
#include "core/model/CascadeModel.h"
#include "core/training/Cascade.h"
#include "tests/support/TestFiles.h"
#include "tests/support/ToyModel.h"

using namespace numeral;
namespace fs = std::filesystem;

namespace {

const fs::path kShipped = NUMERAL_MODELS "/digits";

/// One pixel, three classes: the given logits, times the pixel.
class Fixed final : public model::Model {
public:
  explicit Fixed(std::vector<float> logits) : m_logits(std::move(logits)) {}

  model::Shape input() const override { return {1, 1, 1}; }
  std::size_t outputs() const override { return 3; }
  base::Expected<void> forward(std::span<const float> batch, std::size_t count, std::span<float> logits) const override
  {
    batches.push_back(count);
    if (failing)
      return base::failure(base::ErrorCode::Internal, "It is broken.");
    for (std::size_t i = 0; i < count * 3; ++i)
      logits[i] = m_logits[i % 3] * batch[i / 3];
    return {};
  }

  mutable std::vector<std::size_t> batches;
  bool failing = false;

private:
  std::vector<float> m_logits;
};

base::Bytes bytesOf(const fs::path& path) { return base::readFile(path, 1u << 30).value(); }

/// The shipped model's first network alone, which may be half of a cascade, in a folder of its own.
std::shared_ptr<const model::Bundle> singleIn(const fs::path& folder)
{
  const fs::path shipped = kShipped;
  auto manifest = model::parseManifest(std::string(base::textOf(bytesOf(shipped / "manifest.json")))).value();
  manifest.second.reset();
  if (!base::writeFile(folder / "model.pt", base::textOf(bytesOf(shipped / manifest.file))) ||
      !base::writeFile(folder / "manifest.json", model::toJson(manifest)))
    qFatal("The model cannot be written to %s.", folder.c_str());
  return model::loadBundle(folder, {"cpu"}).value();
}

} // namespace

class CascadeTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void onlyTheDoubtfulCostBoth()
  {
    const auto first = std::make_shared<Fixed>(std::vector{8.F, 0.F, 0.F});
    const auto second = std::make_shared<Fixed>(std::vector{0.F, 4.F, 0.F});
    const model::CascadeModel cascade(first, second, 0.95);
    std::vector<float> logits(12);
    // 8 is sure (0.999), 0.8 is not (0.11 for each of the others).
    QVERIFY(cascade.forward(std::vector{1.F, 0.1F, 1.F, 0.2F}, 4, logits));
    QCOMPARE(logits, (std::vector<float>{8, 0, 0, 0, 0.4F, 0, 8, 0, 0, 0, 0.8F, 0}));
    QCOMPARE(first->batches, std::vector<std::size_t>{4});
    QCOMPARE(second->batches, std::vector<std::size_t>{2});

    logits.resize(3);
    QVERIFY(cascade.forward(std::vector{1.F}, 1, logits));
    QCOMPARE(second->batches.size(), std::size_t{1}); // nobody was in doubt
  }

  void withOneEverybodyIsAsked()
  {
    const auto second = std::make_shared<Fixed>(std::vector{0.F, 4.F, 0.F});
    const model::CascadeModel cascade(std::make_shared<Fixed>(std::vector{80.F, 0.F, 0.F}), second, 1);
    std::vector<float> logits(3);
    QVERIFY(cascade.forward(std::vector{1.F}, 1, logits)); // as sure as a float can be
    QCOMPARE(logits, (std::vector<float>{0, 4, 0}));
  }

  void theFigureOfEachThresholdIsThatOfItsModel()
  {
    // The first is in doubt about what the second knows, and sure where that is wrong.
    model::Bundle first = *support::toyBundle(std::make_shared<support::ToyModel>());
    first.manifest.input = {1, 1, 1};
    first.manifest.mean = first.manifest.deviation = {1.F};
    model::Bundle second = first;
    first.model = std::make_shared<Fixed>(std::vector{-8.F, 0.F, 0.5F}); // pixels are (x - 1) / 1: -1 for paper
    second.model = std::make_shared<Fixed>(std::vector{0.F, -6.F, 0.F});
    training::Dataset images;
    images.shape = {1, 1, 1};
    images.append(std::vector<std::uint8_t>{0}, 0);   // -1: the first says 0, sure; the second 1
    images.append(std::vector<std::uint8_t>{230}, 1); // -0.1: the first says 0, in doubt; the second 1
    const auto figures = training::tryCascade(first, second, images, {0.99}).value();
    QCOMPARE(figures.size(), std::size_t{3});
    QCOMPARE(figures[0].askedBelow, 0.0);
    QCOMPARE(figures[1].asked, 0.5);
    QCOMPARE(figures[2].askedBelow, 1.0);
    QCOMPARE(figures[2].asked, 1.0);
    QVERIFY(figures[1].logLoss != figures[0].logLoss);
  }

  void aBrokenSecondIsAnError()
  {
    const auto second = std::make_shared<Fixed>(std::vector{0.F, 4.F, 0.F});
    second->failing = true;
    const model::CascadeModel cascade(std::make_shared<Fixed>(std::vector{8.F, 0.F, 0.F}), second, 0.95);
    std::vector<float> logits(3);
    QVERIFY(cascade.forward(std::vector{1.F}, 1, logits));
    QCOMPARE(cascade.forward(std::vector{0.1F}, 1, logits).error().code, base::ErrorCode::Internal);
  }

  void twoModelsAreJoinedInAFolder()
  {
    const QTemporaryDir folder;
    const QTemporaryDir alone;
    const fs::path path = folder.path().toStdString();
    const auto single = singleIn(alone.path().toStdString());
    training::Dataset images;
    images.shape = single->manifest.input;
    for (int digit = 0; digit < 10; ++digit) {
      const auto image = support::testImage("images/mnist-" + std::to_string(digit) + ".png");
      images.append(image.pixels, digit);
    }
    const auto figures = training::tryCascade(*single, *single, images, {0.5}).value();
    QCOMPARE(figures.size(), std::size_t{3}); // alone, at 0.5, both always
    QCOMPARE(figures[0].asked, 0.0);
    QCOMPARE(figures[2].asked, 1.0);
    QCOMPARE(figures[0].accuracy, figures[2].accuracy); // the same network twice says nothing new

    const auto onto = training::writeCascade(*single, *single, images, 1, "7.0.0", single->folder);
    QVERIFY(onto.error().message.find("a folder of its own") != std::string::npos);
    const auto manifest = training::writeCascade(*single, *single, images, 1, "7.0.0", path).value();
    QCOMPARE(manifest.parameters, 2 * single->manifest.parameters);
    const auto joined = model::loadBundle(path, {"cpu", 2}).value();
    QCOMPARE(joined->manifest.version, std::string("7.0.0"));
    QCOMPARE(joined->manifest.second->askedBelow, 1.0);
    std::vector<float> item(joined->model->input().size(), 0.1F);
    std::vector<float> first(joined->model->outputs());
    std::vector<float> both(joined->model->outputs());
    QVERIFY(single->model->forward(item, 1, first));
    QVERIFY(joined->model->forward(item, 1, both));
    for (std::size_t i = 0; i < both.size(); ++i)
      QVERIFY(std::abs(both[i] - first[i]) < 1e-4F);

    // Neither file may be another one.
    auto second = bytesOf(path / "second.pt");
    second[second.size() / 2] ^= 1;
    QVERIFY(base::writeFile(path / "second.pt", base::textOf(second)));
    const auto damaged = model::loadBundle(path, {"cpu"});
    QVERIFY(damaged.error().message.find("second.pt is not the file that its manifest describes") != std::string::npos);
    fs::remove(path / "second.pt");
    QCOMPARE(model::verifyBundle(path).error().code, base::ErrorCode::NotFound);
  }

  void whatDiffersCannotBeJoined()
  {
    const QTemporaryDir folder;
    const auto single = singleIn(folder.path().toStdString());
    auto other = *single;
    other.manifest.mean[0] += 0.01F;
    const auto refused = training::tryCascade(*single, other, {}, {});
    QCOMPARE(refused.error().code, base::ErrorCode::InvalidArgument);
    QVERIFY(refused.error().message.find("cannot be joined") != std::string::npos);
  }

  void aBadManifestIsRefused_data()
  {
    QTest::addColumn<double>("askedBelow");
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("word");
    QTest::newRow("above 1") << 1.5 << QByteArray("second.pt") << QByteArray("asked_below");
    QTest::newRow("elsewhere") << 0.5 << QByteArray("../second.pt") << QByteArray("own folder");
    QTest::newRow("nowhere") << 0.5 << QByteArray("") << QByteArray("own folder");
  }

  void aBadManifestIsRefused()
  {
    QFETCH(const double, askedBelow);
    QFETCH(const QByteArray, file);
    QFETCH(const QByteArray, word);
    auto manifest = support::toyManifest();
    manifest.second = {file.toStdString(), "00", askedBelow};
    const auto refused = model::parseManifest(model::toJson(manifest));
    QVERIFY2(QByteArray::fromStdString(refused.error().message).contains(word), refused.error().message.c_str());
    manifest.second = {"second.pt", "00", 0.5};
    const auto back = model::parseManifest(model::toJson(manifest)).value();
    QCOMPARE(model::toJson(back), model::toJson(manifest));
  }
};

QTEST_APPLESS_MAIN(CascadeTest)
#include "CascadeTest.moc"
