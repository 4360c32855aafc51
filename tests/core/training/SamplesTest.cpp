#include <QTemporaryDir>
#include <QTest>

#include "core/image/Codec.h"
#include "core/training/Samples.h"
#include "tests/core/training/IdxFiles.h"

using namespace numeral;
using base::ErrorCode;
using training::openSamples;

class SamplesTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init();
  void readsIdx();
  void readsLabelledFolders();
  void readsLists();
  void readsStrokes();
  void readsWhatIsNoDigit();
  void refusesWhatItCannotRead();

private:
  void write(const std::filesystem::path& path, const std::string& content)
  {
    QVERIFY(base::writeFile(m_path / path, content).has_value());
  }
  QString errorOf(const std::filesystem::path& path, ErrorCode code) const
  {
    const auto samples = openSamples(m_path / path, {});
    if (samples || samples.error().code != code)
      return {};
    return QString::fromStdString(samples.error().message);
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  std::filesystem::path m_path;
};

void SamplesTest::init()
{
  m_folder = std::make_unique<QTemporaryDir>();
  m_path = m_folder->path().toStdString();
}

void SamplesTest::readsIdx()
{
  tests::writeIdxPair(m_path, "t10k", tests::bars(6));
  tests::writeIdxPair(m_path, "train", tests::bars(9));
  const auto test = openSamples(m_path, {.classes = {"a", "b"}});
  QVERIFY(test.has_value());
  QCOMPARE(test->size(), std::size_t{6});
  QCOMPARE(test->at(1).truth, std::string("b"));
  QCOMPARE(test->at(2).truth, std::string("2")); // no class of that number
  const auto tensor = test->at(0).load();
  QVERIFY(tensor.has_value());
  QCOMPARE(std::get<engine::Tensor>(*tensor).values.size(), std::size_t{256});

  const auto train = openSamples(m_path, {.split = training::Split::Train, .pipeline = true, .classes = {}});
  QVERIFY(train.has_value());
  QCOMPARE(train->size(), std::size_t{9});
  const auto image = train->at(0).load();
  QVERIFY(image.has_value());
  QCOMPARE(std::get<image::Image>(*image).width, 16);
}

void SamplesTest::readsLabelledFolders()
{
  const auto png = image::encodePng(image::Image(3, 2, 1, 200));
  QVERIFY(png.has_value());
  write("7/b.png", std::string(base::textOf(*png)));
  write("7/a.PNG", std::string(base::textOf(*png)));
  write("cat/c.jpg", "not looked at yet");
  write("cat/notes.txt", "no image");
  const auto samples = openSamples(m_path, {});
  QVERIFY(samples.has_value());
  QCOMPARE(samples->size(), std::size_t{3});
  QCOMPARE(samples->at(0).id, std::string("7/a.PNG"));
  QCOMPARE(samples->at(0).truth, std::string("7"));
  QCOMPARE(samples->at(2).truth, std::string("cat"));
  const auto input = samples->at(0).load();
  QVERIFY(input.has_value());
  QCOMPARE(std::get<engine::EncodedImage>(*input).bytes, *png);
}

void SamplesTest::readsLists()
{
  write("labels.csv", "text,who,file\r\n12 | 3 4,me,\"a, b.png\"\r\n\r\n5,you,c.png\r\n");
  write("a, b.png", "bytes");
  const auto samples = openSamples(m_path, {});
  QVERIFY(samples.has_value());
  QCOMPARE(samples->size(), std::size_t{2});
  QCOMPARE(samples->at(0).truth, std::string("12\n34"));
  QCOMPARE(samples->at(0).id, std::string("a, b.png"));
  QVERIFY(samples->at(0).load().has_value());
  QCOMPARE(samples->at(1).truth, std::string("5"));
  QCOMPARE(samples->at(1).load().error().code, ErrorCode::NotFound);
  QCOMPARE(openSamples(m_path / "labels.csv", {})->size(), std::size_t{2});
}

void SamplesTest::readsStrokes()
{
  const std::string lines = R"({"id":"x#0","label":"1","contributor":"aga","w":4,"h":9,"strokes":[[[0,0],[4,9]]]})"
                            "\n"
                            R"({"label":"0","strokes":[[[1,1]],[[2,2],[3,3]]]})"
                            "\n";
  write("plain/digits.jsonl", lines);
  std::filesystem::create_directories(m_path / "packed");
  tests::writeGzip(m_path / "packed/digits.jsonl.gz", lines);
  for (const char* place : {"plain", "plain/digits.jsonl", "packed", "packed/digits.jsonl.gz"}) {
    const auto samples = openSamples(m_path / place, {});
    QVERIFY2(samples.has_value(), place);
    QCOMPARE(samples->size(), std::size_t{2});
    QCOMPARE(samples->at(0).id, std::string("x#0"));
    QCOMPARE(samples->at(0).contributor, std::string("aga"));
    QCOMPARE(samples->at(1).truth, std::string("0"));
    const auto input = samples->at(1).load();
    QVERIFY(input.has_value());
    QCOMPARE(std::get<strokes::Drawing>(*input).strokes.size(), std::size_t{2});
  }
}

void SamplesTest::readsWhatIsNoDigit()
{
  // Images without labels, folders of any depth, and whatever else is told to be none.
  const auto bars = tests::bars(5);
  QVERIFY(base::writeFile(m_path / "glyphs-images-idx3-ubyte", tests::idxBytes({5, 16, 16}, bars.pixels)).has_value());
  QVERIFY(!openSamples(m_path / "glyphs-images-idx3-ubyte", {}).has_value());
  const auto unlabelled = openSamples(m_path / "glyphs-images-idx3-ubyte", {.noDigits = true, .classes = {}});
  QVERIFY(unlabelled.has_value());
  QCOMPARE(unlabelled->size(), std::size_t{5});
  QVERIFY(unlabelled->at(4).noDigit);

  const auto png = image::encodePng(image::Image(3, 3, 1, 0)).value();
  write("signs/greek/alpha/1.png", {png.begin(), png.end()});
  write("signs/greek/beta/1.png", {png.begin(), png.end()});
  const auto nested = openSamples(m_path / "signs", {.noDigits = true, .classes = {}});
  QVERIFY(nested.has_value());
  QCOMPARE(nested->at(1).id, std::string("greek/beta/1.png"));

  // In a list, no text is no digit.
  write("mixed/labels.csv", "file,text\na.png,12\nb.png,\n");
  const auto mixed = openSamples(m_path / "mixed", {});
  QVERIFY(mixed.has_value());
  QVERIFY(!mixed->at(0).noDigit && mixed->at(1).noDigit);
}

void SamplesTest::refusesWhatItCannotRead()
{
  QVERIFY(errorOf("nowhere", ErrorCode::NotFound).contains("does not exist"));
  QVERIFY(errorOf(".", ErrorCode::NotFound).contains("nothing to measure on"));
  write("file.png", "an image without a label");
  QVERIFY(errorOf("file.png", ErrorCode::InvalidArgument).contains("nothing to measure on"));
  write("a/labels.csv", "name,text\nx.png,1\n");
  QVERIFY(errorOf("a", ErrorCode::InvalidArgument).contains("line 1"));
  write("a/labels.csv", "file,text\nx.png,1\ny.png\n");
  QVERIFY(errorOf("a", ErrorCode::InvalidArgument).contains("line 3"));
  write("a/labels.csv", "file,text\n");
  QVERIFY(errorOf("a", ErrorCode::InvalidArgument).contains("no samples"));
  write("b/x.jsonl", "{\"label\":\"1\",\"strokes\":[[[1,1]]]}\n{\"strokes\":[]}\n");
  QVERIFY(errorOf("b", ErrorCode::InvalidArgument).contains("line 2"));
  write("b/y.jsonl", "");
  QVERIFY(errorOf("b", ErrorCode::InvalidArgument).contains("name one"));
}

QTEST_GUILESS_MAIN(SamplesTest)
#include "SamplesTest.moc"
