#include "core/training/Synthesis.h"

#include <map>

#include <QTemporaryDir>
#include <QtTest>

#include "core/image/Codec.h"
#include "core/training/Samples.h"
#include "tests/core/training/IdxFiles.h"

using namespace numeral;
using base::ErrorCode;
using training::GlyphPool;

namespace {

const char* const kSigns = R"({"label":",","strokes":[[[0,0],[5,9]]]}
{"label":"\u0022","strokes":[[[0,0],[0,9]],[[5,0],[5,9]]]}
)";

} // namespace

class SynthesisTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase()
  {
    tests::writeIdxPair(path("idx"), "train", tests::bars(30));
    m_pool = GlyphPool::open(path("idx"), {}).value();
    m_options.count = 4;
    m_options.layout.minLength = m_options.layout.maxLength = 3;
    m_options.layout.minRows = m_options.layout.maxRows = 2;
    m_options.layout.minHeight = m_options.layout.maxHeight = 30;
    m_options.paper = *training::paperNamed("phone");
    m_options.paper.colour = true;
  }

  void whatItWritesCanBeMeasuredOn_data()
  {
    QTest::addColumn<bool>("compressed");
    QTest::newRow("JPEG") << true;
    QTest::newRow("PNG") << false;
  }

  void whatItWritesCanBeMeasuredOn()
  {
    QFETCH(bool, compressed);
    auto options = m_options;
    if (!compressed)
      options.paper.jpeg = {};
    std::size_t told = 0;
    options.progress = [&told](std::size_t done) { told = done; };
    const auto folder = path(compressed ? "jpeg" : "png");
    QVERIFY(training::synthesise(*m_pool, options, folder).has_value());
    QCOMPARE(told, options.count);
    const auto samples = training::openSamples(folder, {}).value();
    QCOMPARE(samples.size(), options.count);
    for (const auto& sample : samples) {
      QCOMPARE(sample.truth.size(), std::size_t{7});
      QCOMPARE(sample.truth[3], '\n');
      QVERIFY(sample.id.ends_with(compressed ? ".jpg" : ".png"));
      const auto file = std::get<engine::EncodedImage>(sample.load().value());
      QCOMPARE(image::decode(file.bytes).value().channels, 3);
    }
  }

  void sameSeedSameBytes()
  {
    QVERIFY(training::synthesise(*m_pool, m_options, path("first")).has_value());
    QVERIFY(training::synthesise(*m_pool, m_options, path("again")).has_value());
    QCOMPARE(contents("again"), contents("first"));
    auto options = m_options;
    options.seed = 2;
    QVERIFY(training::synthesise(*m_pool, options, path("other")).has_value());
    QVERIFY(contents("other") != contents("first"));
    options = m_options;
    options.count = 2;
    QVERIFY(training::synthesise(*m_pool, options, path("fewer")).has_value());
    QCOMPARE(contents("fewer").at("000001.jpg"), contents("first").at("000001.jpg"));
  }

  void labelsSurviveTheTable()
  {
    QVERIFY(base::writeFile(path("signs.jsonl"), kSigns).has_value());
    auto options = m_options;
    options.layout = {};
    options.count = 20;
    QVERIFY(training::synthesise(GlyphPool::open(path("signs.jsonl"), {}).value(), options, path("signs")).has_value());
    std::map<std::string, int> truths;
    const auto samples = training::openSamples(path("signs"), {}).value();
    for (const auto& sample : samples)
      ++truths[sample.truth];
    QCOMPARE(truths.size(), std::size_t{2});
    QVERIFY(truths.count(",") == 1 && truths.count("\"") == 1);
  }

  void leavesFoldersInUseAlone()
  {
    QVERIFY(base::writeFile(path("used/thesis.txt"), "years of work").has_value());
    const auto done = training::synthesise(*m_pool, m_options, path("used"));
    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::InvalidArgument);
    QVERIFY(done.error().message.find("not empty") != std::string::npos);
    QCOMPARE(contents("used").size(), std::size_t{1});
  }

  void saysWhenItCannotWrite()
  {
    const auto done = training::synthesise(*m_pool, m_options, path("used/thesis.txt/in a file"));
    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::Io);
  }

private:
  std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }

  std::map<std::string, base::Bytes> contents(const char* folder) const
  {
    std::map<std::string, base::Bytes> files;
    for (const auto& entry : std::filesystem::directory_iterator(path(folder)))
      files[entry.path().filename().string()] = base::readFile(entry.path(), 1 << 24).value();
    return files;
  }

  QTemporaryDir m_folder;
  std::optional<GlyphPool> m_pool;
  training::SynthesisOptions m_options;
};

QTEST_GUILESS_MAIN(SynthesisTest)
#include "SynthesisTest.moc"
