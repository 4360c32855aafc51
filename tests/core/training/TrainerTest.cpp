#include <cmath>

#include <QTemporaryDir>
#include <QTest>

#include "core/engine/LocalRecognizer.h"
#include "core/model/Bundle.h"
#include "core/model/Store.h"
#include "core/training/Evaluator.h"
#include "core/training/Export.h"
#include "core/training/ImageSource.h"
#include "core/training/Trainer.h"
#include "tests/core/training/IdxFiles.h"

using namespace numeral;
using base::ErrorCode;
using training::Trainer;

namespace {

constexpr std::size_t kClasses = 3;
constexpr int kEnough = 16; // epochs to tell bars apart

training::TrainingOptions smallOptions(int epochs)
{
  training::TrainingOptions options;
  options.architecture = "tiny";
  options.epochs = epochs;
  options.batchSize = 8;
  options.averageDecay = 0.8;
  options.device = "cpu";
  options.threads = 1; // libgomp looks like races to ThreadSanitizer, and two threads are no faster at this size
  return options;
}

std::shared_ptr<const training::Source> source(training::Dataset dataset)
{
  return training::makeImageSource(std::move(dataset), {5, 0.05, 0.05, 1, 0.2, 0, 0, 0, 0});
}

std::unique_ptr<Trainer> makeTrainer(const training::TrainingOptions& options)
{
  auto trainer = Trainer::create(options, source(tests::bars(30)), tests::bars(9), kClasses);
  return trainer ? std::move(*trainer) : nullptr;
}

/// What forward is given for images of the data set.
std::vector<float> normalised(const Trainer& trainer, const training::Dataset& data)
{
  std::vector<float> values;
  for (const auto pixel : data.pixels)
    values.push_back((static_cast<float>(pixel) / 255.0F - trainer.normalisation().mean[0]) /
                     trainer.normalisation().deviation[0]);
  return values;
}

training::ModelIdentity identity()
{
  training::ModelIdentity identity;
  identity.name = "bars";
  identity.version = "0.3.0";
  identity.task = "classification";
  identity.classes = {"upright", "level", "block"};
  identity.input = {1, 16, 16};
  identity.data = {{"bars made by a test", 30, 30, 9}};
  identity.license = "Apache-2.0";
  return identity;
}

} // namespace

class TrainerTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void resumedRunEndsWithTheSameWeights();
  void otherSeedGivesOtherWeights();
  void refusesForeignCheckpoints();
  void goesOnFromAModel();
  void learnsFromATeacher();
  void learnsFromTheHardest();
  void learnsInBfloat16();
  void refusesWrongOptions();
  void exportedModelAnswersLikeTheTrainedNetwork();
  void evaluatesTheExportedModelThroughTheEngine();
};

void TrainerTest::resumedRunEndsWithTheSameWeights()
{
  const QTemporaryDir folder;
  const auto path = std::filesystem::path(folder.path().toStdString()) / "checkpoint.pt";
  const auto options = smallOptions(4);
  const auto whole = makeTrainer(options);
  const auto first = makeTrainer(options);
  const auto second = makeTrainer(options);
  QVERIFY(whole && first && second);
  while (!whole->finished())
    QVERIFY(whole->trainEpoch().has_value());
  for (int i = 0; i < 2; ++i)
    QVERIFY(first->trainEpoch().has_value());
  QVERIFY(first->saveCheckpoint(path).has_value());
  QVERIFY(second->loadCheckpoint(path).has_value());
  QCOMPARE(second->history().size(), std::size_t{2});
  while (!second->finished())
    QVERIFY(second->trainEpoch().has_value());
  const auto batch = normalised(*whole, tests::bars(9));
  QCOMPARE(second->logits(batch, 9), whole->logits(batch, 9));
  QCOMPARE(second->history().back().trainingLoss, whole->history().back().trainingLoss);
}

void TrainerTest::otherSeedGivesOtherWeights()
{
  auto options = smallOptions(1);
  const auto one = makeTrainer(options);
  options.seed = 2;
  const auto other = makeTrainer(options);
  const auto batch = normalised(*one, tests::bars(3));
  QVERIFY(one->logits(batch, 3) != other->logits(batch, 3));
}

void TrainerTest::refusesForeignCheckpoints()
{
  const QTemporaryDir folder;
  const std::filesystem::path path = folder.path().toStdString();
  const auto trainer = makeTrainer(smallOptions(3));
  QVERIFY(trainer->saveCheckpoint(path / "checkpoint.pt").has_value());

  auto options = smallOptions(3);
  options.peakRate = 0.05;
  const auto refused = makeTrainer(options)->loadCheckpoint(path / "checkpoint.pt");
  QVERIFY(!refused.has_value());
  QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
  QVERIFY(QString::fromStdString(refused.error().message).contains("peak rate"));

  QVERIFY(base::writeFile(path / "text", "no checkpoint").has_value());
  QCOMPARE(trainer->loadCheckpoint(path / "text").error().code, ErrorCode::InvalidArgument);
  QCOMPARE(trainer->loadCheckpoint(path / "nothing").error().code, ErrorCode::NotFound);
}

void TrainerTest::goesOnFromAModel()
{
  const QTemporaryDir folder;
  const std::filesystem::path path = folder.path().toStdString();
  const auto first = makeTrainer(smallOptions(2));
  while (!first->finished())
    QVERIFY(first->trainEpoch().has_value());
  QVERIFY(training::exportModel(*first, identity(), path).has_value());

  auto options = smallOptions(1);
  options.seed = 9; // other random weights to begin with
  const auto second = makeTrainer(options);
  const auto batch = normalised(*first, tests::bars(9));
  QVERIFY(second->logits(batch, 9) != first->logits(batch, 9));
  QVERIFY(second->startFrom(path / "model.pt").has_value());
  QCOMPARE(second->logits(batch, 9), first->logits(batch, 9));

  options.architecture = "small";
  const auto other = makeTrainer(options)->startFrom(path / "model.pt");
  QVERIFY(!other.has_value());
  QCOMPARE(other.error().code, ErrorCode::InvalidArgument);
  QVERIFY(QString::fromStdString(other.error().message).contains("another network"));
  QCOMPARE(second->startFrom(path / "manifest.json").error().code, ErrorCode::InvalidArgument);

  // What was kept is a blend; of random weights there is nothing to keep.
  const auto before = second->logits(batch, 9);
  QVERIFY(!second->keepOfStart(0.5).has_value()); // not trained yet
  QVERIFY(second->trainEpoch().has_value());
  const auto trained = second->logits(batch, 9);
  QVERIFY(second->keepOfStart(0).has_value());
  QCOMPARE(second->logits(batch, 9), trained);
  QVERIFY(second->keepOfStart(0.5).has_value());
  QVERIFY(second->logits(batch, 9) != trained);
  QVERIFY(second->logits(batch, 9) != before);
  QCOMPARE(first->keepOfStart(0.5).error().code, ErrorCode::InvalidArgument);

  // Of more classes: all but the last layer is taken over.
  options = smallOptions(1);
  const auto more = Trainer::create(options, source(tests::bars(30)), tests::bars(9), kClasses + 1).value();
  QVERIFY(more->startFrom(path / "model.pt").has_value());
  QCOMPARE(more->logits(batch, 9).size(), 9 * (kClasses + 1));
}

void TrainerTest::learnsFromATeacher()
{
  const QTemporaryDir folder;
  const std::filesystem::path path = folder.path().toStdString();
  const auto teacher = makeTrainer(smallOptions(kEnough));
  while (!teacher->finished())
    QVERIFY(teacher->trainEpoch().has_value());
  auto about = identity();
  about.input = {1, 16, 16};
  QVERIFY(training::exportModel(*teacher, about, path).has_value());

  // Its labels are all wrong, so what it gets right it has from the teacher.
  auto wrong = tests::bars(30);
  for (auto& label : wrong.labels)
    label = (label + 1) % static_cast<int>(kClasses);
  auto options = smallOptions(kEnough);
  options.teachers = {path};
  options.teacherShare = 1;
  auto pupil = Trainer::create(options, source(wrong), tests::bars(9), kClasses);
  QVERIFY2(pupil.has_value(), pupil ? "" : pupil.error().message.c_str());
  while (!(*pupil)->finished())
    QVERIFY((*pupil)->trainEpoch().has_value());
  QVERIFY(teacher->history().back().heldBackAccuracy > 0.8);
  QVERIFY2((*pupil)->history().back().heldBackAccuracy > 0.8,
           qPrintable(QString::number((*pupil)->history().back().heldBackAccuracy)));

  const auto other = Trainer::create(options, source(tests::bars(30, 28)), {}, kClasses);
  QVERIFY(!other.has_value());
  QCOMPARE(other.error().code, ErrorCode::InvalidArgument);
}

void TrainerTest::learnsFromTheHardest()
{
  const auto images = tests::bars(10);
  auto options = smallOptions(12);
  options.batchSize = 10;
  options.hardest = 0.1;
  auto trainer = Trainer::create(options, source(images), tests::bars(9), kClasses);
  QVERIFY(trainer.has_value());
  const auto first = (*trainer)->trainEpoch();
  QVERIFY(first.has_value());
  options.hardest = 1;
  auto plain = Trainer::create(options, source(images), tests::bars(9), kClasses);
  const auto all = (*plain)->trainEpoch();
  QVERIFY(all.has_value());
  QVERIFY(first->trainingLoss > all->trainingLoss); // of the same images by the same weights, the worst one alone
}

void TrainerTest::learnsInBfloat16()
{
  auto options = smallOptions(kEnough);
  options.precision = "bfloat16";
  const auto trainer = makeTrainer(options);
  while (!trainer->finished())
    QVERIFY(trainer->trainEpoch().has_value());
  QVERIFY(trainer->history().back().heldBackAccuracy > 0.8);
  const auto whole = makeTrainer(smallOptions(kEnough));
  while (!whole->finished())
    QVERIFY(whole->trainEpoch().has_value());
  const auto batch = normalised(*whole, tests::bars(9));
  QVERIFY(trainer->logits(batch, 9) != whole->logits(batch, 9));
}

void TrainerTest::refusesWrongOptions()
{
  const auto refused = [](const training::TrainingOptions& options, std::size_t classes) {
    const auto trainer = Trainer::create(options, source(tests::bars(6)), {}, classes);
    return !trainer && trainer.error().code == ErrorCode::InvalidArgument;
  };
  auto options = smallOptions(1);
  options.architecture = "huge";
  QVERIFY(refused(options, kClasses));
  QVERIFY(refused(smallOptions(0), kClasses));
  options = smallOptions(1);
  options.precision = "float16";
  QVERIFY(refused(options, kClasses));
  options = smallOptions(1);
  options.hardest = 0;
  QVERIFY(refused(options, kClasses));
  QVERIFY(refused(smallOptions(1), 2)); // the data has three
  QVERIFY(!refused(smallOptions(1), kClasses));
}

void TrainerTest::exportedModelAnswersLikeTheTrainedNetwork()
{
  const QTemporaryDir folder;
  const std::filesystem::path path = folder.path().toStdString();
  const auto trainer = makeTrainer(smallOptions(2));
  while (!trainer->finished())
    QVERIFY(trainer->trainEpoch().has_value());
  auto about = identity();
  about.from = "older/model.pt";
  about.kept = 0.25;
  const auto manifest = training::exportModel(*trainer, about, path);
  QVERIFY(manifest.has_value());
  const auto bundle = model::loadBundle(path, {.device = "cpu"});
  QVERIFY2(bundle.has_value(), bundle ? "" : bundle.error().message.c_str());

  const std::size_t count = 9;
  const auto batch = normalised(*trainer, tests::bars(count));
  const auto expected = trainer->logits(batch, count);
  for (const std::size_t size : {std::size_t{1}, std::size_t{4}, count}) {
    std::vector<float> logits(size * kClasses);
    QVERIFY((*bundle)->model->forward({batch.data(), size * 256}, size, logits).has_value());
    for (std::size_t i = 0; i < logits.size(); ++i)
      QVERIFY2(std::abs(logits[i] - expected[i]) < 1e-4,
               qPrintable(QString("%1 is not %2").arg(logits[i]).arg(expected[i])));
  }

  QCOMPARE((*bundle)->manifest.name, std::string("bars"));
  QCOMPARE((*bundle)->manifest.parameters, trainer->parameters());
  QCOMPARE((*bundle)->manifest.measured.at("held back").samples, count);
  QCOMPARE((*bundle)->manifest.mean, trainer->normalisation().mean);
  const auto card = base::readFile(path / "MODEL_CARD.md", 1 << 20);
  QVERIFY(card.has_value());
  const auto text = QString::fromUtf8(reinterpret_cast<const char*>(card->data()), qsizetype(card->size()));
  for (const char* words : {"bars 0.3.0", "upright, level, block", "bars made by a test", "| held back |",
                            "--arch tiny --epochs 2", "--from older/model.pt --keep 0.25", "## Limits"})
    QVERIFY2(text.contains(words), words);
  QVERIFY(std::filesystem::exists(path / "curves.svg"));
}

void TrainerTest::evaluatesTheExportedModelThroughTheEngine()
{
  const QTemporaryDir folder;
  const std::filesystem::path path = folder.path().toStdString();
  const auto trainer = makeTrainer(smallOptions(12));
  while (!trainer->finished())
    QVERIFY(trainer->trainEpoch().has_value());
  QVERIFY(training::exportModel(*trainer, identity(), path / "model").has_value());
  tests::writeIdxPair(path, "test", tests::bars(90));

  const auto bundle = model::loadBundle(path / "model", {.device = "cpu"});
  QVERIFY(bundle.has_value());
  model::Store store;
  store.put(*bundle);
  engine::LocalRecognizer recognizer(store, {});
  const auto& classes = (*bundle)->manifest.classes;
  auto samples = training::openSamples(path, {.classes = classes});
  QVERIFY(samples.has_value());
  QCOMPARE(samples->at(2).truth, std::string("block"));
  samples->at(0).truth = "level"; // a wrong label must show as a mistake

  std::size_t last = 0;
  training::EvaluatorOptions options;
  options.inFlight = 7;
  options.progress = [&last](std::size_t done, std::size_t) { last = done; };
  const auto evaluation = training::evaluate(recognizer, *samples, classes, options);
  QCOMPARE(last, samples->size());
  QCOMPARE(evaluation.all.samples, samples->size());
  QCOMPARE(evaluation.failed, std::size_t{0});
  QCOMPARE(evaluation.all.right, samples->size() - 1);
  QCOMPARE(evaluation.mistakes.size(), std::size_t{1});
  QCOMPARE(evaluation.mistakes.front().answer, std::optional<std::string>("upright"));
  QCOMPARE(evaluation.mistakes.front().inputs.size(), std::size_t{1});
  QCOMPARE(evaluation.mistakes.front().inputs.front().width, 16);
}

QTEST_GUILESS_MAIN(TrainerTest)
#include "TrainerTest.moc"
