/// The Open Inference Protocol as its clients speak it. The bodies are what tritonclient.http 2.x and kserve 0.1x
/// build; their sources were read for the order and the spelling of every member.
#include <QTest>

#include <condition_variable>
#include <cstring>
#include <mutex>

#include "tests/monitoring/server/BadInferRequests.h"
#include "tests/monitoring/server/InferenceBodies.h"
#include "tests/monitoring/server/TestServer.h"
#include "tests/support/Painter.h"

using namespace numeral;
using support::fetch;
using support::HttpAnswer;
using namespace support::inference;
using Json = nlohmann::json;

namespace {

const std::string kInfer = "/v2/models/colours/infer";

Floats floatsOf(std::string_view bytes)
{
  Floats values(bytes.size() / 4);
  std::memcpy(values.data(), bytes.data(), values.size() * 4);
  return values;
}

Texts textsOf(std::string_view bytes)
{
  Texts elements;
  while (bytes.size() >= 4) {
    std::uint32_t length = 0;
    std::memcpy(&length, bytes.data(), 4);
    elements.emplace_back(bytes.substr(4, length));
    bytes.remove_prefix(4 + length);
  }
  return elements;
}

/// Values without a pattern, 0 to 255.
std::vector<int> noise()
{
  std::mt19937 random(7);
  std::vector<int> values(kItem);
  for (auto& value : values)
    value = static_cast<int>(random() % 256);
  return values;
}

/// An answer with its tensors taken apart as InferResult (tritonclient) and InferResponse.from_bytes (kserve) do.
struct Inferred {
  explicit Inferred(const HttpAnswer& answer) : status(answer.status)
  {
    const auto given = answer.header("inference-header-content-length");
    const auto length = given.empty() ? answer.body.size() : std::stoul(given);
    contentType = answer.header("content-type");
    json = Json::parse(answer.body.substr(0, length));
    std::size_t at = length;
    for (const auto& output : json.value("outputs", Json::array())) {
      order.push_back(output.at("name"));
      if (!output.contains("parameters"))
        continue;
      const std::size_t size = output.at("parameters").at("binary_data_size");
      binary[order.back()] = answer.body.substr(at, size);
      at += size;
    }
    wasWhole = at == answer.body.size();
  }

  const Json& output(const std::string& name) const
  {
    for (const auto& output : json.at("outputs"))
      if (output.at("name") == name)
        return output;
    throw std::runtime_error("no output " + name);
  }
  Floats floats(const std::string& name) const
  {
    return binary.contains(name) ? floatsOf(binary.at(name)) : output(name).at("data").get<Floats>();
  }
  Texts texts(const std::string& name) const
  {
    return binary.contains(name) ? textsOf(binary.at(name)) : output(name).at("data").get<Texts>();
  }

  int status;
  std::string contentType;
  Json json;
  Texts order;                               ///< of the outputs
  std::map<std::string, std::string> binary; ///< by output
  bool wasWhole = false;                     ///< the body ends where the last tensor does
};

std::string imageJson(const Texts& files, const std::string& more = {})
{
  Json data = Json::array();
  for (const auto& file : files)
    data.push_back(base64(file));
  return requestJson(tensorJson("[" + std::to_string(files.size()) + "]", "BYTES", data.dump(), "image"), more);
}

std::string hostile(const char* name)
{
  return std::string(base::textOf(support::testBytes(std::string("images/hostile/") + name)));
}

} // namespace

class InferenceTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { m_server = std::make_unique<support::TestServer>(); }
  void cleanupTestCase() { m_server.reset(); }

  void metadata()
  {
    const auto server = Json::parse(get("/v2").body);
    QCOMPARE(server.at("name").get<std::string>(), std::string("numeral"));
    QVERIFY(server.at("version").is_string());
    QVERIFY(server.at("extensions") == Json({"binary_tensor_data", "classification"}));
    const auto* wanted = R"({"name":"colours","versions":["0.1.0"],"platform":"pytorch_torchscript",)"
                         R"("inputs":[{"name":"input","datatype":"FP32","shape":[-1,3,4,6]},)"
                         R"({"name":"image","datatype":"BYTES","shape":[-1]}],)"
                         R"("outputs":[{"name":"probabilities","datatype":"FP32","shape":[-1,3]},)"
                         R"({"name":"label","datatype":"BYTES","shape":[-1]},)"
                         R"({"name":"confidence","datatype":"FP32","shape":[-1]},)"
                         R"({"name":"verdict","datatype":"BYTES","shape":[-1]}]})";
    for (const char* path : {"/v2/models/colours", "/v2/models/colours/versions/0.1.0"}) {
      const auto answer = get(path);
      QCOMPARE(answer.header("content-type"), std::string("application/json"));
      QCOMPARE(answer.body, std::string(wanted));
    }
  }

  void health()
  {
    QCOMPARE(get("/v2/health/live").body, std::string(R"({"live":true})"));
    QCOMPARE(get("/v2/health/ready").body, std::string(R"({"ready":true})"));
    for (const char* path : {"/v2/models/colours/ready", "/v2/models/colours/versions/0.1.0/ready"})
      QCOMPARE(get(path).body, std::string(R"({"name":"colours","ready":true})"));
    QCOMPARE(fetch(m_server->adminPort(), "GET", "/v2").status, 404);
  }

  void whereNoRouteIsTheWordsAreForInferenceClients()
  {
    const auto plain = std::string("application/json");
    for (const auto& [method, path, status] : {std::tuple{"GET", "/v2/nonsense", 404},
                                               {"GET", "/v2/models/colours/infer", 405},
                                               {"DELETE", "/v2", 405},
                                               {"POST", "/v2/health/live", 405},
                                               {"GET", "/v2/", 404}}) {
      const auto answer = fetch(m_server->port(), method, path);
      QVERIFY2(answer.status == status, path);
      QCOMPARE(answer.header("content-type"), plain);
      QVERIFY(Json::parse(answer.body).at("error").is_string());
    }
    const auto answer = fetch(m_server->port(), "GET", "/v2/models/colours", {}, "Host: another.example\r\n");
    QCOMPARE(answer.status, 400); // two of them
    QCOMPARE(answer.header("content-type"), plain);
    QCOMPARE(fetch(m_server->port(), "GET", "/v20").header("content-type"), std::string("application/problem+json"));
  }

  void whatIsNotLoadedIsNotFound()
  {
    for (const char* path : {"/v2/models/nobody", "/v2/models/nobody/ready", "/v2/models/colours/versions/1",
                             "/v2/models/colours/versions/1/ready", "/v2/models/nobody/versions/0.1.0"}) {
      const auto answer = get(path);
      QVERIFY2(answer.status == 404, path);
      QCOMPARE(answer.header("content-type"), std::string("application/json"));
      QVERIFY(Json::parse(answer.body).at("error").is_string());
    }
    QCOMPARE(infer(blueJson(), {}, "/v2/models/nobody/infer").status, 404);
    QCOMPARE(infer(blueJson(), {}, "/v2/models/colours/versions/2/infer").status, 404);
    QCOMPARE(get("/v2/models/%zz").status, 400);
  }

  void withoutAModelNothingIsReady()
  {
    support::TestServer server;
    server.store.remove("colours");
    QCOMPARE(fetch(server.port(), "GET", "/v2/health/live").status, 200);
    for (const char* path : {"/v2/health/ready", "/v2/models/colours/ready"}) {
      const auto answer = fetch(server.port(), "GET", path);
      QVERIFY2(answer.status == 503, path);
      QCOMPARE(Json::parse(answer.body).at("ready").get<bool>(), false);
    }
    QCOMPARE(fetch(server.port(), "GET", "/v2/models/colours").status, 503);
    QCOMPARE(fetch(server.port(), "POST", kInfer, blueJson()).status, 503);
    QCOMPARE(fetch(server.port(), "POST", "/v2/repository/index").body, std::string("[]"));
    server.store.put(support::toyBundle(server.toy));
    QCOMPARE(fetch(server.port(), "POST", kInfer, blueJson()).status, 200);
  }

  /// As many items as need two waves; the model is gone before the second.
  void aSwitchOfModelsLosesNothingUnderWay()
  {
    support::TestServer server;
    std::once_flag switched;
    server.toy->beforeForward = [&] {
      std::call_once(switched, [&server] {
        server.store.put(
            support::toyBundle(std::make_shared<support::ToyModel>(), support::toyManifest("other", "2.0.0")));
        server.store.remove("colours");
      });
    };
    const Inferred answer(fetch(server.port(), "POST", kInfer, imageJson(Texts(40, support::bluePng()))));
    QVERIFY2(answer.status == 200, answer.json.dump().c_str());
    QCOMPARE(answer.texts("label"), Texts(40, "blue"));
    QCOMPARE(fetch(server.port(), "POST", kInfer, blueJson()).status, 404);
  }

  void aStoppingServerIsNotReady()
  {
    std::mutex mutex;
    std::condition_variable changed;
    bool reached = false;
    bool open = false;
    support::TestServer server;
    server.toy->beforeForward = [&] {
      std::unique_lock lock(mutex);
      reached = true;
      changed.notify_all();
      changed.wait(lock, [&] { return open; });
    };
    const int port = server.port();
    support::HttpConnection asked(port);
    support::HttpConnection waiting(port); // idle connections are answered while the server drains
    waiting.request("GET", "/v2/health/ready");
    QCOMPARE(waiting.receive().status, 200);
    asked.request("POST", kInfer, blueJson());
    {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return reached; });
    }
    std::thread stopping([&] { server.server.stop(std::chrono::seconds(60)); });
    // Until stop() has said so; one connection each, since a draining server closes them.
    int status = 200;
    const bool told = QTest::qWaitFor(
        [&] {
          status = fetch(port, "GET", "/v2/health/ready").status;
          return status != 200;
        },
        30'000);
    const int model = fetch(port, "GET", "/v2/models/colours/ready").status;
    const int metadata = fetch(port, "GET", "/v2/models/colours").status;
    const int refused = fetch(port, "POST", kInfer, blueJson()).status;
    {
      const std::lock_guard lock(mutex);
      open = true;
      changed.notify_all();
    }
    stopping.join();
    QVERIFY(told);
    QCOMPARE(status, 503);
    QCOMPARE(model, 503);
    QCOMPARE(metadata, 200);
    QCOMPARE(refused, 503);
    QCOMPARE(asked.receive().status, 200);
  }

  void repositoryIndex()
  {
    const std::string wanted = R"([{"name":"colours","version":"0.1.0","state":"READY","reason":""}])";
    for (const char* body : {"", "{}", R"({"ready": true})", R"({"ready":false})"})
      QCOMPARE(fetch(m_server->port(), "POST", "/v2/repository/index", body).body, wanted);
    for (const char* body : {"x", "[]", R"({"ready": 1})", "true"})
      QCOMPARE(fetch(m_server->port(), "POST", "/v2/repository/index", body).status, 400);
  }

  void namesMayHaveOddCharacters()
  {
    m_server->store.put(support::toyBundle(m_server->toy, support::toyManifest("a b+c", "1.0.0-é")));
    QCOMPARE(Json::parse(get("/v2/models/a%20b+c/versions/1.0.0-%C3%A9").body).at("name").get<std::string>(),
             std::string("a b+c"));
    QCOMPARE(infer(blueJson(), {}, "/v2/models/a%20b+c/infer").json.at("model_name").get<std::string>(),
             std::string("a b+c"));
    m_server->store.remove("a b+c");
    m_server->store.put(support::toyBundle(m_server->toy));
  }

  /// InferInput.set_data_from_numpy(array), no outputs named: everything comes back binary.
  void tritonFp32Binary()
  {
    const std::string json = R"({"id":"42","inputs":[{"name":"input","shape":[2,3,4,6],"datatype":"FP32",)"
                             R"("parameters":{"binary_data_size":576}}],"parameters":{"binary_data_output":true}})";
    const auto answer = infer(json + floatBytes(colour(1, 1.F)) + floatBytes(colour(0, 0.5F)), lengthHeader(json));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.contentType, std::string("application/octet-stream"));
    QVERIFY(answer.wasWhole);
    QCOMPARE(
        answer.json.dump(),
        Json::parse(R"({"model_name":"colours","model_version":"0.1.0","id":"42","outputs":[)"
                    R"({"name":"probabilities","datatype":"FP32","shape":[2,3],"parameters":{"binary_data_size":24}},)"
                    R"({"name":"label","datatype":"BYTES","shape":[2],"parameters":{"binary_data_size":16}},)"
                    R"({"name":"confidence","datatype":"FP32","shape":[2],"parameters":{"binary_data_size":8}},)"
                    R"({"name":"verdict","datatype":"BYTES","shape":[2],"parameters":{"binary_data_size":18}}]})")
            .dump());
    QCOMPARE(answer.texts("label"), (Texts{"green", "red"}));
    QCOMPARE(answer.texts("verdict"), (Texts{"digit", "digit"}));
    const auto probabilities = answer.floats("probabilities");
    QCOMPARE(probabilities.size(), std::size_t{6});
    QCOMPARE(answer.floats("confidence"), (Floats{probabilities[1], probabilities[3]}));
    QVERIFY(std::abs(probabilities[3] + probabilities[4] + probabilities[5] - 1.F) < 1e-6F);
  }

  void tritonUint8Binary()
  {
    const std::string json = R"({"inputs":[{"name":"input","shape":[1,3,4,6],"datatype":"UINT8",)"
                             R"("parameters":{"binary_data_size":72}}],"outputs":[{"name":"label","parameters":)"
                             R"({"binary_data":true}},{"name":"probabilities","parameters":{"binary_data":false}}]})";
    const auto pixels = colour<char>(2, '\xff');
    const auto answer = infer(json + std::string(pixels.begin(), pixels.end()), lengthHeader(json));
    QCOMPARE(answer.order, (Texts{"label", "probabilities"}));
    QVERIFY(answer.wasWhole);
    QVERIFY(!answer.json.contains("id"));
    QVERIFY(answer.binary.contains("label") && !answer.binary.contains("probabilities"));
    QCOMPARE(answer.texts("label"), Texts{"blue"});
    QVERIFY(answer.floats("probabilities")[2] > 0.99F);
  }

  void tritonBytesBinary()
  {
    const auto files = byteStrings({support::pngOf(support::toyImage(1)), support::bluePng()});
    const std::string json = R"({"inputs":[{"name":"image","shape":[2],"datatype":"BYTES","parameters":)"
                             R"({"binary_data_size":)" +
                             std::to_string(files.size()) + R"(}}],"parameters":{"binary_data_output":true}})";
    const auto answer = infer(json + files, lengthHeader(json));
    QCOMPARE(answer.texts("label"), (Texts{"green", "blue"}));
    QCOMPARE(answer.floats("probabilities").size(), std::size_t{6});

    // MLServer's content type, whose elements are base64 whatever carries them.
    const auto encoded = byteStrings({base64(support::bluePng())});
    const std::string typed = R"({"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","parameters":)"
                              R"({"content_type":"base64","binary_data_size":)" +
                              std::to_string(encoded.size()) + "}}]}";
    QCOMPARE(infer(typed + encoded, lengthHeader(typed)).texts("label"), Texts{"blue"});
  }

  /// set_data_from_numpy(array, binary_data=False), InferRequestedOutput(name, binary_data=False).
  void tritonJsonOnly()
  {
    const auto answer = infer(blueJson(R"(,"outputs":[{"name":"label","parameters":{"binary_data":false}}],)"
                                       R"("parameters":{"sequence_id":7,"sequence_start":true,"sequence_end":false,)"
                                       R"("priority":1,"timeout":20000000,"mine":"x","weight":0.5})"));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.contentType, std::string("application/json"));
    QCOMPARE(answer.json.dump(),
             Json::parse(R"({"model_name":"colours","model_version":"0.1.0","outputs":[{"name":"label",)"
                         R"("datatype":"BYTES","shape":[1],"data":["blue"]}]})")
                 .dump());
  }

  /// InferRequest.to_rest(): an id of its own, the model's name, `data` null beside binary data.
  void kserveJsonAndBinary()
  {
    const std::string head = R"({"id":"0c9d4a8e-6d9b-4c4e-8f64-0d2f0b7a4d11","model_name":"colours","inputs":[)";
    const auto plain = infer(head + tensorJson("[1,3,4,6]", "FP32", Json(colour<double>(0, 255.0)).dump()) + "]}",
                             "Content-Type: application/json\r\n");
    QCOMPARE(plain.json.at("id").get<std::string>(), std::string("0c9d4a8e-6d9b-4c4e-8f64-0d2f0b7a4d11"));
    QCOMPARE(plain.texts("label"), Texts{"red"});
    QCOMPARE(plain.order, (Texts{"probabilities", "label", "confidence", "verdict"}));
    QVERIFY(plain.binary.empty());

    const std::string json = head +
                             R"({"name":"input","shape":[1,3,4,6],"datatype":"FP32","data":null,)"
                             R"("parameters":{"binary_data_size":288}}],"parameters":{"binary_data_output":true}})";
    const auto binary =
        infer(json + floatBytes(colour(0, 255.F)), lengthHeader(json) + "content-type: application/octet-stream\r\n");
    QCOMPARE(binary.floats("probabilities"), plain.floats("probabilities"));
    QCOMPARE(binary.floats("confidence"), plain.floats("confidence"));
  }

  void nestedAndFlatDataAreTheSame()
  {
    const auto flat = noise();
    Json nested = Json::array({Json::array()});
    for (std::size_t c = 0; c < 3; ++c)
      for (std::size_t y = 0; y < 4; ++y)
        for (std::size_t x = 0; x < 6; ++x)
          nested[0][c][y][x] = flat[(c * 4 + y) * 6 + x];
    const auto ask = [this](const std::string& data) {
      return infer(requestJson(tensorJson("[1,3,4,6]", "UINT8", data))).floats("probabilities");
    };
    QCOMPARE(ask(nested.dump()), ask(Json(flat).dump()));
  }

  void membersMayStandInAnyOrder()
  {
    const auto answer =
        infer(R"({"outputs":[{"parameters":{"classification":1},"name":"probabilities"}],"extra":[[{}]],)"
              R"("inputs":[{"data":)" +
              Json(colour<int>(1, 9)).dump() +
              R"(,"parameters":null,"datatype":"UINT8","shape":[1,3,4,6],"name":"input"}],"id":null})");
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.texts("probabilities")[0].ends_with(":1:green"));
  }

  void parityWithPredict()
  {
    const auto pixels = noise();
    const Floats asFloats(pixels.begin(), pixels.end());
    const auto predicted = Json::parse(fetch(m_server->port(), "POST", "/predict", Json{{"pixels", pixels}}.dump(),
                                             "Content-Type: application/json\r\n")
                                           .body)
                               .at("probabilities")
                               .get<Floats>();
    const std::string fp32 = R"({"inputs":[{"name":"input","shape":[1,3,4,6],"datatype":"FP32","parameters":)"
                             R"({"binary_data_size":288}}],"parameters":{"binary_data_output":true}})";
    const std::string uint8 = R"({"inputs":[{"name":"input","shape":[1,3,4,6],"datatype":"UINT8","parameters":)"
                              R"({"binary_data_size":72}}]})";
    QCOMPARE(infer(fp32 + floatBytes(asFloats), lengthHeader(fp32)).floats("probabilities"), predicted);
    QCOMPARE(infer(uint8 + std::string(pixels.begin(), pixels.end()), lengthHeader(uint8)).floats("probabilities"),
             predicted);
    QCOMPARE(infer(requestJson(tensorJson("[1,3,4,6]", "FP32", Json(asFloats).dump()))).floats("probabilities"),
             predicted);

    const auto image =
        Json::parse(fetch(m_server->port(), "POST", "/predict", support::bluePng(), "Content-Type: image/png\r\n").body)
            .at("probabilities")
            .get<Floats>();
    QCOMPARE(infer(imageJson({support::bluePng()})).floats("probabilities"), image);
  }

  /// An item whose largest byte is 1 is nearly blank paper, not full ink; so is one beside an item of 0 to 255.
  void faintItemsStayFaint()
  {
    const auto one = infer(requestJson(tensorJson("[1,3,4,6]", "UINT8", Json(colour<int>(1, 1)).dump())));
    QVERIFY(one.floats("confidence")[0] < 0.4F);
    auto both = colour<int>(1, 1);
    const auto blue = colour<int>(2, 255);
    both.insert(both.end(), blue.begin(), blue.end());
    const auto two = infer(requestJson(tensorJson("[2,3,4,6]", "FP32", Json(both).dump())));
    QVERIFY(std::abs(two.floats("confidence")[0] - one.floats("confidence")[0]) < 1e-6F);
    const auto share = infer(requestJson(tensorJson("[1,3,4,6]", "FP32", Json(colour<int>(1, 1)).dump())));
    QVERIFY(share.floats("confidence")[0] > 0.9F);
  }

  void classification()
  {
    const std::string ask = R"(,"outputs":[{"name":"probabilities","parameters":{"classification":2,"binary_data":)";
    const auto plain = infer(blueJson()).floats("probabilities");
    for (const bool binary : {false, true}) {
      const auto answer = infer(blueJson(ask + (binary ? "true}}]" : "false}}]")));
      const auto& output = answer.output("probabilities");
      QCOMPARE(output.at("datatype").get<std::string>(), std::string("BYTES"));
      QVERIFY(output.at("shape") == Json({1, 2}));
      const auto texts = answer.texts("probabilities");
      QCOMPARE(texts.size(), std::size_t{2});
      QCOMPARE(QByteArray::fromStdString(texts[0]), QByteArray::number(plain[2], 'f', 6) + ":2:blue");
      QCOMPARE(QByteArray::fromStdString(texts[1]),
               QByteArray::number(plain[0], 'f', 6) + ":0:red"); // of equals the first
    }
    // No more than there are, and 0 is the plain tensor.
    const auto all = infer(blueJson(R"(,"outputs":[{"name":"probabilities","parameters":{"classification":99}}])"));
    QVERIFY(all.output("probabilities").at("shape") == Json({1, 3}));
    const auto none = infer(blueJson(R"(,"outputs":[{"name":"probabilities","parameters":{"classification":0}}])"));
    QCOMPARE(none.floats("probabilities"), plain);
  }

  /// With the model that is shipped: blank pages, single digits and strings in one request.
  void severalDigitsHaveNoProbabilities()
  {
    support::TestServer server;
    server.store.put(model::loadBundle(NUMERAL_MODELS "/digits", {.device = "cpu"}).value());
    const auto seven = std::string(base::textOf(support::testBytes("images/digit-7.png")));
    const auto blank = std::string(base::textOf(support::testBytes("images/blank-white.png")));
    const auto many = support::pngOf(support::photograph(support::writeLine("207", 60, 30), {}));
    const auto ask = [&](const std::string& more) {
      return Inferred(fetch(server.port(), "POST", "/v2/models/digits/infer", imageJson({seven, blank, many}, more)));
    };
    const auto answer = ask({});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.texts("label"), (Texts{"7", "", "207"}));
    QCOMPARE(answer.texts("verdict"), (Texts{"digit", "empty", "digit"}));
    QCOMPARE(answer.floats("confidence")[1], 0.F);
    const auto probabilities = answer.floats("probabilities");
    QCOMPARE(probabilities.size(), std::size_t{30});
    QVERIFY(probabilities[7] > 0.5F);
    QCOMPARE(Floats(probabilities.begin() + 10, probabilities.end()), Floats(20, 0.F));
    const auto classes =
        ask(R"(,"outputs":[{"name":"probabilities","parameters":{"classification":1}}])").texts("probabilities");
    QVERIFY(classes[0].ends_with(":7:7"));
    QCOMPARE(classes[1], std::string());
    QCOMPARE(classes[2], std::string());
  }

  /// Also where the engine's queue is far shorter.
  void manyItemsInOneRequest()
  {
    engine::EngineConfig config;
    config.maxRequests = 40;
    const support::TestServer server(config);
    std::vector<char> pixels;
    Texts wanted;
    for (std::size_t i = 0; i < 256; ++i) {
      const auto item = colour<char>(i % 3, '\x7f');
      pixels.insert(pixels.end(), item.begin(), item.end());
      wanted.push_back(std::array{"red", "green", "blue"}[i % 3]);
    }
    const std::string json = R"({"inputs":[{"name":"input","shape":[256,3,4,6],"datatype":"UINT8","parameters":)"
                             R"({"binary_data_size":18432}}],"parameters":{"binary_data_output":true}})";
    const Inferred answer(
        fetch(server.port(), "POST", kInfer, json + std::string(pixels.begin(), pixels.end()), lengthHeader(json)));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.texts("label"), wanted);
  }

  void oneBadItemFailsTheRequest()
  {
    const auto answer = infer(imageJson({support::bluePng(), support::bluePng(), hostile("seven.gif")}));
    QCOMPARE(answer.status, 415);
    QVERIFY(answer.json.at("error").get<std::string>().starts_with("Item 2 (from 0 on): "));
    QCOMPARE(infer(imageJson({hostile("truncated.png"), support::bluePng()})).status, 422);
  }

  void timeoutIsInMicroseconds()
  {
    QCOMPARE(infer(blueJson(R"(,"parameters":{"timeout":1})")).status, 504);
    QCOMPARE(infer(blueJson(R"(,"parameters":{"timeout":0})")).status, 200);
    QCOMPARE(infer(blueJson(R"(,"parameters":{"timeout":18446744073709551615})")).status, 200);
  }

  void compressedBodiesAreRefused()
  {
    for (const char* coding : {"gzip", "deflate"}) {
      const auto answer =
          fetch(m_server->port(), "POST", kInfer, blueJson(), std::string("Content-Encoding: ") + coding + "\r\n");
      QCOMPARE(answer.status, 415);
      QCOMPARE(answer.header("accept-encoding"), std::string("identity"));
      QVERIFY(Json::parse(answer.body).at("error").get<std::string>().find(coding) != std::string::npos);
    }
    QCOMPARE(infer(blueJson(), "Content-Encoding: identity\r\n").status, 200);
  }

  void modelErrorsAreOurs()
  {
    m_server->toy->failing = true;
    QCOMPARE(infer(blueJson()).status, 500);
    m_server->toy->failing = false;
    QCOMPARE(infer(blueJson()).status, 200);
  }

  void badRequests_data()
  {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<QByteArray>("said");
    for (const auto& [name, body, said, headers] : support::badInferRequests())
      QTest::newRow(name.c_str()) << QByteArray::fromStdString(body) << QByteArray::fromStdString(headers)
                                  << QByteArray::fromStdString(said);
  }

  void badRequests()
  {
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, headers);
    QFETCH(QByteArray, said);
    const auto answer = fetch(m_server->port(), "POST", kInfer, body.toStdString(), headers.toStdString());
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.header("content-type"), std::string("application/json"));
    const auto words = Json::parse(answer.body).at("error").get<std::string>();
    QVERIFY2(words.find(said.toStdString()) != std::string::npos, words.c_str());
    QCOMPARE(infer(blueJson()).texts("label"), Texts{"blue"});
  }

  void countedUnderOneLabel()
  {
    const support::TestServer server; // its own, for the counts
    fetch(server.port(), "POST", kInfer, blueJson());
    fetch(server.port(), "POST", "/v2/models/colours/versions/0.1.0/infer", blueJson());
    fetch(server.port(), "GET", "/v2/models/colours");
    fetch(server.port(), "POST", kInfer, "x");
    const auto metrics = fetch(server.adminPort(), "GET", "/metrics").body;
    for (const char* line : {
             R"(api_requests_total{client_ip="127.0.0.1",endpoint="/v2",method="POST",status_code="200"} 2)",
             R"(api_requests_total{client_ip="",endpoint="/v2",method="GET",status_code="200"} 1)",
             R"(api_errors_total{endpoint="/v2",error_type="invalid_argument",method="POST",status_code="400"} 1)",
             R"(model_predictions_total{device="cpu",predicted_class="blue"} 2)",
         })
      QVERIFY2(metrics.find(std::string(line) + "\n") != std::string::npos, line);
  }

  void describedInOpenApi()
  {
    const auto paths = Json::parse(get("/openapi.json").body).at("paths");
    for (const char* path :
         {"/v2", "/v2/health/live", "/v2/health/ready", "/v2/models/{model}", "/v2/models/{model}/versions/{version}",
          "/v2/models/{model}/ready", "/v2/models/{model}/versions/{version}/ready"})
      QVERIFY2(paths.contains(path) && paths.at(path).contains("get"), path);
    const auto& post = paths.at("/v2/models/{model}/versions/{version}/infer").at("post");
    QCOMPARE(post.at("parameters").size(), std::size_t{3});
    QVERIFY(post.at("responses").at("400").at("content").contains("application/json"));
    QVERIFY(paths.at("/v2/repository/index").contains("post"));
  }

private:
  HttpAnswer get(const std::string& path) { return fetch(m_server->port(), "GET", path); }

  Inferred infer(const std::string& body, const std::string& headers = {}, const std::string& path = kInfer)
  {
    return Inferred(fetch(m_server->port(), "POST", path, body, headers));
  }

  std::unique_ptr<support::TestServer> m_server;
};

QTEST_GUILESS_MAIN(InferenceTest)
#include "InferenceTest.moc"
