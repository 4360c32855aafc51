/// What an operator asks of the running server.
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/Files.h"
#include "monitoring/server/routes/AdminRoutes.h"
#include "tests/monitoring/server/TestServer.h"

using namespace numeral;
using support::fetch;
using Json = nlohmann::json;

namespace {

const std::string kKey = "X-API-Key: correct-horse-battery\r\n";

/// Notes what it is asked for.
struct Operator {
  Operator()
  {
    const auto file = folder.filePath("keys").toStdString();
    static_cast<void>(base::writeFile(file, "correct-horse-battery\n")); // read at once
    server::GuardConfig guard;
    guard.keys = server::ApiKeys::read(file).value();
    server::Controls controls;
    controls.modelsDir = folder.filePath("models").toStdString();
    controls.loadModel = [this](const std::filesystem::path& path) -> base::Expected<report::ModelChange> {
      asked.push_back(path.string());
      if (path.filename() == "broken")
        return base::failure(base::ErrorCode::InvalidModel, "The model is broken.");
      return report::ModelChange{"new", "2", "abc", "colours", "1", true};
    };
    controls.setLogLevel = [](std::string_view level) -> base::Expected<std::string> {
      if (level != "debug")
        return base::failure(base::ErrorCode::InvalidArgument, "no such level");
      return "info";
    };
    QDir(folder.path()).mkpath("models/good");
    QDir(folder.path()).mkpath("models/broken");
    QDir(folder.path()).mkpath("elsewhere");
    QFile::link(folder.filePath("elsewhere"), folder.filePath("models/link"));
    server.emplace(engine::EngineConfig{}, server::Limits{}, support::TestExtras{.guard = guard, .controls = controls});
  }

  support::HttpAnswer post(const char* path, const std::string& body = {})
  {
    return fetch(server->adminPort(), "POST", path, body, kKey);
  }
  support::HttpAnswer loadModel(const std::string& path)
  {
    return fetch(server->port(), "GET", "/load_model?model_path=" + path, {}, kKey);
  }

  QTemporaryDir folder;
  std::vector<std::string> asked;
  std::optional<support::TestServer> server;
};

} // namespace

class AdminTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void allOfItWantsAKey()
  {
    Operator op;
    support::TestServer keyless;
    for (const char* path : {"/admin/reload", "/admin/log-level", "/admin/drain"}) {
      QCOMPARE(fetch(op.server->adminPort(), "POST", path).status, 401);
      QCOMPARE(fetch(keyless.adminPort(), "POST", path, {}, kKey).status, 403);
      QCOMPARE(fetch(op.server->port(), "POST", path, {}, kKey).status, 404); // not for the world
    }
    QCOMPARE(fetch(op.server->port(), "GET", "/load_model?model_path=good").status, 401);
    QCOMPARE(fetch(op.server->adminPort(), "GET", "/readyz").status, 200);
    QCOMPARE(fetch(op.server->adminPort(), "GET", "/readyz?draining=404").status, 200);
    QVERIFY(op.asked.empty());
  }

  void reloading()
  {
    Operator op;
    const auto answer = op.post("/admin/reload");
    QCOMPARE(answer.status, 200);
    const auto json = Json::parse(answer.body);
    QCOMPARE(json.at("model").at("version").get<std::string>(), std::string("2"));
    QCOMPARE(json.at("previous").at("name").get<std::string>(), std::string("colours"));
    QVERIFY(json.at("changed").get<bool>());
    QCOMPARE(op.asked.back(), std::string());
    QCOMPARE(op.post("/admin/reload", R"({"model_path": "good"})").status, 200);
    QVERIFY(op.asked.back().ends_with("/models/good"));
    const auto broken = op.post("/admin/reload", R"({"model_path": "broken"})");
    QCOMPARE(broken.status, 422);
    QCOMPARE(Json::parse(broken.body).at("detail").get<std::string>(), std::string("The model is broken."));
    for (const char* bad : {"[]", "{", R"({"model_path": 1})", "\xff"})
      QCOMPARE(op.post("/admin/reload", bad).status, 400);
    QCOMPARE(op.post("/admin/reload", std::string(5000, ' ')).status, 400);
  }

  void onlyModelsBelowTheirFolder()
  {
    Operator op;
    QCOMPARE(op.loadModel("good").status, 200);
    QCOMPARE(op.loadModel("./broken/../good").status, 200);
    QCOMPARE(op.loadModel("missing").status, 404);
    QCOMPARE(op.loadModel("broken").status, 422);
    const auto asked = op.asked.size();
    for (const std::string bad : {"..", "../elsewhere", "/etc", "link", "link/x", "%2e%2e/elsewhere", "", "good%00"})
      QVERIFY2(op.loadModel(bad).status == 403, bad.c_str());
    QCOMPARE(fetch(op.server->port(), "GET", "/load_model", {}, kKey).status, 400);
    QCOMPARE(op.asked.size(), asked);
    QVERIFY(!server::modelBelow({}, "good").has_value());
    QVERIFY(!server::modelBelow("/no/such/folder", "good").has_value());
  }

  void logLevels()
  {
    Operator op;
    const auto answer = op.post("/admin/log-level", R"({"level": "debug"})");
    QCOMPARE(answer.status, 200);
    QCOMPARE(Json::parse(answer.body).at("previous").get<std::string>(), std::string("info"));
    for (const char* bad : {R"({"level": "loud"})", R"({"level": 3})", "{}", ""})
      QCOMPARE(op.post("/admin/log-level", bad).status, 400);
  }

  void drainingLeavesTheRotationAndComesBack()
  {
    Operator op;
    QCOMPARE(op.post("/admin/drain").status, 200);
    QCOMPARE(fetch(op.server->adminPort(), "GET", "/readyz").status, 503);
    QCOMPARE(fetch(op.server->adminPort(), "GET", "/readyz?draining=404").status, 404);
    const auto answer = fetch(op.server->port(), "POST", "/predict", support::bluePng(), "Content-Type: image/png\r\n");
    QCOMPARE(answer.status, 200); // until the last client has noticed
    QCOMPARE(answer.header("connection"), std::string("close"));
    QCOMPARE(op.post("/admin/drain", R"({"draining": "no"})").status, 400);
    QCOMPARE(op.post("/admin/drain", R"({"draining": false})").status, 200);
    QCOMPARE(fetch(op.server->adminPort(), "GET", "/readyz").status, 200);
  }
};

QTEST_GUILESS_MAIN(AdminTest)
#include "AdminTest.moc"
