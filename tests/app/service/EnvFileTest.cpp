/// .env files as people write them.
#include <QTest>

#include "app/service/EnvFile.h"

using namespace numeral;

class EnvFileTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void lines_data()
  {
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("plain") << QByteArray("KEY=value") << QByteArray("value");
    QTest::newRow("export") << QByteArray("export\tKEY=value") << QByteArray("value");
    QTest::newRow("blanks") << QByteArray("  KEY = a b \t") << QByteArray("a b");
    QTest::newRow("Windows") << QByteArray("KEY=value\r") << QByteArray("value");
    QTest::newRow("comment") << QByteArray("KEY=value # no more") << QByteArray("value");
    QTest::newRow("no comment") << QByteArray("KEY=va#lue") << QByteArray("va#lue");
    QTest::newRow("nothing but a comment") << QByteArray("KEY= # value") << QByteArray("");
    QTest::newRow("empty") << QByteArray("KEY=") << QByteArray("");
    QTest::newRow("signs") << QByteArray("KEY=a=b=c") << QByteArray("a=b=c");
    QTest::newRow("single") << QByteArray("KEY='a \"b\" # \\n' # c") << QByteArray("a \"b\" # \\n");
    QTest::newRow("double") << QByteArray("KEY=\"a 'b' # \\\" \\\\ \\n \\t\"") << QByteArray("a 'b' # \" \\ \n \t");
    QTest::newRow("quotes within") << QByteArray("KEY=it's") << QByteArray("it's");
    QTest::newRow("not expanded") << QByteArray("KEY=$HOME") << QByteArray("$HOME");
  }

  void lines()
  {
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, value);
    const auto entries = service::parseEnv("# first\n\n" + line.toStdString() + "\n", ".env");
    QVERIFY2(entries, entries ? "" : entries.error().message.c_str());
    QCOMPARE(entries->size(), std::size_t{1});
    QCOMPARE(entries->front().name, std::string("KEY"));
    QCOMPARE(QByteArray::fromStdString(entries->front().value), value);
    QCOMPARE(entries->front().line, 3);
  }

  void theLastOneCounts()
  {
    const auto entries = service::parseEnv("A=1\nB=2\nA=3", ".env").value();
    QCOMPARE(entries.size(), std::size_t{2});
    QCOMPARE(entries[0].name, std::string("B"));
    QCOMPARE(entries[1].value, std::string("3"));
    QVERIFY(service::parseEnv("", ".env").value().empty());
  }

  void badLinesAreNamedAndNotShown()
  {
    for (const std::string line : {"hunter2", "=hunter2", "1KEY=hunter2", "KEY NAME=hunter2", "KEY='hunter2",
                                   "KEY=\"hunter2\\\"", "KEY='hunter2' more", "KEY-x=hunter2"}) {
      const auto entries = service::parseEnv("A=1\n" + line + "\n", "some/.env");
      QVERIFY2(!entries, line.c_str());
      QVERIFY2(entries.error().message.starts_with("some/.env:2 "), entries.error().message.c_str());
      QVERIFY(entries.error().message.find("hunter2") == std::string::npos);
    }
    QVERIFY(!service::parseEnv(std::string("A=b\0c\n", 6), ".env"));
  }
};

QTEST_GUILESS_MAIN(EnvFileTest)
#include "EnvFileTest.moc"
