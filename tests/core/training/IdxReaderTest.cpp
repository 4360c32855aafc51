#include <QTemporaryDir>
#include <QTest>

#include "core/training/IdxReader.h"
#include "tests/core/training/IdxFiles.h"

using namespace numeral;
using base::ErrorCode;

class IdxReaderTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void readsPlainAndGzippedAlike();
  void findsThePairThatWasAskedFor();
  void refusesBrokenFiles_data();
  void refusesBrokenFiles();
  void refusesLabelsOfOtherImages();
  void saysWhatIsMissing();

private:
  static training::IdxPair pairIn(const QTemporaryDir& folder)
  {
    const std::filesystem::path path = folder.path().toStdString();
    return {path / "a-images-idx3-ubyte", path / "a-labels-idx1-ubyte"};
  }
};

void IdxReaderTest::readsPlainAndGzippedAlike()
{
  const QTemporaryDir folder;
  const auto pair = pairIn(folder);
  const std::string images = tests::idxBytes({2, 2, 3}, {0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255});
  QVERIFY(base::writeFile(pair.images, images).has_value());
  QVERIFY(base::writeFile(pair.labels, tests::idxBytes({2}, {7, 3})).has_value());
  const auto plain = training::readIdx(pair);
  QVERIFY(plain.has_value());
  QCOMPARE(plain->size(), std::size_t{2});
  QVERIFY((plain->shape == model::Shape{1, 2, 3}));
  QCOMPARE(plain->labels, (std::vector<int>{7, 3}));
  QCOMPARE(plain->image(1)[0], std::uint8_t{250});
  QCOMPARE(plain->image(1)[5], std::uint8_t{255});

  tests::writeGzip(pair.images, images);
  const auto packed = training::readIdx(pair);
  QVERIFY(packed.has_value());
  QCOMPARE(packed->pixels, plain->pixels);
}

void IdxReaderTest::findsThePairThatWasAskedFor()
{
  const QTemporaryDir folder;
  const std::filesystem::path path = folder.path().toStdString();
  tests::writeIdxPair(path / "mnist", "train", tests::bars(3));
  tests::writeIdxPair(path / "mnist", "t10k", tests::bars(3));
  for (const auto& place : {path, path / "mnist"}) {
    const auto train = training::findIdxPair(place, training::Split::Train);
    const auto test = training::findIdxPair(place, training::Split::Test);
    QVERIFY(train.has_value() && test.has_value());
    QCOMPARE(train->images.filename().string(), std::string("train-images-idx3-ubyte"));
    QCOMPARE(test->labels.filename().string(), std::string("t10k-labels-idx1-ubyte"));
  }
  const auto named = training::findIdxPair(path / "mnist/train-images-idx3-ubyte", training::Split::Test);
  QVERIFY(named.has_value());
  QCOMPARE(named->labels.filename().string(), std::string("train-labels-idx1-ubyte"));
}

void IdxReaderTest::refusesBrokenFiles_data()
{
  QTest::addColumn<QByteArray>("images");
  QTest::addColumn<int>("code");
  QTest::addColumn<QString>("words");
  const auto row = [](const char* name, const std::string& bytes, ErrorCode code, const char* words) {
    QTest::newRow(name) << QByteArray::fromStdString(bytes) << static_cast<int>(code) << QString(words);
  };
  const std::string good = tests::idxBytes({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  row("empty", "", ErrorCode::InvalidArgument, "not an IDX file");
  row("text", "a file of text", ErrorCode::InvalidArgument, "not an IDX file");
  row("labels", tests::idxBytes({2}, {1, 2}), ErrorCode::InvalidArgument, "not an IDX file");
  row("header cut short", good.substr(0, 10), ErrorCode::Io, "cut short in its header");
  row("values cut short", good.substr(0, good.size() - 1), ErrorCode::Io, "promises 8 values, it has 7");
  row("longer than it says", good + "x", ErrorCode::InvalidArgument, "longer than its header says");
  row("lying length", tests::idxBytes({0xffffffff, 0xffffffff, 0xffffffff}, {1}), ErrorCode::InvalidArgument,
      "impossible dimensions");
  row("no images", tests::idxBytes({0, 2, 2}, {}), ErrorCode::InvalidArgument, "impossible dimensions");
  row("broken gzip", std::string("\x1f\x8b\x08\0\0\0\0\0\0\0", 10), ErrorCode::Io, "gzip");
}

void IdxReaderTest::refusesBrokenFiles()
{
  QFETCH(QByteArray, images);
  QFETCH(int, code);
  QFETCH(QString, words);
  const QTemporaryDir folder;
  const auto pair = pairIn(folder);
  QVERIFY(base::writeFile(pair.images, images.toStdString()).has_value());
  QVERIFY(base::writeFile(pair.labels, tests::idxBytes({2}, {1, 2})).has_value());
  const auto read = training::readIdx(pair);
  QVERIFY(!read.has_value());
  QCOMPARE(static_cast<int>(read.error().code), code);
  const auto message = QString::fromStdString(read.error().message);
  QVERIFY2(message.contains(words), qPrintable(message));
  QVERIFY2(message.contains("a-images-idx3-ubyte"), qPrintable(message));
}

void IdxReaderTest::refusesLabelsOfOtherImages()
{
  const QTemporaryDir folder;
  const auto pair = pairIn(folder);
  QVERIFY(base::writeFile(pair.images, tests::idxBytes({1, 1, 1}, {9})).has_value());
  QVERIFY(base::writeFile(pair.labels, tests::idxBytes({2}, {1, 2})).has_value());
  const auto read = training::readIdx(pair);
  QVERIFY(!read.has_value());
  QVERIFY(QString::fromStdString(read.error().message).contains("do not belong together"));
}

void IdxReaderTest::saysWhatIsMissing()
{
  const QTemporaryDir folder;
  const auto found = training::findIdxPair(folder.path().toStdString(), training::Split::Train);
  QVERIFY(!found.has_value());
  QCOMPARE(found.error().code, ErrorCode::NotFound);
  QVERIFY(QString::fromStdString(found.error().message).contains("train-images-idx3-ubyte"));
}

QTEST_GUILESS_MAIN(IdxReaderTest)
#include "IdxReaderTest.moc"
