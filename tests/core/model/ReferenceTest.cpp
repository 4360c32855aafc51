/// drift.json: what is accepted, what is not, and that a model serves whatever it holds.
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

#include <nlohmann/json.hpp>

#include "core/base/Files.h"
#include "core/model/Bundle.h"
#include "core/model/Reference.h"

using namespace numeral;
using model::Feature;
using model::Reference;

namespace {

Reference reference()
{
  Reference made;
  made.sha256 = "0123";
  made.madeFrom = {"somewhere"};
  made.classes = {"0", "1"};
  made.classCounts = {5, 4, 1};
  made.features[Feature::Aspect] = {{0.5, 1}, {2, 5, 3}};
  made.features[Feature::Confidence] = {{0.9}, {0, 10}};
  return made;
}

/// The file with one member changed, at a path such as "/features/aspect/edges".
std::string changed(const std::string& path, const nlohmann::json& value)
{
  auto json = nlohmann::json::parse(model::toJson(reference()));
  json[nlohmann::json::json_pointer(path)] = value;
  return json.dump();
}

} // namespace

class ReferenceTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void whatIsWrittenIsReadAgain()
  {
    const auto made = reference();
    const auto read = model::parseReference(model::toJson(made));
    QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
    QCOMPARE(read->glyphs(), std::uint64_t{10});
    QCOMPARE(read->features.at(Feature::Aspect).counts, made.features.at(Feature::Aspect).counts);
    QCOMPARE(model::toJson(*read), model::toJson(made));
  }

  void binsBeginAtTheirEdge()
  {
    const auto aspect = reference().features.at(Feature::Aspect);
    QCOMPARE(aspect.binOf(0.49), std::size_t{0});
    QCOMPARE(aspect.binOf(0.5), std::size_t{1});
    QCOMPARE(aspect.binOf(7), std::size_t{2});
  }

  void whatIsBrokenIsNamed_data()
  {
    QTest::addColumn<std::string>("json");
    QTest::addColumn<std::string>("named");
    const auto row = [](const char* name, const std::string& json, const std::string& named) {
      QTest::newRow(name) << json << named;
    };
    row("nothing", "", "JSON object");
    row("a list", "[]", "JSON object");
    row("no member", "{}", "\"sha256\"");
    row("sum of another kind", changed("/sha256", 7), "\"sha256\"");
    row("one class", changed("/classes", {"0"}), "\"classes\"");
    row("a class that is a number", changed("/classes", {"0", 1}), "\"classes\"");
    row("a count too few", changed("/class_counts", {5, 4}), "\"class_counts\"");
    row("nothing counted", changed("/class_counts", {0, 0, 0}), "\"class_counts\"");
    row("a count below 0", changed("/class_counts", {5, -4, 1}), "\"class_counts\"");
    row("part of a glyph", changed("/class_counts", {5, 4.5, 1}), "\"class_counts\"");
    row("a count beyond measure", changed("/class_counts", {5, UINT64_MAX, 1}), "\"class_counts\"");
    row("features as a list", changed("/features", nlohmann::json::array()), "\"features\"");
    row("an unknown feature", changed("/features/smell", 1), "no feature");
    row("a feature without edges", changed("/features/aspect", {{"counts", {1}}}), "features.aspect");
    row("no edge", changed("/features/aspect/edges", nlohmann::json::array()), "features.aspect.edges");
    row("edges that fall", changed("/features/aspect/edges", {1, 0.5}), "rise");
    row("an edge twice", changed("/features/aspect/edges", {1, 1}), "rise");
    row("an edge in words", changed("/features/aspect/edges", {"a", 1}), "features.aspect.edges");
    row("too many edges", changed("/features/aspect/edges", std::vector<int>(256, 1)), "features.aspect.edges");
    row("counts and edges that do not fit", changed("/features/aspect/counts", {1, 2}), "features.aspect.counts");
  }

  void whatIsBrokenIsNamed()
  {
    QFETCH(std::string, json);
    QFETCH(std::string, named);
    const auto read = model::parseReference(json);
    QVERIFY(!read);
    QCOMPARE(read.error().code, base::ErrorCode::InvalidModel);
    QVERIFY2(read.error().message.find(named) != std::string::npos, read.error().message.c_str());
  }

  void theModelServesWhateverItHolds()
  {
    const QTemporaryDir folder;
    const std::filesystem::path path(folder.path().toStdString());
    for (const char* file : {"model.pt", "second.pt", "manifest.json"})
      std::filesystem::copy_file(std::filesystem::path(NUMERAL_MODELS "/digits") / file, path / file);
    const auto load = [&] { return model::loadBundle(path, {.device = "cpu"}).value(); };
    const auto bare = load();
    QVERIFY(!bare->reference && !bare->referenceProblem);

    auto fitting = reference();
    fitting.sha256 = bare->manifest.weights();
    fitting.classes = bare->manifest.classes;
    fitting.classCounts.assign(fitting.classes.size() + 1, 3);
    QVERIFY(base::writeFile(path / model::kReferenceFile, model::toJson(fitting)).has_value());
    QVERIFY(load()->reference != nullptr);
    QCOMPARE(load()->reference->glyphs(), std::uint64_t{33});

    auto foreign = fitting;
    foreign.sha256 = "another";
    auto halfForeign = fitting; // a cascade is both of its networks
    halfForeign.sha256 = bare->manifest.sha256 + "+another";
    for (const auto& content :
         {std::string("broken"), model::toJson(foreign), model::toJson(halfForeign), std::string(2 << 20, ' ')}) {
      QVERIFY(base::writeFile(path / model::kReferenceFile, content).has_value());
      const auto loaded = load();
      QVERIFY(!loaded->reference && loaded->referenceProblem);
      QVERIFY2(loaded->referenceProblem->message.find("drift.json") != std::string::npos,
               loaded->referenceProblem->message.c_str());
    }
  }

  void theShippedModelHasOne()
  {
    const auto manifest = model::verifyBundle(NUMERAL_MODELS "/digits").value();
    const auto shipped = model::readReference(NUMERAL_MODELS "/digits", manifest);
    QVERIFY2(shipped.has_value(), shipped ? "" : shipped.error().message.c_str());
    QVERIFY(*shipped && (*shipped)->glyphs() > 5000);
    QCOMPARE((*shipped)->features.size(), model::kFeatures.size());
  }
};

QTEST_GUILESS_MAIN(ReferenceTest)
#include "ReferenceTest.moc"
