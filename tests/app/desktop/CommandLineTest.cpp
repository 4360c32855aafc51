#include <QProcess>
#include <QTest>

#include "app/desktop/CommandLine.h"
#include "app/service/ExitCode.h"
#include "app/service/ModelLocation.h"

using namespace numeral;

namespace {

base::Expected<desktop::CommandLine> parse(const QStringList& arguments)
{
  return desktop::parseCommandLine(QStringList{QStringLiteral("numeral")} + arguments);
}

} // namespace

class CommandLineTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void defaults()
  {
    const auto line = parse({}).value();
    QCOMPARE(line.options.host, std::string("127.0.0.1"));
    QCOMPARE(line.options.port, 8000);
    QCOMPARE(line.options.adminPort, -1);
    QCOMPARE(line.options.model, service::defaultModel());
    QVERIFY(line.server);
    QVERIFY(line.files.isEmpty() && line.text.isEmpty());
  }

  void everything()
  {
    const auto line =
        parse({QStringLiteral("--no-server"), QStringLiteral("--port"), QStringLiteral("9000"), QStringLiteral("--lan"),
               QStringLiteral("--model"), QStringLiteral("mine"), QStringLiteral("a.png"), QStringLiteral("b.png")})
            .value();
    QVERIFY(!line.server);
    QCOMPARE(line.options.port, 9000);
    QCOMPARE(line.options.host, std::string("0.0.0.0"));
    QCOMPARE(line.options.model, std::filesystem::path("mine"));
    QCOMPARE(line.files, (QStringList{QStringLiteral("a.png"), QStringLiteral("b.png")}));
  }

  void flagsGoBeforeWhatWasKept()
  {
    const desktop::ServerDefaults kept{.start = false, .port = 9000, .reach = report::Reach::Network};
    const auto with = [&](const QStringList& arguments) {
      return desktop::parseCommandLine(QStringList{QStringLiteral("numeral")} + arguments, kept).value();
    };
    QVERIFY(!with({}).server);
    QCOMPARE(with({}).options.port, 9000);
    QCOMPARE(with({}).options.host, std::string("0.0.0.0"));
    QVERIFY(with({QStringLiteral("--port"), QStringLiteral("9001")}).server);
    QCOMPARE(with({QStringLiteral("--port"), QStringLiteral("9001")}).options.port, 9001);
    QVERIFY(with({QStringLiteral("--lan")}).server);
    QVERIFY(!with({QStringLiteral("--lan"), QStringLiteral("--no-server")}).server);
  }

  void theEnvironmentNamesAModelToo()
  {
    qputenv("MODEL_PATH", "theirs");
    QCOMPARE(parse({}).value().options.model, std::filesystem::path("theirs"));
    QCOMPARE(parse({QStringLiteral("--model"), QStringLiteral("mine")}).value().options.model,
             std::filesystem::path("mine"));
    qunsetenv("MODEL_PATH");
  }

  void wrongUse_data()
  {
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("unknown flag") << QStringList{QStringLiteral("--colour")};
    QTest::newRow("port is a word") << QStringList{QStringLiteral("--port"), QStringLiteral("http")};
    QTest::newRow("port too large") << QStringList{QStringLiteral("--port"), QStringLiteral("65536")};
    QTest::newRow("port missing") << QStringList{QStringLiteral("--port")};
  }
  void wrongUse()
  {
    QFETCH(const QStringList, arguments);
    const auto line = parse(arguments);
    QVERIFY(!line);
    QCOMPARE(service::exitCode(line.error().code), service::kWrongUse);
    QVERIFY(line.error().message.ends_with("See numeral --help."));
  }

  void theProgramTellsItsVersionWithoutAScreen()
  {
    QProcess program;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("DISPLAY"));
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("xcb"));
    program.setProcessEnvironment(environment);
    program.start(QStringLiteral(NUMERAL_BIN "/numeral"), {QStringLiteral("--version")});
    QVERIFY(program.waitForFinished());
    QCOMPARE(program.exitCode(), int{service::kFine});
    QVERIFY(program.readAllStandardOutput().startsWith("numeral "));
  }

  void withoutADisplayItSaysWhatToDo_data()
  {
    QTest::addColumn<QString>("display");
    QTest::addColumn<QString>("words");
    QTest::newRow("none") << QString() << QStringLiteral("neither DISPLAY nor WAYLAND_DISPLAY is set");
    QTest::newRow("none that answers") << QStringLiteral("127.0.0.1:9999") << QStringLiteral("127.0.0.1:9999");
  }

  void withoutADisplayItSaysWhatToDo()
  {
    QFETCH(const QString, display);
    QFETCH(const QString, words);
    QProcess program;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM"})
      environment.remove(QString::fromLatin1(name));
    if (!display.isEmpty())
      environment.insert(QStringLiteral("DISPLAY"), display);
    program.setProcessEnvironment(environment);
    program.start(QStringLiteral(NUMERAL_BIN "/numeral"), {QStringLiteral("--no-server")});
    QVERIFY(program.waitForFinished());
    const auto said = QString::fromLocal8Bit(program.readAllStandardError());
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), int{service::kFailed});
    QVERIFY2(said.contains(words) && said.contains(QStringLiteral("numerald")), qPrintable(said));
    QVERIFY2(!said.contains(QStringLiteral("einstall")), qPrintable(said));
  }
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "CommandLineTest.moc"
