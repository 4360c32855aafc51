/// Draws every state of the window; writes the pictures where NUMERAL_SCREENSHOTS names a folder.
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QStyle>
#include <QTableView>
#include <QUrl>

#include "app/desktop/ModelFacts.h"
#include "tests/support/ToyModel.h"
#include "tests/ui/Reports.h"
#include "tests/ui/WindowFixture.h"
#include "ui/files/FilesPage.h"
#include "ui/settings/Theme.h"
#include "ui/window/DrawPage.h"

using namespace numeral;
using namespace numeral::test;

namespace {

QPalette palette(const QString& name)
{
  if (name == u"light")
    return QApplication::palette();
  return ui::themePalette(name == u"dark" ? ui::Theme::Dark : ui::Theme::HighContrast);
}

} // namespace

class ScreenshotsTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { m_digits = model::loadBundle(NUMERAL_MODELS "/digits", {}).value(); }

  void init() { failOnAnyWarning(); }

  void everyState_data()
  {
    QTest::addColumn<QString>("colours");
    for (const char* colours : {"light", "dark", "contrast"})
      QTest::newRow(colours) << QString::fromLatin1(colours);
  }

  void everyState()
  {
    QFETCH(const QString, colours);
    const QPalette before = QApplication::palette();
    const QString style = QApplication::style()->name();
    if (colours != u"light")
      QApplication::setStyle(ui::makeThemeStyle(colours == u"dark" ? ui::Theme::Dark : ui::Theme::HighContrast));
    QApplication::setPalette(palette(colours));
    {
      WindowFixture fixture;
      look(fixture, "loading", colours);
      fixture.model.becomeReady(m_digits);
      fixture.server.become({report::ServerState::Phase::Running, "http://127.0.0.1:8000", {}});
      look(fixture, "empty", colours);

      drawWithMouse(fixture.canvas(), digitOnPage(4));
      QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("4"));
      look(fixture, "digit", colours);

      auto& page = child<ui::DrawPage>(fixture.window, "drawPage");
      page.open(QString::fromStdString(support::testFile("images/hostile/truncated.png").string()));
      QTRY_VERIFY(child(fixture.window, "inputNotice").isVisible());
      look(fixture, "bad-file", colours);

      page.open(QString::fromStdString(support::testFile("images/seven-exif6.jpg").string()));
      QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("7"));
      look(fixture, "image", colours);

      child<QComboBox>(fixture.window, "seenChoice").setCurrentIndex(4);
      QTRY_COMPARE(textOf(fixture.window, "modelInputCaption"), QStringLiteral("Ink told from paper."));
      look(fixture, "step", colours);
      child<QComboBox>(fixture.window, "seenChoice").setCurrentIndex(0);

      page.document().replace(
          strokes::parseDrawing(base::textOf(support::testBytes("drawings/number-4073.json"))).value());
      fixture.trigger("actionBack");
      QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("4073"));
      look(fixture, "number", colours);

      fixture.trigger("actionSample_touching");
      QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("23"));
      look(fixture, "touching", colours);
      fixture.trigger("actionSample_four-or-nine");
      QTRY_VERIFY(textOf(fixture.window, "verdict").startsWith(QStringLiteral("Not sure")));
      look(fixture, "unsure", colours);
      fixture.trigger("actionSample_letter");
      QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("?"));
      look(fixture, "not-a-digit", colours);
      fixture.trigger("actionSample_two-rows");
      QTRY_VERIFY(textOf(fixture.window, "answer").startsWith(QStringLiteral("314")));
      look(fixture, "rows", colours);
      Q_EMIT fixture.server.pageDrawing({digitOnPage(2), 280});
      QTRY_VERIFY(child(fixture.window, "pageNotice").isVisible());
      QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("2"));
      look(fixture, "phone", colours);

      fixture.trigger("actionClear");
      for (const Qt::Key key : {Qt::Key_Left, Qt::Key_Up, Qt::Key_Space, Qt::Key_Down, Qt::Key_Down, Qt::Key_Down})
        QTest::keyClick(&fixture.canvas(), key);
      look(fixture, "keyboard", colours);
      QTest::keyClick(&fixture.canvas(), Qt::Key_Space);

      fixture.server.become({report::ServerState::Phase::Failed,
                             {},
                             "Port 8000 on 127.0.0.1 is taken by another program. Stop it, or use another port."});
      look(fixture, "port-taken", colours);
    }
    lookAtFiles(colours);
    {
      WindowFixture fixture;
      fixture.model.becomeFailed("There is no model at /usr/share/numeral/models/digits: manifest.json does not exist. "
                                 "Install the package again, or open another model.");
      drawWithMouse(fixture.canvas(), digitOnPage(3));
      look(fixture, "no-model", colours);
    }
    {
      WindowFixture fixture;
      fixture.model.becomeReady(support::toyBundle(std::make_shared<support::ToyModel>()));
      drawWithMouse(fixture.canvas(), digitOnPage(3));
      QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("red"));
      look(fixture, "three-classes", colours);
    }
    {
      WindowFixture fixture;
      fixture.model.becomeReady(m_digits);
      fixture.server.become({report::ServerState::Phase::Running, "http://127.0.0.1:8000", {}});
      fixture.trigger("actionPageMonitor");
      fixture.status.become(idleMinute());
      look(fixture, "monitor-empty", colours);
      fixture.status.become(busyMinute());
      fixture.fleet.become({upInstance("http://reader-1.example.org:18000"), goneInstance("http://reader-2:18000"),
                            askedInstance("http://reader-3:18000")});
      look(fixture, "monitor", colours);
      report::Status troubled = busyMinute();
      troubled.alerts = firingAlerts();
      fixture.status.become(troubled);
      look(fixture, "monitor-alerts", colours);
      fixture.status.become(busyMinute());
      fixture.fleet.refusal = "\"ftp://reader\" is not the address of a server: only http and https are spoken here, "
                              "not ftp. Give one like http://localhost:8000.";
      child<QLineEdit>(fixture.window, "instanceAddress").setText(QStringLiteral("ftp://reader"));
      fixture.trigger("actionWatchInstance");
      QTRY_VERIFY(!child(fixture.window, "instanceNotice").visibleRegion().isEmpty());
      look(fixture, "monitor-bad-address", colours);
      fixture.window.resize(1600, 1000);
      look(fixture, "monitor-large", colours);
      fixture.window.resize(640, 900);
      look(fixture, "monitor-narrow", colours);
    }
    otherPages(colours);
    QApplication::setStyle(style);
    QApplication::setPalette(before);
  }

private:
  void lookAtFiles(const QString& colours)
  {
    ui::Dialogs dialogs;
    dialogs.saveAnswers = [](QWidget*) { return QStringLiteral("/proc/answers.csv"); };
    WindowFixture fixture(dialogs);
    fixture.trigger("actionPageFiles");
    look(fixture, "files-empty", colours);

    QTemporaryDir folder;
    const auto copy = [&folder](const std::string& from, const QString& to) {
      const QString path = folder.filePath(to);
      QVERIFY(QDir().mkpath(QFileInfo(path).path()));
      QVERIFY(QFile::copy(QString::fromStdString(support::testFile(from).string()), path));
    };
    for (int digit = 0; digit < 10; ++digit) {
      copy("images/digit-" + std::to_string(digit) + ".png", QStringLiteral("scans/%1/page.png").arg(digit));
      copy("images/mnist-" + std::to_string(digit) + ".png", QStringLiteral("scans/%1/card.png").arg(digit));
    }
    copy("images/digit-1.png", QStringLiteral("scans/7/in-the-wrong-folder.png"));
    copy("images/hostile/truncated.png", QStringLiteral("scans/5/cut-short.png"));
    copy("images/hostile/document.pdf", QStringLiteral("scans/letter.pdf"));
    auto& page = child<ui::FilesPage>(fixture.window, "filesPage");
    page.add({folder.filePath(QStringLiteral("scans"))});
    QTRY_VERIFY(page.idle());
    child<QPushButton>(fixture.window, "dismissFilesNotice").click();
    look(fixture, "files-no-model", colours);
    fixture.trigger("actionClearList");
    fixture.model.becomeReady(m_digits);
    page.add({folder.filePath(QStringLiteral("scans"))});
    QTRY_VERIFY(page.idle());
    auto& table = child<QTableView>(fixture.window, "filesTable");
    QCoreApplication::processEvents(); // the rows in sight ask for their pictures
    QTRY_VERIFY(!table.model()->index(0, ui::FilesModel::Picture).data(Qt::DecorationRole).value<QPixmap>().isNull());
    look(fixture, "files-mixed", colours);
    child<QPushButton>(fixture.window, "dismissFilesNotice").click();
    look(fixture, "files-read", colours);
    fixture.trigger("actionExport");
    QTRY_VERIFY(child(fixture.window, "filesNotice").isVisible());
    look(fixture, "files-export-failed", colours);
    child<QPushButton>(fixture.window, "dismissFilesNotice").click();
    child<QComboBox>(fixture.window, "filesChoice").setCurrentIndex(1);
    look(fixture, "files-wrong", colours);
    fixture.trigger("actionClearList");

    for (int i = 0; i < 200; ++i)
      copy("images/digit-4.png", QStringLiteral("many/%1.png").arg(i, 3, 10, QLatin1Char('0')));
    page.add({folder.filePath(QStringLiteral("many"))});
    QTRY_VERIFY(child<QAction>(fixture.window, "actionPauseBatch").isEnabled());
    QTRY_VERIFY(child<QProgressBar>(fixture.window, "filesProgress").value() > 0);
    look(fixture, "files-running", colours);
    fixture.trigger("actionPauseBatch");
    look(fixture, "files-paused", colours);
  }

  void otherPages(const QString& colours)
  {
    WindowFixture fixture;
    fixture.model.becomeReady(m_digits);
    fixture.trigger("actionPageServer");
    look(fixture, "server-stopped", colours);
    report::ServerState server{report::ServerState::Phase::Running, "http://127.0.0.1:8000", {}};
    fixture.server.become(server);
    look(fixture, "server-loopback", colours);
    fixture.server.start(8000, report::Reach::Network);
    server.url = server.phoneUrl = "http://192.168.178.123:8000";
    server.otherUrls = {"http://10.8.0.3:8000", "http://127.0.0.1:8000"};
    fixture.server.become(server);
    look(fixture, "server-network", colours);

    fixture.server.become({report::ServerState::Phase::Failed,
                           {},
                           "Port 8000 is taken by another program. Stop it, or use another port."});
    look(fixture, "server-failed", colours);
    server.phoneUrl.clear();
    server.url = "http://127.0.0.1:8000";
    server.otherUrls.clear();
    fixture.server.become(server);
    look(fixture, "server-no-network", colours);

    fixture.trigger("actionPageModel");
    fixture.model.become({});
    look(fixture, "model-loading", colours);
    fixture.model.becomeFailed("There is no model at /usr/share/numeral/models/digits: manifest.json does not exist. "
                               "Install the package again, or open another model.");
    look(fixture, "model-failed", colours);
    fixture.model.becomeReady(m_digits);
    report::ModelState model = fixture.model.state();
    model.facts = desktop::modelFacts(*m_digits);
    fixture.model.become(model);
    look(fixture, "model", colours);

    fixture.trigger("actionPageLog");
    look(fixture, "log-empty", colours);
    using Level = report::LogRecord::Level;
    Q_EMIT fixture.log.arrived(
        {{Level::Error, 1.7e9,
          "server not started: Port 8000 on 127.0.0.1 is taken by another program. "
          "Stop it, or use another port."},
         {Level::Info, 1.7e9 + 2.5, "server started, listening on http://127.0.0.1:41234"},
         {Level::Info, 1.7e9 + 3.1, "model digits 1.2.0 on cpu from models/digits, loaded in 0.8 s"},
         {Level::Debug, 1.7e9 + 9, "127.0.0.1 POST /predict 200"},
         {Level::Warning, 1.7e9 + 60, "server stopped before all requests were answered"}},
        0);
    look(fixture, "log", colours);
    fixture.trigger("actionPageSettings");
    look(fixture, "settings", colours);
    child<QLineEdit>(fixture.window, "grafana").setText(QStringLiteral("ftp://watch"));
    QTest::keyClick(&child(fixture.window, "grafana"), Qt::Key_Return);
    look(fixture, "settings-bad-address", colours);
    for (QMenu* menu : fixture.window.findChildren<QMenu*>()) {
      if (menu->title().isEmpty())
        continue;
      menu->adjustSize();
      keep(*menu, qPrintable(QStringLiteral("menu-") + menu->title().remove(u'&').remove(u' ').toLower()), colours);
    }

    for (const auto& [action, name] : {std::pair{"actionShortcuts", "shortcuts"}, std::pair{"actionAbout", "about"}}) {
      fixture.trigger(action);
      auto& dialog = child<QDialog>(fixture.window, name);
      keep(dialog, name, colours);
      dialog.close();
    }
  }

  void look(WindowFixture& fixture, const char* state, const QString& colours) { keep(fixture.window, state, colours); }

  void keep(QWidget& window, const char* state, const QString& colours)
  {
    // Layouts within layouts settle one after another; a cursor may blink for ever.
    constexpr int kPatience = 10;
    QImage picture;
    QImage before;
    for (int i = 0; i < kPatience && (picture.isNull() || picture != before); ++i) {
      before = picture;
      QCoreApplication::processEvents();
      picture = window.grab().toImage();
    }
    QCOMPARE(picture.size(), window.size() * window.devicePixelRatio());
    const QString folder = qEnvironmentVariable("NUMERAL_SCREENSHOTS");
    if (folder.isEmpty())
      return;
    const QString name = QStringLiteral("%1/window-%2-%3-%4x.png")
                             .arg(folder, QLatin1String(state), colours)
                             .arg(window.devicePixelRatio());
    QVERIFY2(QDir().mkpath(folder) && picture.save(name), qPrintable(name));
  }

  std::shared_ptr<const model::Bundle> m_digits;
};

QTEST_MAIN(ScreenshotsTest)
#include "ScreenshotsTest.moc"
