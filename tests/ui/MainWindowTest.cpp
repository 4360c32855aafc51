#include <set>

#include <sys/stat.h>

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QToolButton>
#include <QUrl>

#include "tests/support/ToyModel.h"
#include "tests/ui/WindowFixture.h"
#include "ui/result/ClassBar.h"
#include "ui/result/Words.h"

using namespace numeral;
using namespace numeral::test;

namespace {

std::shared_ptr<const model::Bundle> toy() { return support::toyBundle(std::make_shared<support::ToyModel>()); }

QImage greenPicture()
{
  QImage picture(40, 30, QImage::Format_RGB32);
  picture.fill(QColor(0, 200, 0));
  return picture;
}

/// Tab leads to the chosen one of several, arrows to the others.
bool isReachedByArrows(const QWidget& control)
{
  const auto* choice = qobject_cast<const QRadioButton*>(&control);
  return choice && !choice->isChecked();
}

QUrl testUrl(const char* name) { return QUrl::fromLocalFile(QString::fromStdString(support::testFile(name).string())); }

} // namespace

class MainWindowTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() { failOnAnyWarning(); }

  void barsAreEmptyWithoutAnAnswer()
  {
    WindowFixture fixture;
    QVERIFY(textOf(fixture.window, "verdict").startsWith(QStringLiteral("Loading the model")));
    fixture.model.becomeReady(toy());
    const auto bars = fixture.window.findChildren<ui::ClassBar*>();
    QCOMPARE(bars.size(), 3);
    for (const ui::ClassBar* bar : bars)
      QVERIFY(bar->text().isEmpty());
    QCOMPARE(textOf(fixture.window, "answer"), ui::noAnswer());
    QCOMPARE(textOf(fixture.window, "verdict"), QStringLiteral("Nothing is written yet."));
    QCOMPARE(textOf(fixture.window, "modelName"), QStringLiteral("Model: colours 0.1.0"));
  }

  void aModelOfOtherClassesWorksAsWell()
  {
    WindowFixture fixture;
    fixture.model.becomeReady(toy());
    QMimeData data;
    data.setImageData(greenPicture());
    drop(fixture.window, data);
    QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("green"));
    const auto& bar = child<ui::ClassBar>(fixture.window, "bar_green");
    QVERIFY(bar.value() > bar.maximum() / 2);
    QCOMPARE(bar.accessibleDescription(), bar.text());
    QVERIFY(textOf(fixture.window, "modelInputCaption").startsWith(QStringLiteral("6 × 4 pixels")));
    QVERIFY(textOf(fixture.window, "duration").startsWith(QStringLiteral("Answered in ")));
  }

  void aMissingModelLeavesAUsablePage()
  {
    ui::Dialogs dialogs;
    dialogs.openModel = [](QWidget*) { return QStringLiteral("/models/other/manifest.json"); };
    WindowFixture fixture(dialogs);
    fixture.model.becomeFailed("There is no model at gone. Open another one.");
    QVERIFY(child(fixture.window, "modelNotice").isVisible());
    QCOMPARE(textOf(fixture.window, "modelNoticeWords"),
             QStringLiteral("There is no model at gone. Open another one."));
    drawWithMouse(fixture.canvas(), digitOnPage(0));
    QCOMPARE(child<ui::DrawPage>(fixture.window, "drawPage").document().drawing().strokes.size(), std::size_t{1});

    child<QPushButton>(fixture.window, "retryModelButton").click();
    QCOMPARE(fixture.model.retries, 1);
    child<QPushButton>(fixture.window, "openModelButton").click();
    QCOMPARE(fixture.model.loaded, std::vector<std::filesystem::path>{"/models/other/manifest.json"});

    fixture.model.becomeReady(toy());
    QVERIFY(!child(fixture.window, "modelNotice").isVisible());
    QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("red")); // what was written is read now
  }

  void aReloadThatFailsKeepsTheOldModel()
  {
    WindowFixture fixture;
    fixture.model.becomeReady(toy());
    report::ModelState state = fixture.model.state();
    state.phase = report::ModelState::Phase::Failed;
    state.message = "broken.pt is no model.";
    fixture.model.become(state);
    QVERIFY(child(fixture.window, "modelNotice").isVisible());
    drawWithMouse(fixture.canvas(), digitOnPage(2));
    QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("red"));
  }

  void theServerIsShownAndSteered()
  {
    WindowFixture fixture;
    QCOMPARE(textOf(fixture.window, "serverState"), QStringLiteral("Server: stopped"));
    fixture.trigger("actionStartServer");
    fixture.server.become({report::ServerState::Phase::Failed, {}, "Port 8000 is taken."});
    QVERIFY(child(fixture.window, "serverNotice").isVisible());
    QCOMPARE(textOf(fixture.window, "serverNoticeWords"), QStringLiteral("Port 8000 is taken."));
    child<QPushButton>(fixture.window, "retryServerButton").click();
    child<QPushButton>(fixture.window, "otherPortButton").click();
    QCOMPARE(fixture.server.started, (std::vector{8000, 8000, 0}));

    fixture.server.become({report::ServerState::Phase::Running, "http://127.0.0.1:4711", {}});
    QVERIFY(!child(fixture.window, "serverNotice").isVisible());
    QVERIFY(textOf(fixture.window, "serverState").contains(QStringLiteral("href=\"http://127.0.0.1:4711\"")));
    child<QToolButton>(fixture.window, "copyAddressButton").click();
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("http://127.0.0.1:4711"));
    fixture.trigger("actionStopServer");
    QCOMPARE(fixture.server.stops, 1);
  }

  void anImageComesAndTheDrawingComesBack()
  {
    ui::Dialogs dialogs;
    dialogs.open = [](QWidget*) { return testUrl("images/seven.webp").toLocalFile(); };
    WindowFixture fixture(dialogs);
    fixture.model.becomeReady(toy());
    auto& document = child<ui::DrawPage>(fixture.window, "drawPage").document();
    drawWithMouse(fixture.canvas(), digitOnPage(2));
    const strokes::Drawing drawing = document.drawing();

    fixture.trigger("actionOpen");
    QTRY_VERIFY(child(fixture.window, "imageView").isVisible());
    QCOMPARE(textOf(fixture.window, "imageCaption"), QStringLiteral("seven.webp"));
    QVERIFY(!fixture.canvas().isVisible());
    QVERIFY(!child<QAction>(fixture.window, "actionUndo").isEnabled());

    child<QToolButton>(fixture.window, "backButton").click();
    QVERIFY(fixture.canvas().isVisible());
    QCOMPARE(document.drawing(), drawing);
    QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("red"));
  }

  void aFilesNameIsNoMarkup()
  {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("<h1>seven<!--.webp"));
    QVERIFY(QFile::copy(testUrl("images/seven.webp").toLocalFile(), path));
    WindowFixture fixture;
    fixture.model.becomeReady(toy());
    fixture.window.open(path);
    auto& view = child(fixture.window, "imageView");
    QTRY_VERIFY(view.isVisible());
    QVERIFY2(view.toolTip().contains(QStringLiteral("&lt;h1&gt;seven&lt;!--")), qPrintable(view.toolTip()));
  }

  void aBadFileIsExplainedAndCostsNothing_data()
  {
    QTest::addColumn<QString>("file");
    for (const char* name : {"truncated.png", "text.png", "empty.png", "seven.gif", "claims-60000x60000.png"})
      QTest::newRow(name) << QString::fromLatin1(name);
    QTest::newRow("missing") << QStringLiteral("missing.png");
  }

  void aBadFileIsExplainedAndCostsNothing()
  {
    QFETCH(const QString, file);
    WindowFixture fixture;
    fixture.model.becomeReady(toy());
    drawWithMouse(fixture.canvas(), digitOnPage(2));
    QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("red"));
    QMimeData data;
    data.setUrls({testUrl(("images/hostile/" + file.toStdString()).c_str())});
    drop(fixture.window, data);
    QTRY_VERIFY(child(fixture.window, "inputNotice").isVisible());
    QVERIFY2(textOf(fixture.window, "inputNoticeWords").contains(file),
             qPrintable(textOf(fixture.window, "inputNoticeWords")));
    QVERIFY(fixture.canvas().isVisible());
    QCOMPARE(textOf(fixture.window, "answer"), QStringLiteral("red"));
    child<QPushButton>(fixture.window, "dismissInputNotice").click();
    QVERIFY(!child(fixture.window, "inputNotice").isVisible());
  }

  void aPipeIsNotWaitedFor()
  {
    const QTemporaryDir folder;
    const QString pipe = folder.filePath(QStringLiteral("pipe.png"));
    QCOMPARE(mkfifo(qPrintable(pipe), 0600), 0);
    WindowFixture fixture;
    fixture.window.open(pipe);
    QTRY_VERIFY(child(fixture.window, "inputNotice").isVisible());
    QVERIFY(textOf(fixture.window, "inputNoticeWords").contains(pipe));
  }

  void pastingTakesThePicture()
  {
    WindowFixture fixture;
    fixture.model.becomeReady(toy());
    QApplication::clipboard()->clear();
    fixture.trigger("actionPaste");
    QVERIFY(child(fixture.window, "inputNotice").isVisible());
    child<QPushButton>(fixture.window, "dismissInputNotice").click();
    QApplication::clipboard()->setText(QStringLiteral("no picture"));
    fixture.trigger("actionPaste");
    QVERIFY(child(fixture.window, "inputNotice").isVisible());
    QApplication::clipboard()->setImage(greenPicture());
    fixture.trigger("actionPaste");
    QTRY_COMPARE(textOf(fixture.window, "answer"), QStringLiteral("green"));
    QVERIFY(!child(fixture.window, "inputNotice").isVisible());
  }

  void aSavedDrawingComesBackAsItWas()
  {
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("four.json"));
    ui::Dialogs dialogs;
    dialogs.saveDrawing = dialogs.open = [path](QWidget*) { return path; };
    WindowFixture fixture(dialogs);
    auto& document = child<ui::DrawPage>(fixture.window, "drawPage").document();
    drawWithMouse(fixture.canvas(), digitOnPage(4));
    const strokes::Drawing drawing = document.drawing();
    fixture.trigger("actionSaveDrawing");
    fixture.trigger("actionClear");
    QVERIFY(document.empty());
    fixture.trigger("actionOpen");
    QTRY_COMPARE(document.drawing(), drawing);
  }

  void aDrawingThatCannotBeSavedIsExplained()
  {
    ui::Dialogs dialogs;
    dialogs.saveDrawing = [](QWidget*) { return QStringLiteral("/proc/four.json"); };
    WindowFixture fixture(dialogs);
    fixture.trigger("actionPageMonitor"); // from wherever it was asked for
    fixture.trigger("actionSaveDrawing");
    QVERIFY(child(fixture.window, "inputNotice").isVisible());
    QVERIFY(textOf(fixture.window, "inputNoticeWords").contains(QStringLiteral("/proc/four.json")));
  }

  void everyControlHasItsNamesAndWords()
  {
    WindowFixture fixture;
    fixture.model.becomeReady(toy());
    std::set<QString> names;
    for (const QWidget* control : fixture.window.findChildren<QWidget*>()) {
      const bool reachable = (control->focusPolicy() & Qt::TabFocus) || qobject_cast<const ui::ClassBar*>(control);
      if (!reachable || control->objectName().startsWith(QStringLiteral("qt_")))
        continue;
      const QString name =
          QStringLiteral("%1 '%2'").arg(QLatin1String(control->metaObject()->className()), control->objectName());
      QVERIFY2(!control->objectName().isEmpty(), qPrintable(name));
      QVERIFY2(names.insert(control->objectName()).second, qPrintable(name));
      QVERIFY2(!control->accessibleName().isEmpty(), qPrintable(name));
      QVERIFY2(!control->toolTip().isEmpty(), qPrintable(name));
    }
    QVERIFY(names.contains(QStringLiteral("canvas")));
    QVERIFY(names.contains(QStringLiteral("bar_red")));
  }

  void everyActionIsInAMenuWithNameAndWords()
  {
    WindowFixture fixture;
    QList<QAction*> inMenus;
    for (const QAction* menu : fixture.window.menuBar()->actions())
      inMenus += menu->menu()->actions();
    for (const QAction* action : QList(inMenus)) {
      if (action->menu())
        inMenus += action->menu()->actions();
    }
    std::set<QString> shortcuts;
    for (const QAction* action : inMenus) {
      if (action->isSeparator())
        continue;
      QVERIFY2(!action->objectName().isEmpty() && !action->toolTip().isEmpty(), qPrintable(action->text()));
      if (!action->shortcut().isEmpty())
        QVERIFY2(shortcuts.insert(action->shortcut().toString()).second, qPrintable(action->text()));
    }
    for (const QToolButton* button : fixture.window.findChildren<QToolButton*>()) {
      if (!button->objectName().startsWith(QStringLiteral("qt_")))
        QVERIFY2(inMenus.contains(button->defaultAction()), qPrintable(button->objectName()));
    }
  }

  void noTwoMnemonicsOfAMenuAreTheSame()
  {
    WindowFixture fixture;
    for (const QAction* menu : fixture.window.menuBar()->actions()) {
      std::set<QString> taken;
      for (const QAction* entry : menu->menu()->actions()) {
        if (const QString key = QKeySequence::mnemonic(entry->text()).toString(); !key.isEmpty())
          QVERIFY2(taken.insert(key).second, qPrintable(menu->text() + QStringLiteral(": ") + entry->text()));
      }
    }
  }

  void everyPagesMnemonicsLeadToOnePlace_data()
  {
    QTest::addColumn<QString>("page");
    const WindowFixture fixture;
    for (const QAction* action : fixture.window.findChildren<QAction*>()) {
      if (action->objectName().startsWith(QStringLiteral("actionPage")))
        QTest::newRow(qPrintable(action->objectName())) << action->objectName();
    }
  }

  /// With Alt a key leads to one place: a menu, a button, or what a label belongs to.
  void everyPagesMnemonicsLeadToOnePlace()
  {
    QFETCH(const QString, page);
    WindowFixture fixture;
    fixture.model.becomeReady(toy());
    fixture.trigger(qPrintable(page));
    std::set<QString> taken;
    const auto take = [&taken](const QString& text) {
      const QString key = QKeySequence::mnemonic(text).toString();
      return key.isEmpty() || taken.insert(key).second;
    };
    for (const QAction* menu : fixture.window.menuBar()->actions())
      QVERIFY2(take(menu->text()), qPrintable(menu->text()));
    for (const auto* button : fixture.window.findChildren<QAbstractButton*>()) {
      if (button->isVisible())
        QVERIFY2(take(button->text()), qPrintable(button->text()));
    }
    for (const auto* label : fixture.window.findChildren<QLabel*>()) {
      if (label->isVisible() && label->buddy())
        QVERIFY2(take(label->text()), qPrintable(label->text()));
    }
  }

  void tabReachesEverything_data() { everyPagesMnemonicsLeadToOnePlace_data(); }

  /// And comes out of everything again.
  void tabReachesEverything()
  {
    QFETCH(const QString, page);
    WindowFixture fixture;
    fixture.model.becomeReady(toy());
    fixture.server.become({report::ServerState::Phase::Running, "http://127.0.0.1:8000", {}});
    QMimeData files;
    files.setUrls({testUrl("images")});
    drop(fixture.window, files); // a list for the page of files
    QTRY_VERIFY(child<QAction>(fixture.window, "actionReadAgain").isEnabled());
    fixture.trigger(qPrintable(page));

    std::set<QString> wanted;
    for (const QWidget* control : fixture.window.findChildren<QWidget*>()) {
      if (control->isVisible() && control->isEnabled() && (control->focusPolicy() & Qt::TabFocus) &&
          !control->focusProxy() && !isReachedByArrows(*control))
        wanted.insert(control->objectName());
    }
    std::set<QString> reached;
    const QWidget* first = fixture.window.focusWidget();
    QVERIFY(first);
    for (std::size_t i = 0; i <= 3 * wanted.size(); ++i) { // links stop inside a label or a text
      reached.insert(fixture.window.focusWidget()->objectName());
      QTest::keyClick(fixture.window.focusWidget(), Qt::Key_Tab);
    }
    for (const QString& name : wanted)
      QVERIFY2(reached.contains(name), qPrintable(name));
  }

  void tabWalksFromToolsToPage()
  {
    WindowFixture fixture;
    child<QToolButton>(fixture.window, "eraserButton").setFocus(Qt::TabFocusReason);
    QTest::keyClick(fixture.window.focusWidget(), Qt::Key_Tab);
    QCOMPARE(fixture.window.focusWidget()->objectName(), QStringLiteral("penWidth"));
    QTest::keyClick(fixture.window.focusWidget(), Qt::Key_Tab);
    QCOMPARE(fixture.window.focusWidget()->objectName(), QStringLiteral("canvas"));
  }
};

QTEST_MAIN(MainWindowTest)
#include "MainWindowTest.moc"
