#include <iterator>
#include <set>

#include <QTemporaryDir>
#include <QTest>

#include "core/training/TrainingData.h"
#include "tests/core/training/IdxFiles.h"

using namespace numeral;
using base::ErrorCode;

namespace {

constexpr std::string_view kRecipe = R"({
  "classes": ["0", "1", "2"],
  "sources": [
    {"kind": "images", "path": "mnist", "name": "bars", "hold_back": 10, "weight": 2},
    {"kind": "strokes", "path": "lines.jsonl", "contributors_held_back": ["ann"], "contributors_left_out": ["bob"],
     "labels_left_out": ["2"]},
    {"kind": "strokes", "path": "letters.jsonl", "name": "letters", "no_class": true},
    {"kind": "doodles", "count": 7, "hold_back": 3}
  ]
})";

std::string line(const std::string& label, const std::string& contributor)
{
  return R"({"label":")" + label + R"(","contributor":")" + contributor + R"(","strokes":[[[0,0],[5,9]]]})" + "\n";
}

} // namespace

class RecipeTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init();
  void gathersWhatItNames();
  void labelsPairsBeyondWhatIsNoClass();
  void saysWhatIsMissing();
  void refusesWhatItCannotRead_data();
  void refusesWhatItCannotRead();
  void refusesStrokesOfNoClass();
  void shippedRecipeIsReadable();

private:
  void write(const std::string& name, const std::string& text)
  {
    QVERIFY(base::writeFile(m_path / name, text).has_value());
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  std::filesystem::path m_path;
};

void RecipeTest::init()
{
  m_folder = std::make_unique<QTemporaryDir>();
  m_path = m_folder->path().toStdString();
  std::filesystem::create_directories(m_path / "mnist");
  tests::writeIdxPair(m_path / "mnist", "train", tests::bars(60, 28));
  write("lines.jsonl", line("0", "ann") + line("1", "bob") + line("1", "cid") + line("2", "cid") + line("0", "cid"));
}

void RecipeTest::gathersWhatItNames()
{
  write("letters.jsonl", line("A", "cid") + line("B", "ann"));
  const auto recipe = training::parseRecipe(kRecipe);
  QVERIFY2(recipe.has_value(), recipe ? "" : recipe.error().message.c_str());
  const auto data = training::gatherTrainingData(*recipe, m_path);
  QVERIFY2(data.has_value(), data ? "" : data.error().message.c_str());
  QVERIFY(data->background);
  QVERIFY(data->missing.empty());
  QCOMPARE(data->parts.size(), std::size_t{4});
  QCOMPARE(data->parts[0].perEpoch, std::size_t{100}); // 50, twice
  QCOMPARE(data->parts[1].originals, std::size_t{2});  // of cid, without the 2
  QCOMPARE(data->parts[1].heldBack, std::size_t{1});   // of ann
  QCOMPARE(data->parts[2].originals, std::size_t{2});
  QCOMPARE(data->parts[3].perEpoch, std::size_t{7});
  QCOMPARE(data->heldBack.size(), std::size_t{10 + 1 + 3});
  QCOMPARE(data->mixture.size(), std::size_t{100 + 2 + 2 + 7});
  QCOMPARE(data->mixture.parts()[2].source->label(0), 3); // one beyond the classes
}

void RecipeTest::labelsPairsBeyondWhatIsNoClass()
{
  const auto recipe = training::parseRecipe(R"({"classes": ["0", "1", "2"], "sources": [
    {"kind": "images", "path": "mnist"}, {"kind": "pairs", "count": 60, "hold_back": 5}]})");
  QVERIFY2(recipe.has_value(), recipe ? "" : recipe.error().message.c_str());
  const auto data = training::gatherTrainingData(*recipe, m_path);
  QVERIFY2(data.has_value(), data ? "" : data.error().message.c_str());
  QVERIFY(data->background && data->pairs);
  QCOMPARE(data->heldBack.size(), std::size_t{5});
  const auto& pairs = *data->mixture.parts()[1].source;
  std::set<int> labels;
  for (std::size_t i = 0; i < pairs.size(); ++i)
    labels.insert(pairs.label(i));
  QCOMPARE(*labels.begin(), 3); // three digits
  QCOMPARE(*std::next(labels.begin()), 4);
  QCOMPARE(*labels.rbegin(), 3 + 1 + 8);

  const auto alone = training::parseRecipe(R"({"classes": ["0", "1"], "sources": [{"kind": "pairs", "count": 9}]})");
  const auto refused = training::gatherTrainingData(*alone, m_path);
  QVERIFY(!refused.has_value());
  QVERIFY(QString::fromStdString(refused.error().message).contains("pairs"));
}

void RecipeTest::saysWhatIsMissing()
{
  const auto recipe = training::parseRecipe(kRecipe).value();
  const auto data = training::gatherTrainingData(recipe, m_path);
  QVERIFY(data.has_value());
  QCOMPARE(data->missing, std::vector<std::string>{"letters"});

  const QTemporaryDir empty;
  const auto nothing = training::gatherTrainingData(recipe, empty.path().toStdString());
  QVERIFY(!nothing.has_value());
  QCOMPARE(nothing.error().code, ErrorCode::NotFound);
  QVERIFY(QString::fromStdString(nothing.error().message).contains("data fetch"));
}

void RecipeTest::refusesWhatItCannotRead_data()
{
  QTest::addColumn<QString>("recipe");
  QTest::addColumn<QString>("words");
  QTest::newRow("no JSON") << "classes"
                           << "JSON object";
  QTest::newRow("no sources") << R"({"classes":["a","b"]})"
                              << "\"sources\"";
  QTest::newRow("one class") << R"({"classes":["a"],"sources":[{"kind":"doodles","count":1}]})"
                             << "two classes";
  QTest::newRow("unknown kind") << R"({"classes":["a","b"],"sources":[{"kind":"dreams"}]})"
                                << "source 1";
  QTest::newRow("no count") << R"({"classes":["a","b"],"sources":[{"kind":"templates"}]})"
                            << "count";
  QTest::newRow("weight") << R"({"classes":["a","b"],"sources":[{"kind":"images","path":"x","weight":0}]})"
                          << "\"weight\"";
}

void RecipeTest::refusesWhatItCannotRead()
{
  QFETCH(QString, recipe);
  QFETCH(QString, words);
  const auto refused = training::parseRecipe(recipe.toStdString());
  QVERIFY(!refused.has_value());
  QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
  QVERIFY2(QString::fromStdString(refused.error().message).contains(words), refused.error().message.c_str());
}

void RecipeTest::refusesStrokesOfNoClass()
{
  const auto recipe = training::parseRecipe(R"({"classes":["0","1"],"sources":[
    {"kind":"images","path":"mnist"},{"kind":"strokes","path":"letters.jsonl"}]})");
  write("letters.jsonl", line("A", "cid"));
  const auto refused = training::gatherTrainingData(*recipe, m_path);
  QVERIFY(!refused.has_value());
  QVERIFY(QString::fromStdString(refused.error().message).contains("\"A\""));
}

void RecipeTest::shippedRecipeIsReadable()
{
  const auto text = base::readFile(NUMERAL_MODELS "/digits/recipe.json", 1 << 20);
  QVERIFY(text.has_value());
  const auto recipe = training::parseRecipe(base::textOf(*text));
  QVERIFY2(recipe.has_value(), recipe ? "" : recipe.error().message.c_str());
  QCOMPARE(recipe->classes.size(), std::size_t{10});
}

QTEST_GUILESS_MAIN(RecipeTest)
#include "RecipeTest.moc"
