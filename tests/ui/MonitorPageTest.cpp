/// What the monitor page says of reports, and what it asks for.
#include <QDateTime>
#include <QDesktopServices>
#include <QDir>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QTableWidget>
#include <QToolButton>

#include "tests/support/ToyModel.h"
#include "tests/ui/Reports.h"
#include "tests/ui/WindowFixture.h"
#include "ui/base/Figures.h"
#include "ui/monitor/AlertWords.h"
#include "ui/monitor/CardGrid.h"
#include "ui/monitor/CountBars.h"
#include "ui/monitor/TimeChart.h"

using namespace numeral;
using namespace numeral::test;

namespace {

struct MonitorFixture : WindowFixture {
  MonitorFixture() { QTest::keyClick(&window, Qt::Key_3, Qt::ControlModifier); }

  QTableWidget& table() { return child<QTableWidget>(window, "instances"); }
  QString cell(int row, int column) { return table().item(row, column)->text(); }
  QString described(const char* name) { return child(window, name).accessibleDescription(); }
};

int distinctColours(const QImage& picture)
{
  QSet<QRgb> colours;
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x)
      colours.insert(picture.pixel(x, y));
  }
  return static_cast<int>(colours.size());
}

} // namespace

/// Takes the place of the desktop's.
class Browser final : public QObject {
  Q_OBJECT
public:
  QList<QUrl> opened;

public Q_SLOTS:
  void open(const QUrl& url) { opened << url; }
};

class MonitorPageTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() { failOnAnyWarning(); }

  void theShortcutShowsIt()
  {
    MonitorFixture fixture;
    QVERIFY(child(fixture.window, "monitorPage").isVisible());
    QVERIFY(!fixture.canvas().isVisible());
    QCOMPARE(child<QToolButton>(fixture.window, "pageMonitorButton").isChecked(), true);
  }

  void emptyIsSaidInWords()
  {
    MonitorFixture fixture;
    fixture.model.becomeReady(support::toyBundle(std::make_shared<support::ToyModel>()));
    fixture.server.become({report::ServerState::Phase::Running, "http://127.0.0.1:4711", {}});
    fixture.status.become({});
    QVERIFY(child(fixture.window, "monitorEmpty").isVisible());
    QVERIFY(textOf(fixture.window, "monitorEmpty")
                .contains(QStringLiteral("curl -F file=@digit.png http://127.0.0.1:4711/predict")));
    for (const char* figure : {"latencyFigure", "errorsFigure", "confidenceFigure", "classesFigure", "verdictsFigure",
                               "processorsFigure", "memoryFigure"})
      QCOMPARE(textOf(fixture.window, figure), QStringLiteral("–"));
    QCOMPARE(textOf(fixture.window, "requestsFigure"), QStringLiteral("0/s"));
    QCOMPARE(fixture.described("classesBars"), QStringLiteral("red: 0, green: 0, blue: 0"));

    fixture.server.become({});
    QCOMPARE(textOf(fixture.window, "monitorEmpty"), QStringLiteral("Nothing has been read yet. Draw a digit."));
    fixture.status.become(busyMinute());
    QVERIFY(!child(fixture.window, "monitorEmpty").isVisible());
  }

  void everyCardSaysItsFigure()
  {
    MonitorFixture fixture;
    report::Status status = busyMinute();
    status.traffic.seconds.back() = {.window = 1, .http = 20, .batch = 300};
    fixture.status.become(status);
    const auto figure = [&](const char* name) { return textOf(fixture.window, name); };
    QCOMPARE(figure("requestsFigure"), QStringLiteral("321/s"));
    QVERIFY(figure("requestsWords").startsWith(QStringLiteral("1,000 in the last minute, 3 of at most 256")));
    QCOMPARE(figure("latencyFigure"), QStringLiteral("2.1\u00a0ms"));
    QVERIFY(figure("latencyWords").endsWith(QStringLiteral("31\u00a0ms")));
    QCOMPARE(figure("errorsFigure"), QStringLiteral("0.8 %"));
    QVERIFY(figure("errorsWords").endsWith(QStringLiteral("broken image")));
    QCOMPARE(figure("confidenceFigure"), QStringLiteral("97.3 %"));
    QCOMPARE(figure("classesFigure"), QStringLiteral("8"));
    QCOMPARE(figure("verdictsFigure"), QStringLiteral("94.8 %"));
    QVERIFY(figure("processorsWords").startsWith(QStringLiteral("of 2 processors")));
    QVERIFY(figure("memoryWords").endsWith(QStringLiteral("3.1\u00a0GB of 8.3\u00a0GB")));
    QCOMPARE(fixture.described("requestsChart"), QStringLiteral("window: 1, HTTP: 20, batch: 300"));
    QCOMPARE(fixture.described("latencyChart"), QStringLiteral("p50: 2.1\u00a0ms, p95: 5.6\u00a0ms, p99: 9.3\u00a0ms"));
    QVERIFY(fixture.described("confidenceBars").contains(QStringLiteral("below 40 %: 4")));
    QVERIFY(fixture.described("verdictsBars").contains(QStringLiteral("not a digit: 12")));
    QVERIFY(fixture.described("requestsCard").startsWith(QStringLiteral("321/s, ")));
  }

  void whatFiresStandsAboveTheCharts()
  {
    MonitorFixture fixture;
    fixture.status.become(busyMinute());
    const QWidget& notice = child(fixture.window, "alerts");
    QVERIFY(!notice.isVisible());
    report::Status status = busyMinute();
    status.alerts = firingAlerts();
    fixture.status.become(status);
    QVERIFY(notice.isVisible());
    QCOMPARE(notice.accessibleName(), QStringLiteral("Alerts"));
    QTRY_VERIFY(notice.geometry().bottom() < child(fixture.window, "cards").y());
    const QStringList lines = textOf(fixture.window, "alertsWords").split(u'\n');
    QCOMPARE(lines.size(), 2);
    QVERIFY2(lines[0].startsWith(QStringLiteral("Critical since ")), qPrintable(lines[0]));
    QVERIFY(lines[0].contains(QStringLiteral(": Most predictions fail. Look at the log")));
    QVERIFY(lines[1].startsWith(QStringLiteral("Warning since ")));
    QVERIFY(lines[0].contains(QLocale().toString(QDateTime::fromSecsSinceEpoch(1'700'000'000), QLocale::ShortFormat)));
    fixture.status.become(busyMinute());
    QVERIFY(!notice.isVisible());
  }

  void manyAlertsAreCutShort()
  {
    std::vector<report::Alert> many(7, firingAlerts().front());
    const QStringList lines = ui::alertWords(many).split(u'\n');
    QCOMPARE(lines.size(), 5);
    QVERIFY2(lines.back().contains(u'3'), qPrintable(lines.back()));
    QVERIFY(ui::alertWords({}).isEmpty());
    many.resize(1);
    many[0].since = static_cast<double>(QDateTime::currentSecsSinceEpoch());
    QVERIFY(!ui::alertWords(many).contains(QString::number(QDate::currentDate().year()))); // today: the time alone
  }

  void aContainersLimitIsWhatCounts()
  {
    MonitorFixture fixture;
    report::Status status = busyMinute();
    status.loads.back().memoryLimit = 512'000'000;
    status.loads.back().memoryUsed = 400'000'000;
    fixture.status.become(status);
    QCOMPARE(textOf(fixture.window, "memoryWords"), QStringLiteral("The container uses 400\u00a0MB of 512\u00a0MB"));
  }

  void outOfSightNothingIsShown()
  {
    MonitorFixture fixture;
    fixture.status.become(busyMinute());
    fixture.trigger("actionPageDraw");
    report::Status later = busyMinute();
    later.traffic.latency.p50 = 0.5;
    fixture.status.become(later);
    QCOMPARE(textOf(fixture.window, "latencyFigure"), QStringLiteral("2.1\u00a0ms"));
    fixture.trigger("actionPageMonitor");
    QCOMPARE(textOf(fixture.window, "latencyFigure"), QStringLiteral("500\u00a0ms"));
  }

  void instancesStandSideBySide()
  {
    MonitorFixture fixture;
    fixture.status.become(busyMinute());
    fixture.fleet.become(
        {upInstance("http://one:18000"), goneInstance("http://two:18000"), askedInstance("http://three:18000")});
    QCOMPARE(fixture.table().rowCount(), 4);
    QCOMPARE(fixture.cell(0, 0), QStringLiteral("This window"));
    QCOMPARE(fixture.cell(0, 3), QStringLiteral("16.7/s"));
    QCOMPARE(fixture.cell(1, 1), QStringLiteral("Up"));
    QCOMPARE(fixture.cell(1, 3), QStringLiteral("41.5/s"));
    QCOMPARE(fixture.cell(1, 4), QStringLiteral("8.4\u00a0ms"));
    QCOMPARE(fixture.cell(2, 1), QStringLiteral("Gone for 12\u00a0s"));
    QVERIFY(fixture.cell(2, 2).startsWith(QStringLiteral("Nobody answers at http://two:18000")));
    QCOMPARE(fixture.table().columnSpan(2, 2), 6);
    QCOMPARE(fixture.cell(3, 1), QStringLiteral("Asking …"));

    fixture.fleet.become({upInstance("http://one:18000"), upInstance("http://two:18000")}); // it is back
    QCOMPARE(fixture.table().rowCount(), 3);
    QCOMPARE(fixture.cell(2, 1), QStringLiteral("Up"));
    QCOMPARE(fixture.cell(2, 2), QStringLiteral("digits 1.2.0"));
    QCOMPARE(fixture.table().columnSpan(2, 2), 1);
  }

  void whatAnotherSaysIsNoMarkup()
  {
    MonitorFixture fixture;
    report::InstanceState evil = goneInstance("http://evil:1");
    evil.message = "<img src=x><b>bold</b>";
    fixture.fleet.become({evil});
    QCOMPARE(fixture.cell(1, 2), QStringLiteral("<img src=x><b>bold</b>"));
    QVERIFY(fixture.table().item(1, 2)->toolTip().contains(QStringLiteral("&lt;img")));
  }

  void anInstanceIsAddedAndRemoved()
  {
    MonitorFixture fixture;
    auto& address = child<QLineEdit>(fixture.window, "instanceAddress");
    QTest::keyClicks(&address, QStringLiteral(" other:18000 "));
    QTest::keyClick(&address, Qt::Key_Return);
    QCOMPARE(fixture.fleet.added, std::vector<std::string>{"other:18000"});
    QVERIFY(address.text().isEmpty());

    auto& forget = child<QToolButton>(fixture.window, "forgetInstanceButton");
    fixture.fleet.become({upInstance("http://one:1"), upInstance("http://two:2")});
    QVERIFY(!forget.isEnabled());
    fixture.table().selectRow(0);
    QVERIFY(!forget.isEnabled()); // this window stays
    fixture.table().selectRow(2);
    QVERIFY(forget.isEnabled());
    fixture.fleet.become({upInstance("http://zero:0"), upInstance("http://one:1"), upInstance("http://two:2")});
    QVERIFY(forget.isEnabled()); // the selection follows its instance
    forget.click();
    QCOMPARE(fixture.fleet.removed, std::vector<std::string>{"http://two:2"});
    fixture.fleet.become({upInstance("http://zero:0")});
    QVERIFY(!forget.isEnabled());
  }

  void aBadAddressIsExplainedBesideIt()
  {
    MonitorFixture fixture;
    fixture.fleet.refusal = "\"x y\" is not the address of a server.";
    auto& address = child<QLineEdit>(fixture.window, "instanceAddress");
    QTest::keyClicks(&address, QStringLiteral("x y"));
    child<QToolButton>(fixture.window, "watchInstanceButton").click();
    QTRY_VERIFY(!child(fixture.window, "instanceNotice").visibleRegion().isEmpty()); // scrolled into sight
    QCOMPARE(textOf(fixture.window, "instanceNoticeWords"), QString::fromStdString(fixture.fleet.refusal));
    QCOMPARE(address.text(), QStringLiteral("x y"));
    QTest::keyClick(&address, Qt::Key_Backspace);
    QVERIFY(!child(fixture.window, "instanceNotice").isVisible());
  }

  void theMenuLeadsToTheField()
  {
    WindowFixture fixture;
    fixture.trigger("actionWatchInstance");
    QVERIFY(child(fixture.window, "monitorPage").isVisible());
    QTRY_VERIFY(child(fixture.window, "instanceAddress").hasFocus());
  }

  void aNarrowWindowPutsCardsBelowEachOther()
  {
    MonitorFixture fixture;
    const QWidget& first = child(fixture.window, "requestsCard");
    const QWidget& second = child(fixture.window, "latencyCard");
    const QWidget& third = child(fixture.window, "errorsCard");
    QTRY_COMPARE(third.y(), first.y());
    fixture.window.resize(620, 660);
    QTRY_VERIFY(third.y() > first.y());
    QCOMPARE(second.y(), first.y());
    QVERIFY(third.geometry().right() <= child(fixture.window, "cards").width());
  }

  void chartsArePainted()
  {
    ui::TimeChart chart(QStringLiteral("chart"), QStringLiteral("Chart"), ui::shortNumber, 1);
    chart.resize(300, 120);
    chart.show({{QString(), QString(), {}}});
    const QImage empty = chart.grab().toImage();
    const double nothing = std::nan("");
    chart.show({{QString(), QString(), {1, 2, nothing, 3, nothing, nothing, 80, 20}}});
    const QImage line = chart.grab().toImage();
    QVERIFY(line != empty);
    QVERIFY(distinctColours(line) > distinctColours(empty));
    // Lines are told apart by their dashes too, not by colour alone.
    const std::vector<double> level(60, 3);
    const auto gapsOf = [&chart](const std::vector<double>& first, const std::vector<double>& second) {
      chart.show({{QStringLiteral("a"), QString(), {std::nan("")}}, {QStringLiteral("b"), QString(), {std::nan("")}}});
      const QImage blank = chart.grab().toImage();
      chart.show({{QStringLiteral("a"), QString(), first}, {QStringLiteral("b"), QString(), second}});
      const QImage drawn = chart.grab().toImage();
      int gaps = 0;
      for (int x = 100; x < 250; ++x)
        gaps += drawn.copy(x, 0, 1, drawn.height()) == blank.copy(x, 0, 1, blank.height()) ? 1 : 0;
      return gaps;
    };
    QCOMPARE(gapsOf(level, {nothing}), 0);
    QVERIFY(gapsOf({nothing}, level) > 20);
  }

  void axesEndAtRoundValues()
  {
    QCOMPARE(ui::roundedUp(1), 1.0);
    QCOMPARE(ui::roundedUp(1.1), 2.0);
    QCOMPARE(ui::roundedUp(37), 50.0);
    QCOMPARE(ui::roundedUp(51), 100.0);
    QVERIFY(std::abs(ui::roundedUp(0.0031) - 0.005) < 1e-12);
  }

  /// Those of monitoring/grafana, wherever Grafana is.
  void dashboardsOpenInTheBrowser()
  {
    MonitorFixture fixture;
    Browser browser;
    QDesktopServices::setUrlHandler(QStringLiteral("http"), &browser, "open");
    QDesktopServices::setUrlHandler(QStringLiteral("https"), &browser, "open");
    child<QToolButton>(fixture.window, "button_actionGrafanaOverview").click();
    fixture.settings.setGrafana(QUrl(QStringLiteral("https://watch.example.org/grafana/")));
    QVERIFY(textOf(fixture.window, "grafanaWords").contains(QStringLiteral("https://watch.example.org/grafana")));
    for (const QAction* action : child<QMenu>(fixture.window, "menuDashboards").actions())
      child<QAction>(fixture.window, qPrintable(action->objectName())).trigger();
    QDesktopServices::unsetUrlHandler(QStringLiteral("http"));
    QDesktopServices::unsetUrlHandler(QStringLiteral("https"));

    QCOMPARE(browser.opened.takeFirst(), QUrl(QStringLiteral("http://localhost:3000/d/numeral-overview")));
    QSet<QString> uids;
    for (const QUrl& url : browser.opened) {
      QVERIFY2(url.path().startsWith(QStringLiteral("/grafana/d/numeral-")), qPrintable(url.toString()));
      uids.insert(url.fileName());
    }
    QSet<QString> shipped;
    const QDir folder(QStringLiteral(NUMERAL_MODELS "/../monitoring/grafana/dashboards"));
    for (const QString& name : folder.entryList({QStringLiteral("*.json")}))
      shipped.insert(QFileInfo(name).completeBaseName());
    QCOMPARE(uids, shipped);
  }

  void manyClassesAreSummedUp()
  {
    ui::CountBars bars(QStringLiteral("bars"), QStringLiteral("Bars"));
    std::vector<ui::CountBars::Row> rows;
    for (int i = 0; i < 30; ++i)
      rows.push_back({QStringLiteral("c%1").arg(i), static_cast<std::uint64_t>(i)});
    bars.show(rows);
    QVERIFY(bars.accessibleDescription().startsWith(QStringLiteral("c29: 29, c28: 28")));
    QVERIFY(bars.accessibleDescription().endsWith(QStringLiteral("others: 210")));
  }

  void figuresInWords()
  {
    QCOMPARE(ui::duration(0), QStringLiteral("0\u00a0µs"));
    QCOMPARE(ui::duration(0.00035), QStringLiteral("350\u00a0µs"));
    QCOMPARE(ui::duration(0.0021), QStringLiteral("2.1\u00a0ms"));
    QCOMPARE(ui::duration(1.25), QStringLiteral("1.25\u00a0s"));
    QCOMPARE(ui::timeSpan(59.9), QStringLiteral("59\u00a0s"));
    QCOMPARE(ui::timeSpan(180), QStringLiteral("3\u00a0min"));
    QCOMPARE(ui::byteSize(0), QStringLiteral("0\u00a0B"));
    QCOMPARE(ui::byteSize(84.26e6), QStringLiteral("84.3\u00a0MB"));
    QCOMPARE(ui::shortNumber(100), QStringLiteral("100"));
    QCOMPARE(ui::inWords("queue_full"), QStringLiteral("queue full"));
    QCOMPARE(ui::inWords("never heard"), QStringLiteral("never heard"));
  }
};

QTEST_MAIN(MonitorPageTest)
#include "MonitorPageTest.moc"
