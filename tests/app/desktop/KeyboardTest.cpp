/// A first day without a mouse: the whole program, and nothing but key events.
#include <memory>

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QFile>
#include <QLineEdit>
#include <QMenu>

#include "tests/app/desktop/Program.h"
#include "ui/files/FilesPage.h"

using namespace numeral;
using namespace numeral::test;
using Phase = report::ServerState::Phase;

namespace {

constexpr int kPatience = 60'000;
constexpr int kMostTabs = 60; ///< until all of a page was passed

/// To whatever has the keyboard now.
void press(int key, Qt::KeyboardModifiers modifiers = {}, int times = 1)
{
  for (int i = 0; i < times; ++i) {
    QWidget* at = QApplication::activePopupWidget();
    if (!at)
      at = QApplication::focusWidget();
    if (!at)
      at = QApplication::activeWindow();
    QVERIFY2(at, "nothing has the keyboard");
    QTest::keyClick(at, static_cast<Qt::Key>(key), modifiers);
  }
}

void type(const QString& text)
{
  for (const QChar character : text)
    press(character.toUpper().unicode()); // QTest makes the text from the key
}

QString focused()
{
  const QWidget* at = QApplication::focusWidget();
  return at ? at->objectName() : QString();
}

QString focusedOf(const QMenu& menu)
{
  const QAction* at = menu.activeAction();
  return at ? at->objectName() : QString();
}

void tabTo(const char* name)
{
  for (int i = 0; i < kMostTabs && focused() != QLatin1String(name); ++i)
    press(Qt::Key_Tab);
  QCOMPARE(focused(), QLatin1String(name));
}

} // namespace

class KeyboardTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() { failOnAnyWarning(); }

  void aFirstDay()
  {
    const QString exported = m_folder.filePath(QStringLiteral("answers.csv"));
    const QString saved = m_folder.filePath(QStringLiteral("seven.json"));
    ui::Dialogs dialogs;
    dialogs.openFolder = [](QWidget*) { return QString::fromStdString(support::testFile("images").string()); };
    dialogs.openImages = [](QWidget*) {
      QStringList paths;
      for (int digit = 0; digit < 10; ++digit)
        paths << QString::fromStdString(support::testFile("images/digit-" + std::to_string(digit) + ".png").string());
      return paths;
    };
    dialogs.open = dialogs.saveDrawing = [saved](QWidget*) { return saved; };
    dialogs.saveAnswers = [exported](QWidget*) { return exported; };
    m_program = std::make_unique<Program>(dialogs);
    QVERIFY(QTest::qWaitForWindowActive(&window()));

    draw();
    read(exported);
    watch();
    steerTheServer();
    lookAround();
    choose();
    menus();
    QTest::keyClick(&window(), Qt::Key_Q, Qt::ControlModifier);
    QVERIFY(!window().isVisible());
    m_program.reset();
  }

private:
  ui::MainWindow& window() { return m_program->window; }
  QString text(const char* label) { return textOf(window(), label); }

  /// A seven, from the middle of the page where the pen stands at first.
  void draw()
  {
    QCOMPARE(focused(), QStringLiteral("canvas"));
    press(Qt::Key_Left, {}, 6);
    press(Qt::Key_Up, {}, 9);
    press(Qt::Key_Space);
    press(Qt::Key_Right, {}, 12);
    for (int i = 0; i < 6; ++i) {
      press(Qt::Key_End);
      press(Qt::Key_Down, {}, 2);
    }
    press(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(text("answer"), QStringLiteral("7"), kPatience);

    press(Qt::Key_R, Qt::ControlModifier);
    type(QStringLiteral("7"));
    press(Qt::Key_Return);
    QTRY_COMPARE(text("correctionWords"), QStringLiteral("Kept: it is 7."));
    tabTo("canvas");

    press(Qt::Key_S, Qt::ControlModifier);
    press(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(text("verdict"), QStringLiteral("Nothing is written yet."));
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(text("answer"), QStringLiteral("7"));
    const double width = m_program->page.document().penWidth();
    press(Qt::Key_BracketRight);
    QVERIFY(m_program->page.document().penWidth() > width);
    press(Qt::Key_Delete);
    QVERIFY(m_program->page.document().empty());
    press(Qt::Key_O, Qt::ControlModifier);
    QTRY_COMPARE(text("answer"), QStringLiteral("7"));

    tabTo("eraserButton");
    press(Qt::Key_Space);
    tabTo("canvas");
    press(Qt::Key_Space); // where the stroke ended
    press(Qt::Key_Space);
    QVERIFY(m_program->page.document().empty());
    press(Qt::Key_E);
    QVERIFY(!m_program->canvas.eraser());
  }

  void read(const QString& exported)
  {
    press(Qt::Key_2, Qt::ControlModifier);
    auto& page = child<ui::FilesPage>(window(), "filesPage");
    QVERIFY(page.isVisible());
    press(Qt::Key_I, Qt::ControlModifier);
    auto& table = child<QAbstractItemView>(window(), "filesTable");
    QTRY_VERIFY_WITH_TIMEOUT(page.idle() && table.model()->rowCount() == 10, kPatience);
    QVERIFY2(text("filesState").startsWith(QStringLiteral("10 files read")), qPrintable(text("filesState")));

    tabTo("filesFind");
    type(QStringLiteral("digit-3"));
    QCOMPARE(table.model()->rowCount(), 1);
    press(Qt::Key_A, Qt::ControlModifier);
    press(Qt::Key_Backspace);
    QCOMPARE(table.model()->rowCount(), 10);
    tabTo("leastSureButton");
    press(Qt::Key_Space);

    press(Qt::Key_E, Qt::ControlModifier);
    QTRY_VERIFY(text("filesState").contains(exported));
    QFile file(exported);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().count('\n'), 11);

    tabTo("filesTable");
    press(Qt::Key_Down);
    press(Qt::Key_Return); // looks at one closely
    QVERIFY(m_program->page.isVisible());
    QTRY_VERIFY(child(window(), "imageView").isVisible());
    press(Qt::Key_Escape);
    QVERIFY(m_program->canvas.isVisible());
    press(Qt::Key_2, Qt::ControlModifier);
    tabTo("clearListButton");
    press(Qt::Key_Space);
    QCOMPARE(table.model()->rowCount(), 0);
    press(Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY_WITH_TIMEOUT(page.idle() && table.model()->rowCount() > 30, kPatience); // the hostile ones, too
  }

  void watch()
  {
    press(Qt::Key_3, Qt::ControlModifier);
    QVERIFY(child(window(), "monitorPage").isVisible());
    tabTo("instanceAddress");
    type(QStringLiteral("127.0.0.1:1"));
    press(Qt::Key_Return);
    QCOMPARE(m_program->fleet.state().size(), std::size_t{1});
    tabTo("instances");
    press(Qt::Key_Down, {}, 2);
    press(Qt::Key_Tab, Qt::ShiftModifier);
    QCOMPARE(focused(), QStringLiteral("forgetInstanceButton"));
    press(Qt::Key_Space);
    QVERIFY(m_program->fleet.state().empty());
  }

  void steerTheServer()
  {
    press(Qt::Key_4, Qt::ControlModifier);
    QVERIFY(child(window(), "serverPage").isVisible());
    tabTo("stopServerButton");
    press(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(m_program->server.state().phase, Phase::Stopped, kPatience);
    tabTo("serverPort");
    press(Qt::Key_A, Qt::ControlModifier);
    type(QStringLiteral("0"));
    tabTo("startServerButton");
    press(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(m_program->server.state().phase, Phase::Running, kPatience);
  }

  void lookAround()
  {
    press(Qt::Key_5, Qt::ControlModifier);
    tabTo("logSearch");
    type(QStringLiteral("server started"));
    auto& log = child<QAbstractItemView>(window(), "logTable");
    QTRY_COMPARE(log.model()->rowCount(), 2);
    press(Qt::Key_6, Qt::ControlModifier);
    QVERIFY(child(window(), "modelPage").isVisible());
    tabTo("modelPageLoadAgainButton");
    press(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(m_program->model.state().phase, report::ModelState::Phase::Ready, kPatience);
  }

  void choose()
  {
    press(Qt::Key_Comma, Qt::ControlModifier);
    tabTo("theme");
    const QPalette before = QApplication::palette();
    press(Qt::Key_Down, {}, 2);
    QCOMPARE(m_program->settings.theme(), ui::Theme::Dark);
    QVERIFY(QApplication::palette().color(QPalette::Window).lightness() < 128);
    press(Qt::Key_Up, {}, 2);
    QCOMPARE(m_program->settings.theme(), ui::Theme::System);
    QCOMPARE(QApplication::palette().color(QPalette::Window), before.color(QPalette::Window));
  }

  void menus()
  {
    press(Qt::Key_F1);
    QTRY_VERIFY(window().findChild<QDialog*>(QStringLiteral("shortcuts")));
    auto& sheet = child<QDialog>(window(), "shortcuts");
    QVERIFY(QTest::qWaitForWindowActive(&sheet));
    press(Qt::Key_Escape);
    QVERIFY(!sheet.isVisible());
    window().activateWindow(); // no window manager does it
    QVERIFY(QTest::qWaitForWindowActive(&window()));

    press(Qt::Key_H, Qt::AltModifier);
    const auto* help = qobject_cast<const QMenu*>(QApplication::activePopupWidget());
    QVERIFY(help);
    for (int i = 0; i < help->actions().size() && focusedOf(*help) != QStringLiteral("actionSamples"); ++i)
      press(Qt::Key_Down);
    press(Qt::Key_Right); // the first of them
    press(Qt::Key_Return);
    QVERIFY(!QApplication::activePopupWidget());
    QVERIFY(m_program->page.isVisible());
    QTRY_COMPARE(text("answer"), QStringLiteral("4"));
  }

  QTemporaryDir m_folder;
  std::unique_ptr<Program> m_program;
};

QTEST_MAIN(KeyboardTest)
#include "KeyboardTest.moc"
