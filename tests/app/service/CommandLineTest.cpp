/// Flags before environment before file before defaults, and words for whatever is wrong.
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

#include "app/service/CommandLine.h"
#include "app/service/ExitCode.h"
#include "app/service/StateLocation.h"

using namespace numeral;

namespace {

base::Expected<service::CommandLine> parse(std::vector<const char*> arguments)
{
  arguments.insert(arguments.begin(), "numerald");
  return service::parseCommandLine(static_cast<int>(arguments.size()), arguments.data());
}

/// Sets a variable for as long as it lives.
class Variable {
public:
  Variable(const char* name, const char* value) : m_name(name) { qputenv(name, value); }
  ~Variable() { qunsetenv(m_name); }

private:
  const char* m_name;
};

} // namespace

class CommandLineTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void defaults()
  {
    const auto options = parse({}).value().options;
    QCOMPARE(options.host, std::string("127.0.0.1"));
    QCOMPARE(options.port, 8000);
    QCOMPARE(options.adminPort, 18000);
    QVERIFY(options.model.empty());
    QVERIFY(!options.allowNoModel);
    QCOMPARE(options.maxBody, std::size_t{20} << 20);
    QVERIFY(options.stateDir.empty());
    QVERIFY(!options.feedbackImages);
  }

  void everyFlag()
  {
    const auto options = parse({"--host",
                                "0.0.0.0",
                                "--port=1",
                                "--admin-host",
                                "127.0.0.2",
                                "--admin-port",
                                "2",
                                "--model",
                                "m",
                                "--allow-no-model",
                                "--device",
                                "cuda:1",
                                "--threads",
                                "3",
                                "--max-batch",
                                "4",
                                "--queue",
                                "5",
                                "--max-body",
                                "6",
                                "--max-pixels",
                                "7",
                                "--drain-timeout",
                                "8.5",
                                "--drain-delay",
                                "9.5",
                                "--connections",
                                "10",
                                "--rate-limit",
                                "11.5",
                                "--client-requests",
                                "12",
                                "--api-key-file",
                                "keys",
                                "--require-api-key",
                                "--trusted-proxy",
                                "10.0.0.0/8,192.0.2.1",
                                "--trusted-proxy",
                                "fd00::/8",
                                "--models-dir",
                                "models",
                                "--state-dir",
                                "s",
                                "--feedback-images",
                                "--log-level",
                                "debug"})
                             .value()
                             .options;
    QCOMPARE(options.host, std::string("0.0.0.0"));
    QCOMPARE(options.port, 1);
    QCOMPARE(options.adminHost, std::string("127.0.0.2"));
    QCOMPARE(options.adminPort, 2);
    QCOMPARE(options.model.string(), std::string("m"));
    QVERIFY(options.allowNoModel);
    QCOMPARE(options.device, std::string("cuda:1"));
    QCOMPARE(options.threads, 3);
    QCOMPARE(options.maxBatch, std::size_t{4});
    QCOMPARE(options.queue, std::size_t{5});
    QCOMPARE(options.maxBody, std::size_t{6});
    QCOMPARE(options.maxPixels, std::size_t{7});
    QCOMPARE(options.drainTimeout, 8.5);
    QCOMPARE(options.drainDelay, 9.5);
    QCOMPARE(options.connections, std::size_t{10});
    QCOMPARE(options.rateLimit, 11.5);
    QCOMPARE(options.clientRequests, std::size_t{12});
    QCOMPARE(options.apiKeyFile.string(), std::string("keys"));
    QVERIFY(options.requireApiKey);
    QCOMPARE(options.trustedProxies, (std::vector<std::string>{"10.0.0.0/8", "192.0.2.1", "fd00::/8"}));
    QCOMPARE(options.modelsDir.string(), std::string("models"));
    QCOMPARE(options.stateDir.string(), std::string("s"));
    QVERIFY(options.feedbackImages);
    QCOMPARE(options.logLevel, std::string("debug"));
  }

  void flagsBeforeEnvironmentBeforeFile()
  {
    const auto file = write("# comment\nport = 1\nqueue = 11\nhost = \"0.0.0.0\"\nallow-no-model = true\n");
    const Variable port("NUMERAL_PORT", "2");
    const Variable queue("NUMERAL_QUEUE", "12");
    const auto options = parse({"--config", file.c_str(), "--port", "3"}).value().options;
    QCOMPARE(options.port, 3);
    QCOMPARE(options.queue, std::size_t{12});
    QCOMPARE(options.host, std::string("0.0.0.0"));
    QVERIFY(options.allowNoModel);
  }

  void theFileMayBeNamedByTheEnvironment()
  {
    const auto file = write("port = 1\n");
    const Variable config("NUMERAL_CONFIG", file.c_str());
    QCOMPARE(parse({}).value().options.port, 1);
  }

  void theModelHasManyNames()
  {
    const auto file = write("model = 'from file'\n");
    const auto modelOf = [&file](std::vector<const char*> arguments) {
      arguments.insert(arguments.end(), {"--config", file.c_str()});
      return parse(std::move(arguments)).value().options.model.string();
    };
    QCOMPARE(modelOf({}), std::string("from file"));
    const Variable old("MODEL_PATH", "from MODEL_PATH");
    QCOMPARE(modelOf({}), std::string("from MODEL_PATH"));
    const Variable ours("NUMERAL_MODEL", "from NUMERAL_MODEL");
    QCOMPARE(modelOf({}), std::string("from NUMERAL_MODEL"));
    QCOMPARE(modelOf({"positional"}), std::string("positional"));
    QCOMPARE(modelOf({"--model", "flag"}), std::string("flag"));
  }

  void stateIsKeptAtHome()
  {
    const Variable home("HOME", "/home-of-someone");
    {
      const Variable state("XDG_STATE_HOME", "/state");
      QCOMPARE(service::defaultStateFolder().value().string(), std::string("/state/numeral"));
    }
    const Variable relative("XDG_STATE_HOME", "state"); // not to be heeded
    QCOMPARE(service::defaultStateFolder().value().string(), std::string("/home-of-someone/.local/state/numeral"));
    const Variable none("HOME", "");
    const auto nowhere = service::defaultStateFolder();
    QVERIFY(!nowhere && nowhere.error().message.find("--state-dir") != std::string::npos);
  }

  void helpAndVersion()
  {
    const auto help = parse({"--help"}).value().text;
    QVERIFY(help);
    for (const char* flag : {"--host", "--port", "--admin-port", "--model", "--allow-no-model", "--device", "--threads",
                             "--max-batch", "--queue", "--max-body", "--max-pixels", "--drain-timeout", "--state-dir",
                             "--feedback-images", "--log-level", "--config", "NUMERAL_MAX_BODY"})
      QVERIFY2(help->find(flag) != std::string::npos, flag);
    QVERIFY(parse({"--version"}).value().text->starts_with("numerald "));
    QVERIFY(parse({"--metrics-reference"}).value().text->starts_with("# Metrics\n"));
  }

  void wrongUse_data()
  {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("names");
    QTest::newRow("unknown flag") << QStringList{"--colour"} << "--colour";
    QTest::newRow("two models") << QStringList{"a", "b"} << "b";
    QTest::newRow("port too large") << QStringList{"--port", "70000"} << "--port";
    QTest::newRow("port no number") << QStringList{"--port", "http"} << "--port";
    QTest::newRow("no value") << QStringList{"--port"} << "--port";
    QTest::newRow("device") << QStringList{"--device", "tpu"} << "tpu";
    QTest::newRow("device number") << QStringList{"--device", "cuda:x"} << "cuda:x";
    QTest::newRow("level") << QStringList{"--log-level", "loud"} << "loud";
    QTest::newRow("queue of none") << QStringList{"--queue", "0"} << "--queue";
    QTest::newRow("negative") << QStringList{"--max-body", "-1"} << "--max-body";
    QTest::newRow("range") << QStringList{"--trusted-proxy", "10.0.0.0/99"} << "10.0.0.0/99";
    QTest::newRow("key for all, and no key") << QStringList{"--require-api-key"} << "--api-key-file";
    QTest::newRow("timeout") << QStringList{"--drain-timeout", "soon"} << "--drain-timeout";
  }

  void wrongUse()
  {
    QFETCH(QStringList, arguments);
    QFETCH(QString, names);
    std::vector<QByteArray> bytes;
    std::vector<const char*> pointers;
    for (const auto& argument : arguments)
      bytes.push_back(argument.toUtf8());
    for (const auto& argument : bytes)
      pointers.push_back(argument.constData());
    const auto parsed = parse(pointers);
    QVERIFY(!parsed);
    QCOMPARE(service::exitCode(parsed.error().code), service::kWrongUse);
    QVERIFY2(parsed.error().message.find(names.toStdString()) != std::string::npos, parsed.error().message.c_str());
  }

  void filesThatCannotBeUsed()
  {
    QCOMPARE(parse({"--config", "/nonexistent/numeral.toml"}).error().code, base::ErrorCode::NotFound);
    for (const char* content : {"colour = red\n", "port = 70000\n", "port = http\n", "config = other\n",
                                "[section]\nport = 1\n", "device = tpu\n"}) {
      const auto file = write(content);
      const auto parsed = parse({"--config", file.c_str()});
      QVERIFY2(!parsed, content);
      QVERIFY2(parsed.error().message.find(file) != std::string::npos, parsed.error().message.c_str());
    }
    const Variable port("NUMERAL_PORT", "many");
    QVERIFY(!parse({}));
  }

private:
  std::string write(const char* content)
  {
    const auto path = m_folder.filePath("numeral.toml").toStdString();
    std::ofstream(path) << content;
    return path;
  }

  QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "CommandLineTest.moc"
