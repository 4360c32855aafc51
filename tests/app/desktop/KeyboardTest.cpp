/// A first day without a mouse: the whole program, steered by nothing but keys, as the window system hands them on.
/// Each step begins where the one before it ended.
#include <memory>

#include <QAbstractItemView>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QProgressBar>
#include <QSignalSpy>
#include <QSlider>
#include <QTimer>
#include <QWindow>

#include "tests/app/desktop/Program.h"
#include "ui/files/FilesModel.h"

using namespace numeral;
using namespace numeral::test;

namespace {

constexpr int kPatience = 60'000;
constexpr int kMostTabs = 60; ///< until all of a page was passed

/// What a window manager does when a dialog has gone.
void bringBackTheWindow()
{
  for (QWidget* window : QApplication::topLevelWidgets())
    if (window->isVisible() && qobject_cast<ui::MainWindow*>(window))
      window->activateWindow();
}

QWindow* windowInFront()
{
  if (!QGuiApplication::focusWindow())
    bringBackTheWindow();
  if (!QTest::qWaitFor([] { return QGuiApplication::focusWindow() != nullptr; }, kPatience))
    qFatal("No window has the keyboard");
  return QGuiApplication::focusWindow();
}

void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}, int times = 1)
{
  for (int i = 0; i < times; ++i)
    QTest::keyClick(windowInFront(), key, modifiers);
}

void type(const QString& text)
{
  for (const QChar character : text)
    QTest::keyClick(windowInFront(), character.toLatin1());
}

QString focused()
{
  const QWidget* at = QApplication::focusWidget();
  return at ? at->objectName() : QString();
}

void tabTo(const char* name)
{
  QStringList passed;
  for (int i = 0; i < kMostTabs && focused() != QLatin1String(name); ++i) {
    passed << focused();
    press(Qt::Key_Tab);
  }
  QVERIFY2(focused() == QLatin1String(name),
           qPrintable(QStringLiteral("%1 is none of %2").arg(QLatin1String(name), passed.join(u' '))));
}

/// Alt and a letter, then letters down the menus.
void chooseInMenu(Qt::Key menu, const QString& letters)
{
  press(menu, Qt::AltModifier);
  QVERIFY2(QApplication::activePopupWidget(), "no menu opened");
  type(letters);
  QVERIFY2(!QApplication::activePopupWidget(), "the menu is still open");
}

/// Types into the file dialog that the next key opens; it waits in a loop of its own.
void answerNextDialog(const QString& path)
{
  auto* timer = new QTimer(qApp);
  QObject::connect(timer, &QTimer::timeout, timer, [timer, path] {
    const auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
    if (!dialog || !dialog->isActiveWindow() || !qobject_cast<QLineEdit*>(QApplication::focusWidget()))
      return;
    timer->stop();
    timer->deleteLater();
    press(Qt::Key_A, Qt::ControlModifier); // over the name that it proposes
    type(path);
    press(Qt::Key_Return);
  });
  timer->start(10);
}

} // namespace

class KeyboardTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  /// Names tell what was written, and one of them is wrong.
  void initTestCase()
  {
    QVERIFY(QDir(m_folder.path()).mkdir(QStringLiteral("images")));
    const auto copy = [this](int digit, const QString& name) {
      const std::string image = "images/digit-" + std::to_string(digit) + ".png";
      return QFile::copy(QString::fromStdString(support::testFile(image).string()), imageFolder() + u'/' + name);
    };
    for (int digit = 0; digit < 10; ++digit)
      QVERIFY(copy(digit, QStringLiteral("%1_right.png").arg(digit)));
    QVERIFY(copy(3, QStringLiteral("5_wrong.png")));
    m_program = std::make_unique<Program>(ui::systemDialogs());
    QVERIFY(QTest::qWaitForWindowActive(&window()));
  }

  void init() { failOnAnyWarning(); }

  void aDigitIsWritten()
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
    QVERIFY2(text("verdict").startsWith(QStringLiteral("Read as 7")), qPrintable(text("verdict")));
  }

  void stepsAreTakenBack()
  {
    press(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(text("verdict"), QStringLiteral("Nothing is written yet."));
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(text("answer"), QStringLiteral("7"));

    press(Qt::Key_Delete);
    QTRY_COMPARE(text("verdict"), QStringLiteral("Nothing is written yet."));
    press(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(text("answer"), QStringLiteral("7"));

    press(Qt::Key_E);
    press(Qt::Key_Space, {}, 2); // where the stroke ended
    QTRY_COMPARE(text("verdict"), QStringLiteral("Nothing is written yet."));
    press(Qt::Key_E);
    QVERIFY(!m_program->canvas.eraser());
  }

  void thePenGetsThicker()
  {
    const auto& pen = child<QSlider>(window(), "penWidth");
    const int width = pen.value();
    press(Qt::Key_BracketRight);
    QVERIFY(pen.value() > width);
    press(Qt::Key_Tab, Qt::ShiftModifier);
    QCOMPARE(focused(), QStringLiteral("penWidth"));
    press(Qt::Key_Left, {}, 2);
    QCOMPARE(pen.value(), width);
    tabTo("canvas");
  }

  void aSampleIsOpened()
  {
    chooseInMenu(Qt::Key_H, QStringLiteral("sf"));
    QTRY_COMPARE(text("answer"), QStringLiteral("4"));
    chooseInMenu(Qt::Key_H, QStringLiteral("sy"));
    QTRY_VERIFY2(text("answer").size() == 4, qPrintable(text("answer")));
  }

  /// Each of several digits has its place in the row below the answer.
  void oneOfSeveralDigitsIsChosen()
  {
    tabTo("glyphs");
    const QString answer = text("answer");
    QVERIFY(answer.at(0) != answer.at(2));
    const auto& bar = child<QProgressBar>(window(), qPrintable(QStringLiteral("bar_") + answer.at(2)));
    QVERIFY(bar.value() < bar.maximum() / 2);
    press(Qt::Key_Right, {}, 2);
    QVERIFY(bar.value() > bar.maximum() / 2);
  }

  void aDrawingIsSavedAndOpened()
  {
    const QString path = m_folder.filePath(QStringLiteral("year.json"));
    const QString answer = text("answer");
    answerNextDialog(path);
    press(Qt::Key_S, Qt::ControlModifier);
    QVERIFY(QFile::exists(path));
    tabTo("canvas");
    press(Qt::Key_Delete);
    QTRY_COMPARE(text("verdict"), QStringLiteral("Nothing is written yet."));
    answerNextDialog(path);
    press(Qt::Key_O, Qt::ControlModifier);
    QTRY_COMPARE(text("answer"), answer);
    press(Qt::Key_Delete);
    chooseInMenu(Qt::Key_F, QStringLiteral("r1")); // the recent ones
    QTRY_COMPARE(text("answer"), answer);
  }

  void filesAreAdded()
  {
    press(Qt::Key_2, Qt::ControlModifier);
    QVERIFY(child(window(), "filesPage").isVisible());
    tabTo("invitedOpenFolder");
    answerNextDialog(imageFolder());
    press(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(text("filesState").left(14), QStringLiteral("11 files read:"), kPatience);
    QCOMPARE(rows(), 11);
    answerNextDialog(QStringLiteral("\"%1/0_right.png\" \"%1/1_right.png\"").arg(imageFolder()));
    press(Qt::Key_I, Qt::ControlModifier);
    QTRY_COMPARE(text("filesNoticeWords"), QStringLiteral("2 files stood in the list already."));
    tabTo("dismissFilesNotice");
    press(Qt::Key_Space);
    QVERIFY(!child(window(), "filesNotice").isVisible());
  }

  void filesAreFound()
  {
    tabTo("filesFind");
    type(QStringLiteral("3_r"));
    QCOMPARE(rows(), 1);
    QCOMPARE(text("filesShown"), QStringLiteral("1 of 11 shown"));
    press(Qt::Key_A, Qt::ControlModifier);
    press(Qt::Key_Backspace);
    QCOMPARE(rows(), 11);
  }

  void filesAreSorted()
  {
    chooseInMenu(Qt::Key_B, QStringLiteral("of"));
    QCOMPARE(firstFile(), QStringLiteral("images/0_right.png"));
    chooseInMenu(Qt::Key_B, QStringLiteral("of"));
    QCOMPARE(firstFile(), QStringLiteral("images/9_right.png"));
    chooseInMenu(Qt::Key_B, QStringLiteral("ow"));
    QCOMPARE(firstFile(), QStringLiteral("images/5_wrong.png"));
    tabTo("leastSureButton");
    press(Qt::Key_Space);
    const auto shares = [this](int row) {
      return table().model()->index(row, ui::FilesModel::Confidence).data().toString().chopped(2).toDouble();
    };
    QVERIFY(shares(0) < shares(10));
    chooseInMenu(Qt::Key_B, QStringLiteral("oc"));
  }

  void aCellOfTheConfusionsShowsItsFiles()
  {
    tabTo("confusion");
    press(Qt::Key_Home, Qt::ControlModifier);
    press(Qt::Key_Down, {}, 5);
    press(Qt::Key_Right, {}, 3);
    press(Qt::Key_Return);
    QCOMPARE(text("filesShown"), QStringLiteral("5 read as 3: 1 of 11 shown"));
    press(Qt::Key_Return);
    QCOMPARE(rows(), 11);
  }

  void aWrongAnswerIsCorrected()
  {
    tabTo("filesChoice");
    press(Qt::Key_Down); // the wrong ones
    QCOMPARE(rows(), 1);
    tabTo("filesTable");
    press(Qt::Key_Down);
    press(Qt::Key_Return); // looks at it closely
    QTRY_COMPARE(text("imageCaption"), QStringLiteral("5_wrong.png"));
    QVERIFY(m_program->page.isVisible());
    QTRY_COMPARE(text("answer"), QStringLiteral("3"));
    press(Qt::Key_R, Qt::ControlModifier);
    QCOMPARE(focused(), QStringLiteral("correction"));
    type(QStringLiteral("5"));
    press(Qt::Key_Return);
    QTRY_COMPARE(text("correctionWords"), QStringLiteral("Kept: it is 5."));
    press(Qt::Key_Escape);
    QVERIFY(m_program->canvas.isVisible());
  }

  void answersAreExported()
  {
    const QString path = m_folder.filePath(QStringLiteral("answers.csv"));
    tabTo("pageFilesButton");
    press(Qt::Key_Space);
    QVERIFY(child(window(), "filesPage").isVisible());
    answerNextDialog(path);
    press(Qt::Key_E, Qt::ControlModifier);
    QTRY_COMPARE(text("filesState"), QStringLiteral("The answers to 11 files are in %1.").arg(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().count('\n'), 12);
    tabTo("clearListButton");
    press(Qt::Key_Space);
    QVERIFY(child(window(), "filesInvitation").isVisible());
  }

  void anInstanceIsWatched()
  {
    press(Qt::Key_3, Qt::ControlModifier);
    QVERIFY(child(window(), "monitorPage").isVisible());
    tabTo("instanceAddress");
    type(QStringLiteral("127.0.0.1:1"));
    press(Qt::Key_Return);
    auto& instances = child<QAbstractItemView>(window(), "instances");
    QCOMPARE(instances.model()->rowCount(), 2);
    QTRY_VERIFY(instances.model()->index(1, 1).data().toString().startsWith(QStringLiteral("Gone")));
    tabTo("instances");
    press(Qt::Key_Down, {}, 2);
    press(Qt::Key_Tab, Qt::ShiftModifier);
    QCOMPARE(focused(), QStringLiteral("forgetInstanceButton"));
    press(Qt::Key_Space);
    QCOMPARE(instances.model()->rowCount(), 1);
  }

  void theServerIsSteered()
  {
    press(Qt::Key_4, Qt::ControlModifier);
    QVERIFY(child(window(), "serverPage").isVisible());
    const QString url = child<QLineEdit>(window(), "serverAddress").text();
    tabTo("copyServerAddressButton");
    press(Qt::Key_Space);
    QCOMPARE(QApplication::clipboard()->text(), url);
    tabTo("copyCurlButton");
    press(Qt::Key_Space);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("curl -F file=@digit.png %1/predict").arg(url));

    tabTo("stopServerButton");
    press(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(text("serverPageState"), QStringLiteral("Stopped. Nobody can ask it."), kPatience);
    tabTo("reachThisComputer");
    press(Qt::Key_Down);
    tabTo("serverPort");
    press(Qt::Key_A, Qt::ControlModifier);
    type(QStringLiteral("0"));
    QCOMPARE(text("serverUnapplied"), QStringLiteral("Holds from the next start on."));
    tabTo("reachNetwork");
    press(Qt::Key_Up);
    tabTo("startServerButton");
    press(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(text("serverPageState"), QStringLiteral("Running, for this computer only"), kPatience);
    QVERIFY(!child<QLineEdit>(window(), "serverAddress").text().isEmpty());
  }

  void theLogIsSearched()
  {
    press(Qt::Key_5, Qt::ControlModifier);
    auto& log = child<QAbstractItemView>(window(), "logTable");
    QVERIFY(log.isVisible());
    const int all = log.model()->rowCount();
    tabTo("logSearch");
    type(QStringLiteral("model"));
    QVERIFY(log.model()->rowCount() < all);
    QVERIFY(log.model()->rowCount() > 0);
    tabTo("logTable");
    press(Qt::Key_Home, Qt::ControlModifier);
    press(Qt::Key_Down);
    tabTo("copyLogButton");
    press(Qt::Key_Space);
    QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("model")));
  }

  void theModelIsLoadedAgain()
  {
    press(Qt::Key_6, Qt::ControlModifier);
    QVERIFY(child(window(), "modelPage").isVisible());
    tabTo("modelPageLoadAgainButton");
    QSignalSpy changed(&m_program->model, &ui::ModelControl::changed);
    press(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 2, kPatience); // loading, loaded
    QCOMPARE(text("modelPageState"), QStringLiteral("Loaded, and reading."));
  }

  void coloursAreChosen()
  {
    press(Qt::Key_Comma, Qt::ControlModifier);
    QVERIFY(child(window(), "settingsPage").isVisible());
    tabTo("theme");
    press(Qt::Key_Down, {}, 2);
    QVERIFY(QApplication::palette().color(QPalette::Window).lightness() < 128);
    press(Qt::Key_Up);
    QVERIFY(QApplication::palette().color(QPalette::Window).lightness() > 128);
    tabTo("restoreDefaultsButton");
    press(Qt::Key_Space);
    QCOMPARE(child<QComboBox>(window(), "theme").currentIndex(), 0);
  }

  void sheetsOpenAndClose_data()
  {
    QTest::addColumn<QString>("letters");
    QTest::newRow("shortcuts") << QStringLiteral("k");
    QTest::newRow("about") << QStringLiteral("a");
  }

  void sheetsOpenAndClose()
  {
    QFETCH(const QString, letters);
    chooseInMenu(Qt::Key_H, letters);
    auto& sheet = child<QDialog>(window(), QTest::currentDataTag());
    QVERIFY(QTest::qWaitForWindowActive(&sheet));
    press(Qt::Key_Escape);
    QVERIFY(!sheet.isVisible());
  }

  void theProgramIsLeft()
  {
    press(Qt::Key_Q, Qt::ControlModifier);
    QVERIFY(!window().isVisible());
  }

private:
  ui::MainWindow& window() { return m_program->window; }
  QString text(const char* label) { return textOf(window(), label); }
  QAbstractItemView& table() { return child<QAbstractItemView>(window(), "filesTable"); }
  int rows() { return table().model()->rowCount(); }
  QString firstFile() { return table().model()->index(0, ui::FilesModel::File).data().toString(); }
  QString imageFolder() const { return m_folder.filePath(QStringLiteral("images")); }

  QTemporaryDir m_folder;
  std::unique_ptr<Program> m_program;
};

QTEST_MAIN(KeyboardTest)
#include "KeyboardTest.moc"
