/// Flags before environment before file before defaults, and words for whatever is wrong.
#include <QDir>
#include <QFile>
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

  void logFlags()
  {
    const auto defaults = parse({}).value().options.log;
    QCOMPARE(defaults.format, std::string("text"));
    QVERIFY(defaults.file.empty() && defaults.traceFile.empty() && !defaults.syslog);
    QCOMPARE(defaults.access, std::string("sampled"));
    const auto file = write("log-files = 3\n");
    const Variable size("NUMERAL_LOG_FILE_SIZE", "4096");
    const Variable syslog("NUMERAL_SYSLOG", "true");
    const auto log = parse({"--config", file.c_str(), "--log-format", "json", "--log-file", "a b.log", "--access-log",
                            "errors", "--trace-file", "t"})
                         .value()
                         .options.log;
    QCOMPARE(log.format, std::string("json"));
    QCOMPARE(log.file, std::string("a b.log"));
    QCOMPARE(log.fileBytes, std::size_t{4096});
    QCOMPARE(log.files, std::size_t{3});
    QVERIFY(log.syslog);
    QCOMPARE(log.access, std::string("errors"));
    QCOMPARE(log.traceFile, std::string("t"));
    for (const auto& wrong : std::vector<std::vector<const char*>>{
             {"--log-format", "xml"}, {"--access-log", "some"}, {"--log-files", "0"}, {"--log-file-size", "1"}})
      QVERIFY2(!parse(wrong), wrong.front());
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

  void anEnvFileStandsBehindTheEnvironment()
  {
    const auto config = write("port = 1\nqueue = 11\nmax-batch = 21\nalert-cpu = 31\n");
    const auto env = writeEnv("export NUMERAL_PORT=2\nNUMERAL_QUEUE='12' # twelve\nNUMERAL_MAX_BATCH=22\n"
                              "NUMERAL_ALLOW_NO_MODEL=true\nMODEL_PATH=old\nSOMEBODY_ELSE=3\nNUMERAL_HOST=\n");
    const Variable queue("NUMERAL_QUEUE", "13");
    const auto options = parse({"--env-file", env.c_str(), "--config", config.c_str(), "--port", "4"}).value().options;
    QCOMPARE(options.port, 4);
    QCOMPARE(options.queue, std::size_t{13});
    QCOMPARE(options.maxBatch, std::size_t{22});
    QCOMPARE(options.alerts.thresholds.cpu, 31.0);
    QVERIFY(options.allowNoModel);
    QCOMPARE(options.model.string(), std::string("old"));
    QCOMPARE(options.host, std::string("127.0.0.1"));
  }

  void theEnvFileOfTheWorkingDirectoryIsRead()
  {
    const QString before = QDir::currentPath();
    const QTemporaryDir folder;
    QVERIFY(QDir::setCurrent(folder.path()));
    QCOMPARE(parse({}).value().options.port, 8000); // none is none
    std::ofstream(".env") << "NUMERAL_PORT=5\n";
    QCOMPARE(parse({}).value().options.port, 5);
    const auto other = writeEnv("NUMERAL_QUEUE=6\n");
    QCOMPARE(parse({"--env-file", other.c_str()}).value().options.port, 8000); // the one named, and no other
    QVERIFY(QFile::remove(".env") && QDir().mkdir(".env"));                    // somebody's Python
    QCOMPARE(parse({}).value().options.port, 8000);
    QVERIFY(QDir::setCurrent(before));
  }

  void badEnvFilesNameTheLine()
  {
    QCOMPARE(parse({"--env-file", "/nonexistent/.env"}).error().code, base::ErrorCode::NotFound);
    for (const char* content :
         {"\nNUMERAL_PORT=70000\n", "# a comment\nNUMERAL_PORT\n", "A=b\nGMAIL_PASS='hunter2\n"}) {
      const auto file = writeEnv(content);
      const auto parsed = parse({"--env-file", file.c_str()});
      QVERIFY2(!parsed, content);
      const auto& words = parsed.error().message;
      QVERIFY2(words.find(file + ":2") != std::string::npos, words.c_str());
      QVERIFY(words.find("hunter2") == std::string::npos);
      QCOMPARE(service::exitCode(parsed.error().code), service::kWrongUse);
    }
  }

  void alertsAndTheirMail()
  {
    const auto env = writeEnv("GMAIL_PASS=\"from # file\"\nNUMERAL_ALERT_TO=a@b.org, c@d.org ,\n"
                              "NUMERAL_SMTP_URL=smtp://smtp.gmail.com:587\nNUMERAL_ALERT_ERROR_RATE=0.25\n");
    const auto alertsOf = [&env](std::vector<const char*> arguments) {
      arguments.insert(arguments.end(), {"--env-file", env.c_str()});
      return parse(std::move(arguments)).value().options.alerts;
    };
    const auto fromFile = alertsOf({});
    QCOMPARE(fromFile.mail.password, std::string("from # file"));
    QCOMPARE(fromFile.mail.to, (std::vector<std::string>{"a@b.org", "c@d.org"}));
    QCOMPARE(fromFile.mail.url, std::string("smtp://smtp.gmail.com:587"));
    QCOMPARE(fromFile.thresholds.errorRate, 0.25);
    QVERIFY(!fromFile.thresholds.hold);
    QCOMPARE(fromFile.cooldown, 300.0);
    const Variable ours("NUMERAL_SMTP_PASSWORD", "ours");
    const auto all = alertsOf({"--smtp-url",
                               "smtp://u",
                               "--smtp-user",
                               "ann",
                               "--smtp-ca-file",
                               "ca",
                               "--alert-from",
                               "f@b.org",
                               "--alert-to",
                               "x@y.org,z@y.org",
                               "--alert-to",
                               "w@y.org",
                               "--alert-cooldown",
                               "1",
                               "--alert-error-rate",
                               "0.1",
                               "--alert-error-rate-warning",
                               "0.2",
                               "--alert-confidence",
                               "0.3",
                               "--alert-cpu",
                               "4",
                               "--alert-memory",
                               "5",
                               "--alert-drift",
                               "0.6",
                               "--alert-queue",
                               "0.7",
                               "--alert-shed",
                               "8",
                               "--alert-latency",
                               "9",
                               "--alert-disk",
                               "10",
                               "--alert-for",
                               "11",
                               "--alert-runbooks",
                               "https://example.org/RUNBOOKS.md",
                               "a model"});
    QCOMPARE(fromFile.runbooks, std::string("monitoring/RUNBOOKS.md"));
    QCOMPARE(all.runbooks, std::string("https://example.org/RUNBOOKS.md"));
    QCOMPARE(all.mail.password, std::string("ours"));
    QCOMPARE(all.mail.url, std::string("smtp://u"));
    QCOMPARE(all.mail.user, std::string("ann"));
    QCOMPARE(all.mail.caFile, std::string("ca"));
    QCOMPARE(all.mail.from, std::string("f@b.org"));
    QCOMPARE(all.mail.to, (std::vector<std::string>{"x@y.org", "z@y.org", "w@y.org"}));
    QCOMPARE(all.cooldown, 1.0);
    const auto& t = all.thresholds;
    QCOMPARE((std::vector<double>{t.errorRate, t.errorRateWarning, t.confidence, t.cpu, t.memory, t.drift, t.queue,
                                  t.shed, t.latency, t.disk, t.hold.value()}),
             (std::vector<double>{0.1, 0.2, 0.3, 4, 5, 0.6, 0.7, 8, 9, 10, 11}));
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
    for (const char* flag : {"--host",           "--port",
                             "--admin-port",     "--model",
                             "--allow-no-model", "--device",
                             "--threads",        "--max-batch",
                             "--queue",          "--max-body",
                             "--max-pixels",     "--drain-timeout",
                             "--state-dir",      "--feedback-images",
                             "--log-level",      "--config",
                             "NUMERAL_MAX_BODY", "--env-file",
                             "--alert-cooldown", "--smtp-url",
                             "GMAIL_PASS",       ".env in the working"})
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
    QTest::newRow("share in per cent") << QStringList{"--alert-error-rate", "50"} << "--alert-error-rate";
    QTest::newRow("password as a flag") << QStringList{"--smtp-password", "x"} << "--smtp-password";
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

  void someOptionsAreForNoFile_data()
  {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("words");
    QTest::newRow("env-file") << "env-file = 'x'"
                              << "'env-file' is for the command line or the environment alone";
    QTest::newRow("config") << "config = 'x'"
                            << "'config' is for the command line or the environment alone";
    QTest::newRow("metrics-reference") << "metrics-reference = true"
                                       << "'metrics-reference' is for the command line alone";
    QTest::newRow("help") << "help = true"
                          << "'help' is for the command line alone";
    QTest::newRow("version") << "version = true"
                             << "'version' is for the command line alone";
    QTest::newRow("none of ours") << "colour = 'red'"
                                  << "there is no option 'colour'";
  }

  void someOptionsAreForNoFile()
  {
    QFETCH(QString, line);
    QFETCH(QString, words);
    const auto file = write(line.toUtf8().constData());
    const auto parsed = parse({"--config", file.c_str()});
    QVERIFY(!parsed);
    QVERIFY2(parsed.error().message.find(words.toStdString()) != std::string::npos, parsed.error().message.c_str());
  }

private:
  std::string write(const char* content)
  {
    const auto path = m_folder.filePath("numeral.toml").toStdString();
    std::ofstream(path) << content;
    return path;
  }

  std::string writeEnv(const char* content)
  {
    const auto path = m_folder.filePath("numeral.env").toStdString();
    std::ofstream(path) << content;
    return path;
  }

  QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "CommandLineTest.moc"
