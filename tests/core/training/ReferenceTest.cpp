/// A reference from a recipe: whose writing it takes, and what it counts.
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <set>

#include <nlohmann/json.hpp>

#include "core/base/Files.h"
#include "core/strokes/Drawing.h"
#include "core/training/DigitTemplates.h"
#include "core/training/ReferenceRun.h"

using namespace numeral;
using training::ReferencePictures;

namespace {

/// Two writers, each the templates; `tallWriter`'s are stretched, so that one knows them again.
void writeStrokes(const std::filesystem::path& file, const std::string& tallWriter)
{
  std::string lines;
  for (const std::string writer : {"met", "unmet"})
    for (auto entry : training::digitTemplates()) {
      for (auto& stroke : entry.drawing.strokes)
        for (auto& point : stroke)
          point.y *= writer == tallWriter ? 4 : 1;
      auto json = nlohmann::json::parse(strokes::toJson(entry.drawing));
      json["label"] = std::to_string(entry.label);
      json["contributor"] = writer;
      lines += json.dump() + "\n";
    }
  std::filesystem::create_directories(file.parent_path());
  QVERIFY(base::writeFile(file, lines).has_value());
}

training::Recipe recipe()
{
  return training::parseRecipe(R"({"classes": ["0", "1"], "sources": [
    {"kind": "strokes", "path": "pen.jsonl", "name": "pen", "contributors_left_out": ["unmet"]},
    {"kind": "strokes", "path": "letters.jsonl", "name": "letters", "no_class": true},
    {"kind": "images", "path": "absent", "name": "absent"},
    {"kind": "templates", "count": 10, "name": "templates"}]})")
      .value();
}

std::shared_ptr<const model::Bundle> shipped()
{
  return model::loadBundle(NUMERAL_MODELS "/digits", {.device = "cpu"}).value();
}

} // namespace

class ReferenceTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void glyphsAreCountedThroughTheWholePipeline()
  {
    const QTemporaryDir folder;
    const std::filesystem::path data(folder.path().toStdString());
    writeStrokes(data / "pen.jsonl", "");
    const auto pictures = ReferencePictures::open(recipe(), data, "digits").value();
    QCOMPARE(pictures.names().size(), std::size_t{1}); // neither the letters nor what is not there
    const auto made = training::makeReference(shipped(), pictures, {.pictures = 80, .seed = 1, .progress = {}});
    QVERIFY2(made.has_value(), made ? "" : made.error().message.c_str());
    QVERIFY(made->glyphs() >= 70);
    QCOMPARE(made->features.size(), model::kFeatures.size());
    for (const auto& [feature, distribution] : made->features) {
      std::uint64_t counted = 0;
      for (const auto count : distribution.counts)
        counted += count;
      QVERIFY2(counted == made->glyphs(), std::string(model::name(feature)).c_str());
    }
    QVERIFY(model::parseReference(model::toJson(*made)).has_value());
  }

  void onlyWritersWhomTheModelHasNotMetAreTaken()
  {
    const auto heights = [](const std::string& tallWriter) {
      const QTemporaryDir folder;
      const std::filesystem::path data(folder.path().toStdString());
      writeStrokes(data / "pen.jsonl", tallWriter);
      const auto pictures = ReferencePictures::open(recipe(), data, "digits").value();
      std::size_t tall = 0;
      for (std::size_t i = 0; i < 60; ++i) {
        const auto input = pictures.picture(1, i).value();
        if (const auto* drawing = std::get_if<strokes::Drawing>(&input))
          for (const auto& stroke : drawing->strokes)
            tall += std::any_of(stroke.begin(), stroke.end(), [](const auto& point) { return point.y > 2; }) ? 1U : 0U;
      }
      return tall;
    };
    QVERIFY(heights("unmet") > 0);
    QCOMPARE(heights("met"), std::size_t{0});
  }

  void theSameSeedGivesTheSamePictures()
  {
    const QTemporaryDir folder;
    const std::filesystem::path data(folder.path().toStdString());
    writeStrokes(data / "pen.jsonl", "");
    const auto pictures = ReferencePictures::open(recipe(), data, "digits").value();
    std::set<int> widths;
    for (std::size_t i = 0; i < 40; ++i) {
      const auto one = pictures.picture(7, i).value();
      const auto other = pictures.picture(7, i).value();
      QCOMPARE(one.index(), other.index());
      if (const auto* image = std::get_if<image::Image>(&one)) {
        QVERIFY(*image == std::get<image::Image>(other));
        widths.insert(image->width);
      }
    }
    QVERIFY(widths.size() > 10);
  }

  void nothingToMakeItFromIsSaid()
  {
    const QTemporaryDir folder;
    const auto none = ReferencePictures::open(recipe(), folder.path().toStdString(), "digits");
    QVERIFY(!none);
    QCOMPARE(none.error().code, base::ErrorCode::NotFound);
    QVERIFY(none.error().message.find(folder.path().toStdString()) != std::string::npos);
  }

  void aSampleThatCannotBeReadEndsIt()
  {
    const QTemporaryDir folder;
    const std::filesystem::path data(folder.path().toStdString());
    std::filesystem::create_directories(data / "mine/7");
    QVERIFY(base::writeFile(data / "mine/7/seven.png", "no picture").has_value());
    const auto own = training::parseRecipe(R"({"classes": ["0", "1"], "sources": [
      {"kind": "images", "path": "mine", "name": "mine"}]})")
                         .value();
    const auto pictures = ReferencePictures::open(own, data, "digits");
    QVERIFY2(pictures.has_value(), pictures ? "" : pictures.error().message.c_str());
    QVERIFY(!training::makeReference(shipped(), *pictures, {.pictures = 5, .seed = 1, .progress = {}}));
  }
};

QTEST_GUILESS_MAIN(ReferenceTest)
#include "ReferenceTest.moc"
