#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <QTemporaryDir>
#include <QtTest>

#include "core/base/Sha256.h"
#include "core/model/Bundle.h"
#include "core/model/Store.h"
#include "core/vision/GlyphFinder.h"
#include "tests/support/TestFiles.h"
#include "tests/support/ToyModel.h"

using namespace numeral;
using base::ErrorCode;

namespace {

namespace fs = std::filesystem;

const fs::path kShipped = fs::path(NUMERAL_MODELS) / "digits";

/// One entry, stored, as a ZIP's central directory sees it: enough for the type to be told.
std::string zipWith(const std::vector<std::string>& names)
{
  using namespace std::string_literals;
  const auto number = [](std::size_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i)
      text += static_cast<char>(value >> (8 * i));
    return text;
  };
  std::string zip = "PK\x03\x04 some data"s;
  const std::size_t directory = zip.size();
  for (const auto& name : names)
    zip += "PK\x01\x02"s + std::string(24, '\0') + number(name.size(), 2) + number(0, 2) + number(0, 2) +
           std::string(12, '\0') + name;
  return zip + "PK\x05\x06"s + std::string(12, '\0') + number(directory, 4) + number(0, 2);
}

} // namespace

class ModelTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init()
  {
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->path().toStdString();
    fs::copy(kShipped, m_path, fs::copy_options::overwrite_existing | fs::copy_options::recursive);
  }

  void readsBackWhatItWrites()
  {
    auto manifest = support::toyManifest();
    manifest.sha256 = "00";
    manifest.trainedOn = {"nothing"};
    manifest.mean = {0.1307F, 0.2F, 0.3F};
    manifest.measured["nothing"] = {0.5, 10};
    const auto back = model::parseManifest(model::toJson(manifest)).value();
    QCOMPARE(model::toJson(back), model::toJson(manifest));
    QCOMPARE(back.mean, manifest.mean);
  }

  void refusesBadManifests_data()
  {
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("word");
    QTest::newRow("no JSON") << "{"
                             << ""
                             << "not a JSON object";
    QTest::newRow("no name") << "\"name\""
                             << "\"nam\""
                             << "\"name\"";
    QTest::newRow("name for a path") << "\"colours\""
                                     << "\"../x\""
                                     << "\"name\"";
    QTest::newRow("classes of the wrong type") << "\"green\""
                                               << "7"
                                               << "\"classes\"";
    QTest::newRow("one class twice") << "\"green\""
                                     << "\"red\""
                                     << "twice";
    QTest::newRow("two channels") << "\"channels\": 3"
                                  << "\"channels\": 2"
                                  << "channels";
    QTest::newRow("height as text") << "\"height\": 4"
                                    << "\"height\": \"4\""
                                    << "\"height\"";
    QTest::newRow("huge") << "\"width\": 6"
                          << "\"width\": 60000"
                          << "width";
    QTest::newRow("infinite mean") << "\"mean\": [\n      0,\n"
                                   << "\"mean\": [\n      1e99,\n"
                                   << "mean";
    QTest::newRow("no deviation") << "\"deviation\": [\n      1,\n"
                                  << "\"deviation\": [\n      0,\n"
                                  << "deviation";
    QTest::newRow("pairs of what is no digit") << "\"pairs\": false"
                                               << "\"pairs\": true"
                                               << "\"pairs\"";
    QTest::newRow("file elsewhere") << "\"model.pt\""
                                    << "\"../../etc/passwd\""
                                    << "\"file\"";
  }
  void refusesBadManifests()
  {
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, word);
    auto text = QString::fromStdString(model::toJson(support::toyManifest()));
    QVERIFY2(text.contains(from), qPrintable(text));
    text.replace(text.indexOf(from), from.size(), to);
    const auto manifest = model::parseManifest(text.toStdString());
    QVERIFY(!manifest);
    QCOMPARE(manifest.error().code, ErrorCode::InvalidModel);
    QVERIFY2(QString::fromStdString(manifest.error().message).contains(word), manifest.error().message.c_str());
  }

  void refusesOtherFrameworksByContent_data()
  {
    using namespace std::string_literals;
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("word");
    const auto row = [](const char* name, const std::string& bytes, const char* word) {
      QTest::newRow(name) << QByteArray::fromStdString(bytes) << word;
    };
    row("Keras .h5", "\x89HDF\r\n\x1a\n...."s, "HDF5");
    row("Keras .keras", zipWith({"metadata.json", "config.json", "model.weights.h5"}), ".keras");
    row("weights", zipWith({"weights/data.pkl", "weights/data/0"}), "torch.save");
    row("weights, old form", "\x80\x02\x8a\nl\xfc\x9c"s, "pickle");
    row("other ZIP", zipWith({"readme.txt"}), "ZIP");
    row("ZIP cut short", "PK\x03\x04...", "cut short");
    row("ONNX", "\x08\x07\x12\x07pytorch\x1a\x05"s, "ONNX");
    row("TensorFlow Lite", "\x1c\0\0\0TFL3........"s, "Lite");
    row("safetensors", "\x08\0\0\0\0\0\0\0{\"w\":{}}"s, "safetensors");
    row("empty", "", "empty");
    row("text", "hello", "not a TorchScript");
  }
  void refusesOtherFrameworksByContent()
  {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, word);
    // Alone, without a manifest, under whatever name it came with, and in a model's folder.
    for (const auto& file : {m_path / "alone" / "network.bin", m_path / "model.pt"}) {
      QVERIFY(base::writeFile(file, bytes.toStdString()));
      const auto bundle = model::loadBundle(file, {});
      QVERIFY(!bundle);
      QCOMPARE(bundle.error().code, ErrorCode::UnsupportedFormat);
      const auto message = QString::fromStdString(bundle.error().message);
      QVERIFY2(message.contains(word), qPrintable(message));
      QVERIFY2(message.contains(QString::fromStdString(file.string())), qPrintable(message));
    }
  }

  void loadsByFolderManifestAndFile()
  {
    for (const auto& path : {m_path, m_path / "manifest.json", m_path / "model.pt"}) {
      const auto bundle = model::loadBundle(path, {"cpu", 3});
      QVERIFY2(bundle, bundle ? "" : bundle.error().message.c_str());
      QCOMPARE((*bundle)->manifest.name, std::string("digits"));
    }
  }

  void refusesWhatDoesNotFit()
  {
    const auto errorOf = [this] { return model::loadBundle(m_path, {"cpu", 0}).error(); };
    const auto manifest =
        model::parseManifest(base::textOf(base::readFile(m_path / "manifest.json", 1 << 20).value())).value();
    const auto rewritten = [&](const std::function<void(model::Manifest&)>& change) {
      auto other = manifest;
      change(other);
      QVERIFY(base::writeFile(m_path / "manifest.json", model::toJson(other)));
    };

    rewritten([](auto& m) { m.sha256[0] = m.sha256[0] == '0' ? '1' : '0'; });
    QVERIFY(errorOf().message.find("changed or damaged") != std::string::npos);
    rewritten([](auto& m) { m.preprocessing = vision::kPreprocessingVersion + 1; });
    QVERIFY(errorOf().message.find("preprocessing") != std::string::npos);
    rewritten([](auto& m) { m.task = "poetry", m.pairs = false; });
    QVERIFY(errorOf().message.find("poetry") != std::string::npos);
    rewritten([](auto& m) { m.classes.pop_back(); });
    QVERIFY(errorOf().message.find("does not fit its manifest") != std::string::npos);
    rewritten([](auto& m) { m.file = "absent.pt"; });
    QCOMPARE(errorOf().code, ErrorCode::NotFound);
    fs::remove(m_path / "manifest.json");
    QVERIFY(errorOf().message.find("no manifest.json") != std::string::npos);
    fs::remove_all(m_path);
    QCOMPARE(errorOf().code, ErrorCode::NotFound);
  }

  void saysWhatALibraryCannotOpen()
  {
    // TorchScript by its names, with the right sum, but nothing that libtorch can load.
    auto manifest = support::toyManifest();
    const auto zip = zipWith({"m/constants.pkl", "m/code/x.py"});
    manifest.sha256 = base::sha256(base::bytesOf(zip));
    QVERIFY(base::writeFile(m_path / "model.pt", zip));
    QVERIFY(base::writeFile(m_path / "manifest.json", model::toJson(manifest)));
    const auto bundle = model::loadBundle(m_path, {"cpu", 0});
    QCOMPARE(bundle.error().code, ErrorCode::InvalidModel);
    QVERIFY(bundle.error().message.find("cannot be opened") != std::string::npos);
  }

  void namesDevices()
  {
    QCOMPARE(model::loadBundle(m_path, {"cpu", 0}).value()->device, std::string("cpu"));
    QCOMPARE(model::loadBundle(m_path, {"toaster", 0}).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(model::loadBundle(m_path, {"cuda:99", 0}).error().code, ErrorCode::InvalidArgument);
  }

  void givesAnItemTheSameAnswerInEveryBatch()
  {
    const auto bundle = model::loadBundle(m_path, {"cpu", 0}).value();
    const auto size = bundle->manifest.input.size();
    const auto outputs = bundle->manifest.outputs();
    std::vector<float> tensors;
    for (int digit = 0; digit < 10; ++digit) {
      const auto image = support::testImage("images/mnist-" + std::to_string(digit) + ".png");
      const auto prepared = bundle->task->prepare(image, {}).value();
      // Rivals or not: the reading that takes all the ink is among them.
      const auto area = [](const model::Item& item) { return item.box->width * item.box->height; };
      const auto whole = std::max_element(prepared.items.begin(), prepared.items.end(),
                                          [&](const auto& a, const auto& b) { return area(a) < area(b); });
      const auto from = prepared.tensors.begin() + (whole - prepared.items.begin()) * static_cast<std::ptrdiff_t>(size);
      tensors.insert(tensors.end(), from, from + static_cast<std::ptrdiff_t>(size));
    }
    std::vector<float> together(10 * outputs);
    QVERIFY(bundle->model->forward(tensors, 10, together));
    for (std::size_t i = 0; i < 10; ++i) {
      std::vector<float> alone(outputs);
      QVERIFY(bundle->model->forward(std::span(tensors).subspan(i * size, size), 1, alone));
      for (std::size_t k = 0; k < outputs; ++k)
        QVERIFY(std::abs(alone[k] - together[i * outputs + k]) < 1e-4F);
      std::vector<model::Item> items(1);
      bundle->task->conclude(alone, items);
      QCOMPARE(bundle->manifest.classes[items[0].best], std::to_string(i));
    }
  }

  void takesRawPixelsInBothScales()
  {
    const auto bundle = model::loadBundle(m_path, {"cpu", 0}).value();
    const auto image = support::testImage("images/mnist-3.png");
    std::vector<float> pixels(image.pixels.begin(), image.pixels.end());
    const auto whole = bundle->task->prepare(pixels, {true, false}).value();
    QCOMPARE(whole.tensors, bundle->task->prepare(image, {}).value().tensors);
    QCOMPARE(whole.items[0].input, image);
    for (auto& value : pixels)
      value /= 255;
    QCOMPARE(bundle->task->prepare(pixels, {}).value().tensors, whole.tensors);

    QVERIFY(bundle->task->prepare(std::vector<float>(784, 0.F), {}).value().items.empty());
    for (const float bad :
         {-1.F, 256.F, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
      pixels[5] = bad;
      const auto refused = bundle->task->prepare(pixels, {});
      QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
      QVERIFY(refused.error().message.find("Number 6") != std::string::npos);
    }
    QVERIFY(bundle->task->prepare(std::vector<float>(3, 0.F), {}).error().message.find("784") != std::string::npos);
  }

  void classifiesColours()
  {
    const auto toy = std::make_shared<support::ToyModel>();
    const auto bundle = support::toyBundle(toy);
    for (int colour = 0; colour < 3; ++colour) {
      const auto prepared = bundle->task->prepare(support::toyImage(colour), {true, true}).value();
      QCOMPARE(prepared.tensors.size(), std::size_t{3 * 4 * 6});
      QCOMPARE(prepared.items[0].input.channels, 3);
      std::vector<float> logits(3);
      QVERIFY(toy->forward(prepared.tensors, 1, logits));
      std::vector<model::Item> items(1);
      bundle->task->conclude(logits, items);
      QCOMPARE(items[0].best, static_cast<std::size_t>(colour));
    }
    // Grey goes into all three channels.
    const auto gray = bundle->task->prepare(image::Image(5, 5, 1, 51), {}).value();
    QCOMPARE(gray.tensors, std::vector<float>(72, 0.2F));
  }

  void storesByName()
  {
    model::Store store;
    QCOMPARE(store.find().error().code, ErrorCode::NoModel);
    const auto toy = std::make_shared<support::ToyModel>();
    store.put(support::toyBundle(toy, support::toyManifest("a")));
    store.put(support::toyBundle(toy, support::toyManifest("b")));
    QCOMPARE(store.find().value()->manifest.name, std::string("b"));
    QCOMPARE(store.find("a").value()->manifest.name, std::string("a"));
    QVERIFY(store.find("c").error().message.find("a, b") != std::string::npos);
    const auto held = store.find("b").value();
    store.put(support::toyBundle(toy, support::toyManifest("b", "2")));
    QCOMPARE(store.find("b").value()->manifest.version, std::string("2"));
    QCOMPARE(held->manifest.version, std::string("0.1.0"));
    QVERIFY(store.remove("b"));
    QVERIFY(!store.remove("b"));
    QCOMPARE(store.find().value()->manifest.name, std::string("a"));
    QCOMPARE(store.all().size(), 1U);
  }

private:
  std::unique_ptr<QTemporaryDir> m_folder;
  fs::path m_path;
};

QTEST_APPLESS_MAIN(ModelTest)
#include "ModelTest.moc"
