#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QScrollBar>
#include <QTableView>
#include <QToolButton>

#include "tests/ui/WindowFixture.h"
#include "ui/log/LogModel.h"

using namespace numeral;
using namespace numeral::test;
using report::LogRecord;
using Level = LogRecord::Level;

namespace {

QStringList shown(const WindowFixture& fixture)
{
  const auto& model = *child<QTableView>(fixture.window, "logTable").model();
  QStringList words;
  for (int row = 0; row < model.rowCount(); ++row)
    words << model.index(row, ui::LogModel::Words).data().toString();
  return words;
}

std::vector<LogRecord> numbered(int first, int count)
{
  std::vector<LogRecord> records;
  for (int i = first; i < first + count; ++i)
    records.push_back({Level::Info, 1.7e9 + i, "record " + std::to_string(i)});
  return records;
}

const std::vector<LogRecord> kMixed{{Level::Debug, 1.7e9, "GET /version"},
                                    {Level::Info, 1.7e9 + 1, "server started"},
                                    {Level::Warning, 1.7e9 + 2, "slow Server"},
                                    {Level::Error, 1.7e9 + 3, "model broken"}};

} // namespace

class LogPageTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() { failOnAnyWarning(); }

  void recordsAreShownAsTheyCome()
  {
    WindowFixture fixture;
    fixture.trigger("actionPageLog");
    QVERIFY(child(fixture.window, "logNothing").isVisible());
    QVERIFY(!child(fixture.window, "logTable").isVisible());
    Q_EMIT fixture.log.arrived(kMixed, 0);
    QCOMPARE(shown(fixture), (QStringList{QStringLiteral("server started"), QStringLiteral("slow Server"),
                                          QStringLiteral("model broken")}));
    QVERIFY(child(fixture.window, "logTable").isVisible());
    QCOMPARE(textOf(fixture.window, "logCount"), QStringLiteral("Records: 3 of 4"));
    const auto& model = *child<QTableView>(fixture.window, "logTable").model();
    QCOMPARE(model.index(2, ui::LogModel::Level).data().toString(), QStringLiteral("error"));
    QVERIFY(model.index(2, ui::LogModel::Time).data().toString().endsWith(QStringLiteral(":23.000")));
  }

  void levelAndWordsFilter()
  {
    WindowFixture fixture;
    fixture.trigger("actionPageLog");
    Q_EMIT fixture.log.arrived(kMixed, 0);
    auto& level = child<QComboBox>(fixture.window, "logLevel");
    auto& search = child<QLineEdit>(fixture.window, "logSearch");
    level.setCurrentIndex(0);
    QCOMPARE(shown(fixture).size(), 4);
    search.setText(QStringLiteral("SERVER"));
    QCOMPARE(shown(fixture), (QStringList{QStringLiteral("server started"), QStringLiteral("slow Server")}));
    level.setCurrentIndex(2);
    QCOMPARE(shown(fixture), QStringList{QStringLiteral("slow Server")});
    level.setCurrentIndex(3);
    QVERIFY(textOf(fixture.window, "logNothing").startsWith(QStringLiteral("None of 4")));
    QVERIFY(!child<QToolButton>(fixture.window, "copyLogButton").isEnabled());
  }

  void aPauseHoldsRecordsBack()
  {
    WindowFixture fixture;
    fixture.trigger("actionPageLog");
    child<QToolButton>(fixture.window, "pauseLogButton").click();
    Q_EMIT fixture.log.arrived(numbered(0, 3), 0);
    QVERIFY(shown(fixture).isEmpty());
    QVERIFY(textOf(fixture.window, "logCount").contains(QStringLiteral("paused, 3 more wait")));
    child<QToolButton>(fixture.window, "pauseLogButton").click();
    QCOMPARE(shown(fixture).size(), 3);
  }

  void onlyTheNewestAreKept()
  {
    WindowFixture fixture;
    fixture.trigger("actionPageLog");
    Q_EMIT fixture.log.arrived(numbered(0, 1500), 0);
    Q_EMIT fixture.log.arrived(numbered(1500, 1000), 7);
    QCOMPARE(shown(fixture).size(), 2000);
    QCOMPARE(shown(fixture).front(), QStringLiteral("record 500"));
    QCOMPARE(shown(fixture).back(), QStringLiteral("record 2499"));
    QVERIFY(textOf(fixture.window, "logCount").contains(QStringLiteral("7 came too fast")));
    Q_EMIT fixture.log.arrived(numbered(0, 5000), 0);
    QCOMPARE(shown(fixture).front(), QStringLiteral("record 3000"));

    child<QToolButton>(fixture.window, "pauseLogButton").click();
    Q_EMIT fixture.log.arrived(numbered(0, 3000), 0);
    child<QToolButton>(fixture.window, "pauseLogButton").click();
    QCOMPARE(shown(fixture).back(), QStringLiteral("record 2999"));
    QCOMPARE(shown(fixture).size(), 2000);
  }

  void detailsGoFirst()
  {
    WindowFixture fixture;
    fixture.trigger("actionPageLog");
    child<QComboBox>(fixture.window, "logLevel").setCurrentIndex(0);
    Q_EMIT fixture.log.arrived({{report::LogRecord::Level::Info, 1, "server started"}}, 0);
    std::vector<report::LogRecord> requests(1500, {report::LogRecord::Level::Debug, 2, "a request"});
    for (int i = 0; i < 3; ++i)
      Q_EMIT fixture.log.arrived(requests, 0);
    QCOMPARE(shown(fixture).size(), 2000);
    QCOMPARE(shown(fixture).front(), QStringLiteral("server started"));
    Q_EMIT fixture.log.arrived(numbered(0, 1999), 0); // of one importance, the oldest go
    QCOMPARE(shown(fixture).front(), QStringLiteral("server started"));
    QCOMPARE(shown(fixture).at(1), QStringLiteral("record 0"));
  }

  void theTableFollowsOnlyAtItsEnd()
  {
    WindowFixture fixture;
    fixture.trigger("actionPageLog");
    Q_EMIT fixture.log.arrived(numbered(0, 200), 0);
    QScrollBar& bar = *child<QTableView>(fixture.window, "logTable").verticalScrollBar();
    QTRY_VERIFY(bar.maximum() > 0 && bar.value() == bar.maximum());
    bar.setValue(10);
    Q_EMIT fixture.log.arrived(numbered(200, 100), 0);
    QCoreApplication::processEvents();
    QCOMPARE(bar.value(), 10);
  }

  void copyAndClear()
  {
    WindowFixture fixture;
    fixture.trigger("actionPageLog");
    Q_EMIT fixture.log.arrived(numbered(1, 2), 0);
    child<QToolButton>(fixture.window, "copyLogButton").click();
    const QStringList all = QApplication::clipboard()->text().split(QLatin1Char('\n'));
    QCOMPARE(all.size(), 2);
    QVERIFY(all.front().endsWith(QStringLiteral(" info record 1")));
    child<QTableView>(fixture.window, "logTable").selectRow(1);
    child<QToolButton>(fixture.window, "copyLogButton").click();
    QVERIFY(QApplication::clipboard()->text().endsWith(QStringLiteral(" info record 2")));
    QVERIFY(!QApplication::clipboard()->text().contains(QLatin1Char('\n')));
    child<QToolButton>(fixture.window, "clearLogButton").click();
    QVERIFY(shown(fixture).isEmpty());
    QVERIFY(child(fixture.window, "logNothing").isVisible());
  }
};

QTEST_MAIN(LogPageTest)
#include "LogPageTest.moc"
