/// Drives the real program from outside: what scripts and people see of it.
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

#include "tests/app/cli/BrokenModels.h"
#include "tests/monitoring/client/RawServer.h"

using namespace numeral;

namespace {

const QString kImages = NUMERAL_TEST_DATA "/images";
const QString kHostile = NUMERAL_TEST_DATA "/images/hostile";
const QString kDrawings = NUMERAL_TEST_DATA "/drawings";
const QString kModel = NUMERAL_MODELS "/digits";
const QString kProgram = NUMERAL_BIN "/numeralctl";
constexpr int kPatienceMs = 120'000;

struct Outcome {
  int code = -1;
  QByteArray out;
  QByteArray err;

  /// Of --json; none where it is not one valid array.
  QList<QJsonObject> rows() const
  {
    QList<QJsonObject> objects;
    for (const auto& row : QJsonDocument::fromJson(out).array())
      objects << row.toObject();
    return objects;
  }
  QJsonValue first(const char* member) const { return rows().value(0).value(QLatin1String(member)); }
};

QProcessEnvironment environment(const QMap<QString, QString>& variables)
{
  auto environment = QProcessEnvironment::systemEnvironment();
  environment.remove("NUMERAL_MODEL");
  environment.remove("MODEL_PATH");
  environment.insert("no_proxy", "127.0.0.1");
  for (auto [name, value] : variables.asKeyValueRange())
    environment.insert(name, value);
  return environment;
}

Outcome numeralctl(const QStringList& arguments, const QByteArray& input = {},
                   const QMap<QString, QString>& variables = {})
{
  QProcess process;
  process.setProcessEnvironment(environment(variables));
  process.start(kProgram, arguments);
  process.write(input);
  process.closeWriteChannel();
  if (!process.waitForFinished(kPatienceMs) || process.exitStatus() != QProcess::NormalExit)
    return {-1, process.readAllStandardOutput(), process.readAllStandardError() + process.errorString().toUtf8()};
  return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

/// The real server on free ports; an empty url where it did not start.
struct Numerald {
  Numerald()
  {
    process.setProcessEnvironment(environment({}));
    process.start(NUMERAL_BIN "/numerald",
                  {"--port", "0", "--admin-port", "0", "--model", kModel, "--log-level", "error"});
    while (!words.contains('\n') && process.waitForReadyRead(kPatienceMs))
      words += process.readAllStandardOutput();
    url = QString::fromUtf8(words.mid(words.indexOf("http://"))).section(' ', 0, 0);
    words += process.readAllStandardError();
  }
  ~Numerald()
  {
    process.kill();
    process.waitForFinished();
  }

  QProcess process;
  QByteArray words;
  QString url;
};

/// Of doctor --json: a check's first finding.
QString stateOf(const Outcome& outcome, const QString& check)
{
  for (const auto& finding : QJsonDocument::fromJson(outcome.out)["checks"].toArray())
    if (finding.toObject()["check"].toString() == check)
      return finding.toObject()["state"].toString();
  return {};
}

QByteArray read(const QString& path)
{
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& content)
{
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(content);
}

QStringList filesOf(const QList<QJsonObject>& rows)
{
  QStringList files;
  for (const QJsonObject& row : rows)
    files << row["file"].toString();
  return files;
}

/// What a test file's name promises: "digit-4.png", "mnist-4.png", "seven….…", "blank-….png".
QJsonValue labelOf(const QString& file)
{
  const QString name = QFileInfo(file).baseName();
  if (name.startsWith("blank"))
    return QJsonValue::Null;
  return name.startsWith("seven") ? QString("7") : name.section('-', -1);
}

} // namespace

#define VERIFY_CODE(outcome, expected)                                                                                 \
  QVERIFY2((outcome).code == (expected), ((outcome).out + (outcome).err).constData())

class NumeralctlTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void wrongUse_data()
  {
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("no command") << QStringList{};
    QTest::newRow("unknown command") << QStringList{"guess"};
    QTest::newRow("unknown flag") << QStringList{"predict", "--fast", kImages};
    QTest::newRow("no file") << QStringList{"predict"};
    QTest::newRow("two formats") << QStringList{"predict", "--json", "--csv", kImages};
    QTest::newRow("negative number") << QStringList{"predict", "--top-k", "-1", kImages};
    QTest::newRow("server and model") << QStringList{"predict", "--server", "http://localhost",
                                                     "--model", kModel,     kImages};
    QTest::newRow("address") << QStringList{"predict", "--server", "ftp://localhost", kImages};
    QTest::newRow("device") << QStringList{"predict", "--device", "abacus", "--model", kModel, kImages};
    QTest::newRow("model without a command") << QStringList{"model"};
    QTest::newRow("data without a command") << QStringList{"data"};
    QTest::newRow("mirror of another protocol") << QStringList{"data", "fetch", "--mirror", "ftp://localhost"};
    QTest::newRow("no patience") << QStringList{"data", "fetch", "--timeout", "0"};
    QTest::newRow("to keep of nothing") << QStringList{"train", "--keep", "0.3"};
    QTest::newRow("pictures without a folder") << QStringList{"data", "synth"};
    QTest::newRow("no pictures") << QStringList{"data", "synth", "--out", "never made", "--count", "0"};
    QTest::newRow("length backwards") << QStringList{"data", "synth", "--out", "never made", "--length", "8-2"};
    QTest::newRow("length no number") << QStringList{"data", "synth", "--out", "never made", "--length", "2-x"};
    QTest::newRow("no address") << QStringList{"loadtest"};
    QTest::newRow("load by another protocol") << QStringList{"loadtest", "ftp://localhost"};
    QTest::newRow("no connections") << QStringList{"loadtest", "localhost", "-c", "0"};
    QTest::newRow("backwards rate") << QStringList{"loadtest", "localhost", "--rate", "-5"};
    QTest::newRow("reload by another protocol") << QStringList{"model", "reload", "ftp://localhost"};
    QTest::newRow("doctor of something") << QStringList{"doctor", "numeral"};
    QTest::newRow("paper") << QStringList{"data", "synth", "--out", "never made", "--paper", "papyrus"};
  }

  void wrongUse()
  {
    QFETCH(QStringList, arguments);
    const Outcome outcome = numeralctl(arguments);
    VERIFY_CODE(outcome, 2);
    QVERIFY(!outcome.err.isEmpty());
    QVERIFY(outcome.out.isEmpty());
  }

  void helpAndVersion_data()
  {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("help") << QStringList{"--help"} << QByteArray("predict");
    QTest::newRow("help of a command") << QStringList{"predict", "--help"} << QByteArray("--recursive");
    QTest::newRow("help of a command's command") << QStringList{"model", "verify", "--help"} << QByteArray("--device");
    QTest::newRow("help of data fetch") << QStringList{"data", "fetch", "--help"} << QByteArray("--mirror");
    QTest::newRow("help of data synth") << QStringList{"data", "synth", "--help"} << QByteArray("--touching");
    QTest::newRow("help of loadtest") << QStringList{"loadtest", "--help"} << QByteArray("--rate");
    QTest::newRow("help of reload") << QStringList{"model", "reload", "--help"} << QByteArray("--model-path");
    QTest::newRow("help of doctor") << QStringList{"doctor", "--help"} << QByteArray("--connect");
    QTest::newRow("version") << QStringList{"--version"} << QByteArray("numeralctl 0.");
  }

  void helpAndVersion()
  {
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, words);
    const Outcome outcome = numeralctl(arguments);
    VERIFY_CODE(outcome, 0);
    QVERIFY2(outcome.out.contains(words), outcome.out.constData());
    QVERIFY(outcome.err.isEmpty());
  }

  void everyImage()
  {
    const Outcome outcome = numeralctl({"predict", "--json", kImages});
    VERIFY_CODE(outcome, 0);
    QVERIFY2(outcome.err.isEmpty(), outcome.err.constData());
    QStringList expected;
    for (const QString& name : QDir(kImages).entryList(QDir::Files, QDir::Name))
      expected << kImages + "/" + name;
    const QList<QJsonObject> rows = outcome.rows();
    QCOMPARE(filesOf(rows), expected);
    for (const QJsonObject& row : rows) {
      const QString file = row["file"].toString();
      QVERIFY2(row["label"] == labelOf(file), qPrintable(file + " is read as " + row["label"].toString("nothing")));
      QCOMPARE(row["verdict"].toString(), row["label"].isNull() ? QString("empty") : QString("digit"));
    }
  }

  void everyDrawing()
  {
    const Outcome outcome = numeralctl({"predict", "--json", kDrawings});
    VERIFY_CODE(outcome, 0);
    const QList<QJsonObject> rows = outcome.rows();
    QCOMPARE(rows.size(), 11); // ten digits and a number
    for (const QJsonObject& row : rows)
      QCOMPARE(row["label"], labelOf(row["file"].toString()));
  }

  void table()
  {
    const Outcome outcome = numeralctl({"predict", kImages + "/seven.ppm", kImages + "/blank-white.png"});
    VERIFY_CODE(outcome, 0);
    const QList<QByteArray> lines = outcome.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 3);
    const auto column = lines[0].indexOf("ANSWER");
    QCOMPARE(lines[1].mid(column, 2), QByteArray("7 "));
    QVERIFY(lines[1].contains(" % "));
    QVERIFY(lines[1].endsWith("digit"));
    QCOMPARE(lines[2].mid(column, 2), QByteArray("- "));
    QVERIFY(lines[2].endsWith("empty"));
  }

  void badFilesStopNothing()
  {
    const QStringList files = {kImages + "/digit-5.png",  kHostile + "/text.png",      kImages + "/digit-1.png",
                               kHostile + "/missing.png", kHostile + "/seven.gif",     kHostile + "/document.pdf",
                               kHostile + "/empty.png",   kHostile + "/truncated.jpg", kImages + "/digit-0.png"};
    const Outcome outcome = numeralctl(QStringList{"predict", "--json"} + files);
    VERIFY_CODE(outcome, 1);
    const QList<QJsonObject> rows = outcome.rows();
    QCOMPARE(filesOf(rows), files);
    const QStringList codes = {"", "unsupported_format", "", "not_found", "unsupported_format", "unsupported_format",
                               "", "unusable_image",     ""};
    for (qsizetype i = 0; i < rows.size(); ++i) {
      if (files[i].startsWith(kHostile)) {
        const QString error = rows[i]["error"].toString();
        QVERIFY2(!error.isEmpty(), qPrintable(files[i]));
        QVERIFY2(outcome.err.contains(error.toUtf8()), qPrintable(files[i]));
        QVERIFY2(outcome.err.contains(files[i].toUtf8()), qPrintable(files[i]));
        if (!codes[i].isEmpty())
          QCOMPARE(rows[i]["code"].toString(), codes[i]);
      } else {
        QCOMPARE(rows[i]["label"], labelOf(files[i]));
      }
    }
  }

  void recursive()
  {
    const Outcome outcome = numeralctl({"predict", "--csv", "-r", kImages});
    VERIFY_CODE(outcome, 1);
    QByteArrayList hostile;
    for (const QByteArray& line : outcome.out.split('\n'))
      if (line.contains("/hostile/"))
        hostile << line.mid(line.indexOf("/hostile/") + 9, line.indexOf(',') - line.indexOf("/hostile/") - 9);
    QCOMPARE(hostile,
             QByteArrayList({"claims-60000x60000.png", "empty.png", "text.png", "truncated.jpg", "truncated.png"}));
  }

  void foldersWithoutImages()
  {
    const QTemporaryDir folder;
    write(folder.filePath("notes.txt"), "4");
    write(folder.filePath("settings.json"), R"({"pen": 4})");
    write(folder.filePath(".hidden.png"), "4");
    const Outcome outcome = numeralctl({"predict", folder.path()});
    VERIFY_CODE(outcome, 1);
    QVERIFY2(outcome.err.contains("--recursive"), outcome.err.constData());
  }

  void standardInput_data()
  {
    QTest::addColumn<QString>("file");
    QTest::newRow("image") << kImages + "/digit-2.png";
    QTest::newRow("drawing") << kDrawings + "/digit-2.json";
  }

  void standardInput()
  {
    QFETCH(QString, file);
    const Outcome outcome = numeralctl({"predict", "--json", "-"}, read(file));
    VERIFY_CODE(outcome, 0);
    QCOMPARE(outcome.first("label").toString(), QString("2"));
    QCOMPARE(outcome.first("file").toString(), QString("-"));
  }

  void brokenDrawing()
  {
    const Outcome outcome = numeralctl({"predict", "--json", "-"}, R"({"strokes": [[[1, "b"]]]})");
    VERIFY_CODE(outcome, 1);
    QCOMPARE(outcome.first("code").toString(), QString("invalid_argument"));
  }

  void csv()
  {
    const QTemporaryDir folder;
    const QString name = folder.filePath("a \"quoted\", name.png");
    QVERIFY(QFile::copy(kImages + "/digit-6.png", name));
    const Outcome outcome = numeralctl({"predict", "--csv", "--top-k", "1", name});
    VERIFY_CODE(outcome, 0);
    const QList<QByteArray> lines = outcome.out.split('\n');
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines[0], QByteArray("file,label,confidence,verdict,alternatives,model,error,text\r"));
    const QByteArray start = '"' + QFile::encodeName(name).replace("\"", "\"\"") + "\",6,";
    QVERIFY2(lines[1].startsWith(start), lines[1].constData());
    QVERIFY(lines[2].isEmpty());
  }

  void rows()
  {
    const QByteArray drawing = R"({"strokes": [[[0, 0], [0, 100]], [[60, 0], [60, 100]],
                                               [[0, 200], [0, 300]], [[60, 200], [60, 300]]], "pen_width": 8})";
    Numerald server;
    QVERIFY2(!server.url.isEmpty(), server.words.constData());
    for (const QStringList& where : {QStringList{}, QStringList{"--server", server.url}}) {
      const Outcome json = numeralctl(QStringList{"predict", "--json", "-"} + where, drawing);
      VERIFY_CODE(json, 0);
      QCOMPARE(json.first("label").toString(), QString("1111"));
      QCOMPARE(json.first("digit").toString(), QString("1111"));
      QCOMPARE(json.first("text").toString(), QString("11\n11"));
      const Outcome csv = numeralctl(QStringList{"predict", "--csv", "-"} + where, drawing);
      VERIFY_CODE(csv, 0);
      const QList<QByteArray> lines = csv.out.split('\n');
      QCOMPARE(lines.size(), 3);
      QVERIFY2(lines[1].startsWith("-,1111,"), lines[1].constData());
      QVERIFY2(lines[1].endsWith(",11|11\r"), lines[1].constData());
      const Outcome table = numeralctl(QStringList{"predict", "-"} + where, drawing);
      QVERIFY2(table.out.contains("11/11"), table.out.constData());
    }
  }

  void alternatives()
  {
    const QString file = kImages + "/digit-9.png";
    QCOMPARE(numeralctl({"predict", "--json", "--top-k", "2", file}).first("alternatives").toArray().size(), 2);
    QCOMPARE(numeralctl({"predict", "--json", "--top-k", "0", file}).first("alternatives").toArray().size(), 0);
  }

  void loadtest()
  {
    Numerald server;
    QVERIFY2(!server.url.isEmpty(), server.words.constData());
    const QString requests = QString::number(40);
    const Outcome json =
        numeralctl({"loadtest", server.url, "--images", kDrawings, "-n", requests, "-c", "3", "--json"});
    VERIFY_CODE(json, 0);
    QVERIFY2(json.err.isEmpty(), json.err.constData()); // nothing live without a terminal
    const QJsonObject report = QJsonDocument::fromJson(json.out).object();
    QCOMPARE(report["succeeded"].toInt(), 40);
    QCOMPARE(report["failed"].toInt(), 0);
    QCOMPARE(report["connections_opened"].toInt(), 3);
    QCOMPARE(report["verdicts"]["digit"].toInt() + report["verdicts"]["unsure"].toInt(), 40);
    int counted = 0;
    for (const auto& row : report["histogram"].toArray())
      counted += row.toObject()["count"].toInt();
    QCOMPARE(counted, 40);
    QVERIFY(report["cpu_seconds"].toDouble() > 0);

    const Outcome words = numeralctl({"loadtest", server.url, "--rate", "200", "-n", requests});
    VERIFY_CODE(words, 0);
    for (const QByteArray& line : words.out.split('\n'))
      QVERIFY2(QString::fromUtf8(line).size() <= 80, line.constData());
    for (const char* word : {"40 in ", "p99.9 ", "##", "timetable", "verdicts      digit 40"})
      QVERIFY2(words.out.contains(word), words.out.constData());

    const Outcome wrong = numeralctl({"loadtest", server.url, "--images", kHostile, "-n", "10"});
    VERIFY_CODE(wrong, 1);
    QVERIFY2(wrong.out.contains("HTTP 4"), wrong.out.constData());
  }

  void loadtestUntilInterrupted()
  {
    Numerald server;
    QVERIFY2(!server.url.isEmpty(), server.words.constData());
    test::RawServer watched("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    QProcess process;
    process.start(kProgram, {"loadtest", server.url, QString::fromStdString(watched.url()), "--json"});
    watched.waitForRequest();
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(kPatienceMs));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    const QJsonObject report = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    QCOMPARE(report["targets"].toArray().size(), 2);
  }

  void loadtestOfNobody()
  {
    const Outcome outcome = numeralctl({"loadtest", QString::fromStdString(test::deadUrl())});
    VERIFY_CODE(outcome, 1);
    QVERIFY2(outcome.err.contains("Nobody answers at"), outcome.err.constData());
    QVERIFY(outcome.err.count('\n') <= 2);
    QVERIFY(outcome.out.isEmpty());
  }

  void reload_data()
  {
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("words");
    const QByteArray model = R"("model": {"name": "digits", "version": "1.3.0", "sha256": "abc"}, )"
                             R"("previous": {"name": "digits", "version": "1.2.0"})";
    QTest::newRow("changed") << "200\n{" + model + R"(, "changed": true})" << 0
                             << QByteArray("now reads with digits 1.3.0; before, it was digits 1.2.0.");
    QTest::newRow("the same") << "200\n{" + model + R"(, "changed": false})" << 0 << QByteArray("the same as before");
    QTest::newRow("refused") << QByteArray("422\n{\"detail\": \"The model is cut short.\"}") << 1
                             << QByteArray("The model is cut short.");
    QTest::newRow("no key") << QByteArray("401\n{\"detail\": \"A key is needed.\"}") << 1
                            << QByteArray("--api-key-file");
    QTest::newRow("another program") << QByteArray("200\nhello") << 1 << QByteArray("Is it a numerald?");
    QTest::newRow("no such route") << QByteArray("404\nnothing") << 1 << QByteArray("admin port");
  }

  void reload()
  {
    QFETCH(QByteArray, answer);
    QFETCH(int, code);
    QFETCH(QByteArray, words);
    const QByteArray body = answer.mid(answer.indexOf('\n') + 1);
    const test::RawServer server(("HTTP/1.1 " + answer.left(3) +
                                  " Whatever\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body)
                                     .toStdString());
    const QTemporaryDir folder;
    write(folder.filePath("keys"), "# for the night shift\nsesame-open-the-door \n");
    const Outcome outcome =
        numeralctl({"model", "reload", QString::fromStdString(server.url()), "--model-path", "digits-2"}, {},
                   {{"NUMERAL_API_KEY_FILE", folder.filePath("keys")}});
    VERIFY_CODE(outcome, code);
    QVERIFY2((outcome.out + outcome.err).contains(words), (outcome.out + outcome.err).constData());
    const auto request = QByteArray::fromStdString(server.request());
    QVERIFY(request.startsWith("POST /admin/reload HTTP/1.1\r\n"));
    QVERIFY(request.contains("\r\nX-API-Key: sesame-open-the-door\r\n"));
    QVERIFY(request.endsWith(R"({"model_path":"digits-2"})"));
  }

  void reloadOfNobody()
  {
    const Outcome nobody = numeralctl({"model", "reload", QString::fromStdString(test::deadUrl())});
    VERIFY_CODE(nobody, 1);
    QVERIFY2(nobody.err.contains("Nobody answers at"), nobody.err.constData());
    const Outcome noKey = numeralctl({"model", "reload", "--api-key-file", "/nonexistent/keys"});
    VERIFY_CODE(noKey, 1);
    QVERIFY2(noKey.err.contains("/nonexistent/keys"), noKey.err.constData());
  }

  void doctor()
  {
    const QStringList fine = {"doctor", "--json", "--port", "0", "--admin-port", "0", "--model", kModel};
    const Outcome well = numeralctl(fine);
    VERIFY_CODE(well, 0);
    QCOMPARE(stateOf(well, "model"), QString("ok"));
    QCOMPARE(stateOf(well, "reading"), QString("ok"));
    QCOMPARE(QJsonDocument::fromJson(well.out)["problems"].toInt(-1), 0);

    const Outcome words = numeralctl({"doctor", "--port", "0", "--admin-port", "0"});
    VERIFY_CODE(words, 0);
    QVERIFY(words.err.isEmpty());

    Numerald server;
    QVERIFY2(!server.url.isEmpty(), server.words.constData());
    const Outcome running =
        numeralctl({"doctor", "--json", "--port", server.url.section(':', -1), "--admin-port", "0"});
    VERIFY_CODE(running, 0);
    QVERIFY2(running.out.contains("running numerald"), running.out.constData());

    const QTemporaryDir folder;
    write(folder.filePath("numerald.toml"), "prot = 8000\n");
    const Outcome config = numeralctl(fine + QStringList{"--config", folder.filePath("numerald.toml")});
    VERIFY_CODE(config, 1);
    QCOMPARE(stateOf(config, "settings"), QString("problem"));
    QVERIFY(config.out.contains("prot"));

    const Outcome mail = numeralctl(fine, {}, {{"NUMERAL_SMTP_URL", "smtp://localhost"}, {"GMAIL_PASS", "hunter2"}});
    VERIFY_CODE(mail, 1);
    QCOMPARE(stateOf(mail, "mail"), QString("problem"));
    QVERIFY(!(mail.out + mail.err).contains("hunter2"));
  }

  /// Three kinds of damage: no model at all, no manifest, another sum.
  void doctorOfBrokenModels_data()
  {
    QTest::addColumn<int>("index");
    int index = 0;
    for (const test::BrokenModel& broken : test::brokenModels(kModel)) {
      if (QByteArrayList{"text", "no manifest", "one bit of the weights changed"}.contains(broken.name))
        QTest::newRow(broken.name) << index;
      ++index;
    }
  }

  void doctorOfBrokenModels()
  {
    QFETCH(int, index);
    const test::BrokenModel broken = test::brokenModels(kModel)[static_cast<std::size_t>(index)];
    const QTemporaryDir folder;
    const Outcome outcome =
        numeralctl({"doctor", "--json", "--port", "0", "--admin-port", "0", "--model", broken.make(folder.path())});
    VERIFY_CODE(outcome, 1);
    QVERIFY2(outcome.out.contains(broken.word), outcome.out.constData());
  }

  void doctorOfAnOlderModel()
  {
    const QTemporaryDir folder;
    for (const QString& name : QDir(kModel).entryList(QDir::Files))
      QFile::copy(kModel + "/" + name, folder.filePath(name));
    QJsonObject manifest = QJsonDocument::fromJson(read(kModel + "/manifest.json")).object();
    manifest["preprocessing"] = 1;
    QFile::remove(folder.filePath("manifest.json"));
    write(folder.filePath("manifest.json"), QJsonDocument(manifest).toJson());
    const Outcome outcome =
        numeralctl({"doctor", "--json", "--port", "0", "--admin-port", "0", "--model", folder.path()});
    VERIFY_CODE(outcome, 1);
    QCOMPARE(stateOf(outcome, "model"), QString("ok"));
    QCOMPARE(stateOf(outcome, "preprocessing"), QString("problem"));
  }

  /// One file a run, so that each has the engine to itself: then the answers are equal to the last bit.
  void serverSaysTheSame()
  {
    Numerald server;
    const QString url = server.url;
    QVERIFY2(url.startsWith("http://127.0.0.1:"), server.words.constData());

    for (const QString& file : {kImages + "/digit-4.png", kImages + "/seven-exif6.jpg", kDrawings + "/digit-8.json"}) {
      const Outcome here = numeralctl({"predict", "--json", "--model", kModel, file});
      const Outcome there = numeralctl({"predict", "--json", "--server", url, file});
      VERIFY_CODE(here, 0);
      VERIFY_CODE(there, 0);
      for (const char* member : {"label", "verdict", "confidence", "probabilities", "digits", "alternatives", "model"})
        QCOMPARE(there.first(member), here.first(member));
    }

    const Outcome all = numeralctl({"predict", "--json", "--server", url, kImages, kHostile + "/text.png"});
    VERIFY_CODE(all, 1);
    for (const QJsonObject& row : all.rows())
      if (!row["error"].isString())
        QCOMPARE(row["label"], labelOf(row["file"].toString()));

    server.process.terminate();
    QVERIFY(server.process.waitForFinished(kPatienceMs));
    QCOMPARE(server.process.exitCode(), 0);

    const Outcome gone = numeralctl({"predict", "--json", "--server", url, kImages + "/digit-4.png"});
    VERIFY_CODE(gone, 1);
    QCOMPARE(gone.first("code").toString(), QString("io"));
  }

  void fullDisk()
  {
    QProcess process;
    process.setStandardOutputFile("/dev/full");
    process.start(kProgram, {"model", "info", kModel});
    QVERIFY(process.waitForFinished(kPatienceMs));
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardError().contains("could not be written"));
  }

  void synthesis()
  {
    const QTemporaryDir folder;
    const QString strokes = folder.filePath("pen.jsonl");
    const QString out = folder.filePath("strings");
    write(strokes, R"({"label":"1","contributor":"ann","strokes":[[[0,0],[0,100]]]})");
    const QStringList arguments = {"data",    "synth", "--from",   strokes, "--out",   out,
                                   "--count", "3",     "--length", "4",     "--paper", "clean"};
    const Outcome made = numeralctl(arguments);
    VERIFY_CODE(made, 0);
    QVERIFY(made.err.isEmpty());
    QCOMPARE(read(out + "/labels.csv"), QByteArray("file,text\n000000.png,1111\n000001.png,1111\n000002.png,1111\n"));
    const Outcome measured = numeralctl({"eval", "--json", out});
    VERIFY_CODE(measured, 0);
    QCOMPARE(QJsonDocument::fromJson(measured.out)["samples"].toInt(), 3);

    write(strokes, R"({"label":"1","contributor":"ann","strokes":[[[0,0],[0,100]]]}
{"label":"7","contributor":"ann","strokes":[[[0,0],[50,0],[20,100]]]}
{"label":"1","contributor":"bob","strokes":[[[0,0],[0,100]]]})");
    const auto samples = [&](const QStringList& selection) {
      return QJsonDocument::fromJson(numeralctl(QStringList{"eval", "--json", strokes} + selection).out)["samples"]
          .toInt();
    };
    QCOMPARE(samples({}), 3);
    QCOMPARE(samples({"--contributors", "ann"}), 2);
    QCOMPARE(samples({"--not-contributors", "ann", "--labels", "1"}), 1);
    QCOMPARE(samples({"--not-labels", "1,2"}), 1);
    const auto mistakes = [&](const QStringList& more) {
      return QJsonDocument::fromJson(
                 numeralctl(QStringList{"eval", "--json", strokes, "--no-digits"} + more).out)["mistakes"]
          .toArray();
    };
    const QString first = mistakes({}).first().toObject()["id"].toString();
    write(folder.filePath("wrong.txt"), ("# ids\n" + first + " # why\n").toUtf8());
    QCOMPARE(samples({"--except", folder.filePath("wrong.txt")}), 2);
    const Outcome noList = numeralctl({"eval", strokes, "--except", folder.filePath("none.txt")});
    VERIFY_CODE(noList, 1);
    QVERIFY2(noList.err.contains("none.txt"), noList.err.constData());
    const Outcome unknown = numeralctl({"eval", strokes, "--contributors", "eve"});
    VERIFY_CODE(unknown, 2);
    QVERIFY2(unknown.err.contains("it has ann, bob"), unknown.err.constData());

    const Outcome again = numeralctl(arguments);
    VERIFY_CODE(again, 2);
    QVERIFY2(again.err.contains("not empty"), again.err.constData());
    const Outcome nobody =
        numeralctl({"data", "synth", "--from", strokes, "--out", out + "2", "--contributors", "eve"});
    VERIFY_CODE(nobody, 2);
    QVERIFY2(nobody.err.contains("it has ann"), nobody.err.constData());
    const Outcome nothing = numeralctl({"data", "synth", "--from", folder.filePath("gone"), "--out", out + "2"});
    VERIFY_CODE(nothing, 1);
    QVERIFY2(nothing.err.contains("does not exist"), nothing.err.constData());
    QVERIFY(!QFile::exists(out + "2"));
  }

  /// Each mirror is a server that answers everything with the same wrong page.
  void fetchKeepsNothingWrong()
  {
    const test::RawServer wrong("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nlogin");
    const test::RawServer missing("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    const QTemporaryDir folder;
    const QString out = folder.filePath("mnist");
    const QMap<QString, QString> direct = {{"no_proxy", "127.0.0.1"}};
    const Outcome outcome =
        numeralctl({"data", "fetch", "--out", out, "--mirror", QString::fromStdString(test::deadUrl()), "--mirror",
                    QString::fromStdString(wrong.url()), "--mirror", QString::fromStdString(missing.url() + "/mnist/")},
                   {}, direct);
    VERIFY_CODE(outcome, 1);
    for (const char* words : {"Nobody answers", "ended after 5 of", "answered 404", "from any mirror"})
      QVERIFY2(outcome.err.contains(words), outcome.err.constData());
    QVERIFY(QByteArray::fromStdString(missing.request()).startsWith("GET /mnist/train-images-idx3-ubyte.gz "));
    QVERIFY(!QFile::exists(out + "/train-images-idx3-ubyte.gz"));
  }

  void fetchNamesTheFolderItCannotUse()
  {
    const QTemporaryDir folder;
    write(folder.filePath("taken"), "a file");
    const Outcome outcome = numeralctl({"data", "fetch", "--mirror", QString::fromStdString(test::deadUrl())}, {},
                                       {{"DATA", folder.filePath("taken")}});
    VERIFY_CODE(outcome, 1);
    QVERIFY2(outcome.err.contains("/taken/mnist/train-images-idx3-ubyte.gz.part cannot be opened"),
             outcome.err.constData());
  }

  void modelInfo()
  {
    const Outcome words = numeralctl({"model", "info"});
    VERIFY_CODE(words, 0);
    const QJsonObject manifest = QJsonDocument::fromJson(read(kModel + "/manifest.json")).object();
    for (const char* member : {"name", "version", "architecture", "sha256", "license"})
      QVERIFY2(words.out.contains(manifest[member].toString().toUtf8()), member);
    const Outcome json = numeralctl({"model", "info", "--json", kModel + "/model.pt"});
    VERIFY_CODE(json, 0);
    QCOMPARE(QJsonDocument::fromJson(json.out).object(), manifest);
  }

  void modelVerify()
  {
    for (const QString& path : {kModel, kModel + "/manifest.json", kModel + "/model.pt"}) {
      const Outcome outcome = numeralctl({"model", "verify", "--json", path});
      VERIFY_CODE(outcome, 0);
      QCOMPARE(QJsonDocument::fromJson(outcome.out)["usable"].toBool(), true);
    }
    const Outcome words = numeralctl({"model", "verify"});
    VERIFY_CODE(words, 0);
    QVERIFY(words.out.contains("is usable"));
    QVERIFY(QRegularExpression("reference +\\d+ glyphs").match(QString::fromUtf8(words.out)).hasMatch());
  }

  void modelReference()
  {
    const QTemporaryDir folder;
    const QString model = folder.filePath("model");
    QVERIFY(QDir().mkpath(model) && QDir().mkpath(folder.filePath("mine/7")));
    for (const char* name : {"/manifest.json", "/model.pt", "/second.pt"})
      QVERIFY(QFile::copy(kModel + name, model + name));
    QVERIFY(QFile::copy(kImages + "/digit-7.png", folder.filePath("mine/7/seven.png")));
    QFile recipe(folder.filePath("recipe.json"));
    QVERIFY(recipe.open(QIODevice::WriteOnly));
    recipe.write(R"({"classes": ["1", "7"], "sources": [{"kind": "images", "path": "mine", "name": "mine"}]})");
    recipe.close();
    const auto reference = [&](const QString& data) {
      return numeralctl(
          {"model", "reference", model, "--recipe", recipe.fileName(), "--data", data, "--pictures", "20"});
    };
    const auto verified = [&] {
      return QJsonDocument::fromJson(numeralctl({"model", "verify", "--json", model}).out)["reference"];
    };
    QVERIFY(verified().isNull());
    const Outcome none = reference(model);
    VERIFY_CODE(none, 1);
    QVERIFY2(none.err.contains("--data"), none.err.constData());
    VERIFY_CODE(reference(folder.path()), 0);
    QCOMPARE(verified()["glyphs"].toInt(), 20);

    QFile broken(model + "/drift.json");
    QVERIFY(broken.open(QIODevice::WriteOnly | QIODevice::Truncate));
    broken.close();
    QVERIFY(verified()["error"].toString().contains("drift.json"));
    const Outcome info = numeralctl({"model", "info", model});
    VERIFY_CODE(info, 0);
    QVERIFY2(info.out.contains("not used"), info.out.constData());
  }

  void brokenModels_data()
  {
    QTest::addColumn<int>("index");
    int index = 0;
    for (const test::BrokenModel& broken : test::brokenModels(kModel))
      QTest::newRow(broken.name) << index++;
  }

  void brokenModels()
  {
    QFETCH(int, index);
    const test::BrokenModel broken = test::brokenModels(kModel)[static_cast<std::size_t>(index)];
    const QTemporaryDir folder;
    const QString path = broken.make(folder.path());
    const Outcome outcome = numeralctl({"model", "verify", "--json", path});
    VERIFY_CODE(outcome, 4);
    QVERIFY2(outcome.err.contains(broken.word), outcome.err.constData());
    const QJsonObject report = QJsonDocument::fromJson(outcome.out).object();
    QCOMPARE(report["usable"].toBool(true), false);
    QVERIFY(outcome.err.contains(report["error"].toString().toUtf8()));
  }

  void noUsableModel()
  {
    VERIFY_CODE(numeralctl({"predict", "--model", kHostile, kImages}), 4);
    VERIFY_CODE(numeralctl({"model", "info", kHostile}), 4);
    for (const char* variable : {"NUMERAL_MODEL", "MODEL_PATH"}) {
      const Outcome outcome = numeralctl({"predict", kImages}, {}, {{variable, "/nowhere/digits"}});
      VERIFY_CODE(outcome, 4);
      QVERIFY2(outcome.err.contains("/nowhere/digits"), outcome.err.constData());
      QVERIFY(outcome.out.isEmpty());
    }
  }
};

QTEST_GUILESS_MAIN(NumeralctlTest)
#include "NumeralctlTest.moc"
