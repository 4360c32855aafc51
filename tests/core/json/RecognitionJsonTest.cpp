#include "core/json/RecognitionJson.h"

#include <cmath>
#include <limits>

#include <QtTest>
#include <nlohmann/json.hpp>

using namespace numeral;
using Json = nlohmann::json;

namespace {

image::Image somePicture(int channels)
{
  image::Image image(3, 2, channels);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] = static_cast<std::uint8_t>(40 * i);
  return image;
}

/// Two digits, with numbers that a careless writer would round.
engine::Recognition twoDigits()
{
  engine::Recognition recognition;
  recognition.verdict = model::Verdict::Unsure;
  recognition.label = "10";
  recognition.confidence = 0.1 + 0.2;
  recognition.model = {"digits", "1.0.0", "digits", {"0", "1"}};
  recognition.device = "cpu";
  recognition.times = {1e-7, 2e-3, 3e-4, 4e-5, 5e-6, 1.0 / 3};
  recognition.requestId = "abc";
  recognition.timestamp = 1'700'000'000.25;
  for (const std::size_t best : {1U, 0U}) {
    model::Item item;
    item.best = best;
    item.probabilities = {0.1F, std::nextafter(0.9F, 1.F)};
    item.verdict = best == 1 ? model::Verdict::Unsure : model::Verdict::Digit;
    item.box = vision::Box{1.5, 2, 30, 40.25};
    item.ink = {0.3, 0.9, 0.75};
    recognition.items.push_back(item);
  }
  return recognition;
}

engine::Recognition oneAnimal()
{
  engine::Recognition recognition = twoDigits();
  recognition.label = "dog";
  recognition.model = {"pets", "2.1.0", "classification", {"cat", "dog", "neither"}};
  recognition.alternatives = {{"cat", 0.1}, {"neither", std::numeric_limits<float>::min()}};
  recognition.items.resize(1);
  recognition.items[0].probabilities = {0.1F, 0.9F, std::numeric_limits<float>::min()};
  recognition.items[0].box.reset();
  return recognition;
}

void compare(const engine::Recognition& actual, const engine::Recognition& expected)
{
  QCOMPARE(actual.verdict, expected.verdict);
  QCOMPARE(actual.label, expected.label);
  QVERIFY(actual.confidence == expected.confidence);
  QCOMPARE(actual.alternatives.size(), expected.alternatives.size());
  for (std::size_t i = 0; i < expected.alternatives.size(); ++i) {
    QCOMPARE(actual.alternatives[i].label, expected.alternatives[i].label);
    QVERIFY(actual.alternatives[i].confidence == expected.alternatives[i].confidence);
  }
  QCOMPARE(actual.items.size(), expected.items.size());
  for (std::size_t i = 0; i < expected.items.size(); ++i) {
    QCOMPARE(actual.items[i].best, expected.items[i].best);
    QVERIFY(actual.items[i].probabilities == expected.items[i].probabilities);
    QCOMPARE(actual.items[i].verdict, expected.items[i].verdict);
    QVERIFY(actual.items[i].box == expected.items[i].box);
    QVERIFY(actual.items[i].ink.share == expected.items[i].ink.share);
    QVERIFY(actual.items[i].ink.contrast == expected.items[i].ink.contrast);
    QVERIFY(actual.items[i].ink.aspect == expected.items[i].ink.aspect);
    QVERIFY(actual.items[i].input == expected.items[i].input);
  }
  QCOMPARE(actual.steps.size(), expected.steps.size());
  for (std::size_t i = 0; i < expected.steps.size(); ++i) {
    QCOMPARE(actual.steps[i].name, expected.steps[i].name);
    QVERIFY(actual.steps[i].image == expected.steps[i].image);
  }
  QCOMPARE(actual.model.name, expected.model.name);
  QCOMPARE(actual.model.version, expected.model.version);
  QCOMPARE(actual.model.task, expected.model.task);
  QCOMPARE(actual.model.classes, expected.model.classes);
  QCOMPARE(actual.device, expected.device);
  QVERIFY(actual.times.queue == expected.times.queue && actual.times.decode == expected.times.decode);
  QVERIFY(actual.times.preprocess == expected.times.preprocess && actual.times.forward == expected.times.forward);
  QVERIFY(actual.times.postprocess == expected.times.postprocess && actual.times.total == expected.times.total);
  QVERIFY(actual.timestamp == expected.timestamp);
  QCOMPARE(actual.requestId, expected.requestId);
}

/// Through text, as on the wire.
base::Expected<engine::Recognition> thereAndBack(const engine::Recognition& recognition,
                                                 const json::WriteOptions& options = {})
{
  return json::parseRecognition(Json::parse(json::toJson(recognition, options).dump()));
}

} // namespace

Q_DECLARE_METATYPE(nlohmann::json)

class RecognitionJsonTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void namesThatUsersRelyOn()
  {
    const Json digits = json::toJson(twoDigits());
    QVERIFY(digits["label"] == "10" && digits["digit"] == "10" && digits["text"] == "10");
    QVERIFY(digits["verdict"] == "unsure");
    QVERIFY(digits["digits"][0]["digit"] == "1");
    QVERIFY(digits["digits"][0]["box"] == Json({1.5, 2, 30, 40.25}));
    QVERIFY(!digits.contains("probabilities")); // of which of the two?
    const Json animal = json::toJson(oneAnimal());
    QVERIFY(animal["class"] == "dog" && !animal.contains("digit"));
    QVERIFY(animal["items"][0]["class"] == "dog");
    QVERIFY(animal["probabilities"] == animal["items"][0]["probabilities"]);
    for (const char* member : {"model", "device", "inference_time_seconds", "processing_time_seconds", "timings",
                               "timestamp", "request_id", "alternatives", "confidence"})
      QVERIFY2(digits.contains(member), member);
  }

  void rowsStandInTheTextAlone()
  {
    engine::Recognition recognition = twoDigits();
    recognition.label = "1\n0";
    const Json digits = json::toJson(recognition);
    QVERIFY(digits["label"] == "10" && digits["digit"] == "10");
    QVERIFY(digits["text"] == "1\n0");
    const auto back = thereAndBack(recognition);
    QVERIFY2(back.has_value(), back ? "" : back.error().detail.c_str());
    compare(*back, recognition);
    Json older = digits;
    older["label"] = older["digit"] = digits["text"];
    QCOMPARE(json::parseRecognition(older).value().label, recognition.label);
  }

  void namesOfOtherThingsStayAsTheyAre()
  {
    engine::Recognition animal = oneAnimal();
    animal.label = "dog\nbig";
    QVERIFY(json::toJson(animal)["label"] == "dog\nbig");
  }

  void roundTrip()
  {
    for (const auto& recognition : {twoDigits(), oneAnimal()}) {
      const auto back = thereAndBack(recognition);
      QVERIFY2(back.has_value(), back ? "" : back.error().detail.c_str());
      compare(*back, recognition);
    }
  }

  void roundTripOfNothing()
  {
    engine::Recognition blank = twoDigits();
    blank.verdict = model::Verdict::Empty;
    blank.label.reset();
    blank.confidence = 0;
    blank.items.clear();
    QVERIFY(json::toJson(blank)["label"].is_null());
    const auto back = thereAndBack(blank);
    QVERIFY(back.has_value());
    compare(*back, blank);
  }

  void roundTripOfPictures()
  {
    engine::Recognition recognition = twoDigits();
    for (auto& item : recognition.items)
      item.input = somePicture(1);
    recognition.steps = {{"gray", somePicture(1)}, {"colour", somePicture(3)}};
    const auto back = thereAndBack(recognition, {.input = true});
    QVERIFY(back.has_value());
    compare(*back, recognition);
  }

  void nonsenseIsRefused_data()
  {
    QTest::addColumn<Json>("patch");
    const auto row = [](const char* name, const Json& patch) { QTest::newRow(name) << patch; };
    row("no verdict", {{"verdict", nullptr}});
    row("unknown verdict", {{"verdict", "perhaps"}});
    row("label a number", {{"label", 10}});
    row("no text", {{"text", nullptr}});
    row("label of another text", {{"label", "11"}});
    row("items no list", {{"digits", 7}});
    row("item of another class", {{"digits", {{{"digit", "9"}}}}});
    row("model without classes", {{"model", {{"classes", nullptr}}}});
    row("fewer classes than probabilities", {{"model", {{"classes", {"1"}}}}});
    row("time a word", {{"timings", {{"queue", "long"}}}});
    row("no time stamp", {{"timestamp", nullptr}});
  }

  void nonsenseIsRefused()
  {
    QFETCH(Json, patch);
    Json json = json::toJson(twoDigits());
    json.merge_patch(patch);
    const auto back = json::parseRecognition(json);
    QVERIFY(!back);
    QCOMPARE(back.error().code, base::ErrorCode::InvalidArgument);
    QVERIFY(!back.error().detail.empty());
  }

  void otherJsonIsRefused()
  {
    for (const char* text : {"null", "4", "[]", "{}", "\"4\"", "[[]]"})
      QVERIFY2(!json::parseRecognition(Json::parse(text)), text);
    QVERIFY(!json::parseRecognition(Json::parse("{", nullptr, false))); // discarded
  }
};

QTEST_GUILESS_MAIN(RecognitionJsonTest)
#include "RecognitionJsonTest.moc"
