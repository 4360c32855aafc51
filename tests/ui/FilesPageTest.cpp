/// The page of files in the real window, with the shipped model over real files, good and hostile.
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QProcess>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>

#include <nlohmann/json.hpp>

#include "tests/ui/WindowFixture.h"
#include "ui/files/ConfusionTable.h"
#include "ui/files/FilesPage.h"
#include "ui/files/NameLabels.h"
#include "ui/files/PathParts.h"
#include "ui/result/Words.h"

using namespace numeral;
using namespace numeral::test;
using ui::FilesModel;

namespace {

QString dataPath(const char* name) { return QString::fromStdString(support::testFile(name).string()); }

void copy(const char* name, const QString& to)
{
  QVERIFY(QDir().mkpath(QFileInfo(to).path()));
  QVERIFY2(QFile::copy(dataPath(name), to), qPrintable(to));
}

void write(const QString& path, const QByteArray& content)
{
  QVERIFY(QDir().mkpath(QFileInfo(path).path()));
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  QCOMPARE(file.write(content), content.size());
}

QByteArray contentOf(const QString& path)
{
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void drop(QWidget& window, const QStringList& paths)
{
  QMimeData data;
  QList<QUrl> urls;
  for (const QString& path : paths)
    urls << QUrl::fromLocalFile(path);
  data.setUrls(urls);
  test::drop(window, data);
}

/// The window, its page of files, and a folder for them.
struct Files : WindowFixture {
  explicit Files(ui::Dialogs dialogs = {}, const QString& settingsFile = {})
      : WindowFixture(std::move(dialogs), settingsFile)
  {
  }

  QAbstractItemModel& shown() { return *table.model(); }
  QString cell(int row, int column) { return shown().index(row, column).data().toString(); }
  QStringList column(int column)
  {
    QStringList texts;
    for (int row = 0; row < shown().rowCount(); ++row)
      texts << cell(row, column);
    return texts;
  }
  /// What the row of that file says, in the list as it is shown.
  QString of(const QString& name, int column)
  {
    for (int row = 0; row < shown().rowCount(); ++row) {
      if (cell(row, FilesModel::File) == name)
        return cell(row, column);
    }
    return QStringLiteral("no row %1").arg(name);
  }
  QString state() { return textOf(window, "filesState"); }
  QString path(const char* name) const { return folder.filePath(QLatin1String(name)); }
  QAction& action(const char* name) { return child<QAction>(window, name); }
  bool read()
  {
    return QTest::qWaitFor([this] { return page.idle() && shown().rowCount() > 0; }, 60'000);
  }

  QTemporaryDir folder;
  ui::FilesPage& page = child<ui::FilesPage>(window, "filesPage");
  QTableView& table = child<QTableView>(window, "filesTable");
};

} // namespace

class FilesPageTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { m_digits = model::loadBundle(NUMERAL_MODELS "/digits", {}).value(); }

  void init() { failOnAnyWarning(); }

  void anEmptyPageInvites()
  {
    ui::Dialogs dialogs;
    dialogs.openImages = [](QWidget*) {
      return QStringList{dataPath("images/digit-1.png"), dataPath("images/digit-2.png")};
    };
    Files files(dialogs);
    files.model.becomeReady(m_digits);
    files.trigger("actionPageFiles");
    QVERIFY(child(files.window, "filesInvitation").isVisible());
    QVERIFY(!files.table.isVisible());
    for (const char* name : {"actionPauseBatch", "actionCancelBatch", "actionReadAgain", "actionExport"})
      QVERIFY2(!files.action(name).isEnabled(), name);
    child<QPushButton>(files.window, "invitedOpenImages").click();
    QVERIFY(files.read());
    QVERIFY(files.table.isVisible());
    QCOMPARE(files.column(FilesModel::Answer), (QStringList{QStringLiteral("1"), QStringLiteral("2")}));
  }

  void aFolderWithBadFilesIsReadToItsEnd()
  {
    Files files;
    files.model.becomeReady(m_digits);
    for (const char* name : {"digit-3.png", "digit-5.png", "blank-white.png"})
      copy((std::string("images/") + name).c_str(), files.path(name));
    for (const char* name : {"truncated.png", "text.png", "empty.png", "claims-60000x60000.png"})
      copy((std::string("images/hostile/") + name).c_str(), files.path(name));
    copy("drawings/digit-4.json", files.path("sub/four.json"));
    write(files.path("notes.txt"), "no image");
    drop(files.window, {files.folder.path()});
    QVERIFY(files.page.isVisible());
    QVERIFY(files.read());

    const QString base = QFileInfo(files.folder.path()).fileName() + QLatin1Char('/');
    QCOMPARE(files.shown().rowCount(), 8);
    QCOMPARE(files.of(base + QStringLiteral("digit-3.png"), FilesModel::Answer), QStringLiteral("3"));
    QCOMPARE(files.of(base + QStringLiteral("digit-5.png"), FilesModel::Verdict), QStringLiteral("sure"));
    QCOMPARE(files.of(base + QStringLiteral("sub/four.json"), FilesModel::Answer), QStringLiteral("4"));
    QCOMPARE(files.of(base + QStringLiteral("blank-white.png"), FilesModel::Verdict), QStringLiteral("empty page"));
    for (const char* name : {"truncated.png", "text.png", "empty.png", "claims-60000x60000.png"}) {
      const QString words = files.of(base + QLatin1String(name), FilesModel::Verdict);
      QVERIFY2(words.startsWith(QStringLiteral("failed: ")) && words.size() > 20, name);
    }
    QVERIFY(files.table.isColumnHidden(FilesModel::Right));
    QCOMPARE(files.state(), QStringLiteral("8 files read: 3 sure, 1 empty page, 4 failed"));
    QVERIFY(textOf(files.window, "filesNoticeWords").startsWith(QStringLiteral("8 files taken. 1 file left out")));
    const auto& progress = child<QProgressBar>(files.window, "filesProgress");
    QCOMPARE(progress.value(), progress.maximum());
  }

  void aMixedDropIsSaidInWords()
  {
    Files files;
    files.model.becomeReady(m_digits);
    write(files.path("notes.txt"), "no image");
    copy("images/digit-6.png", files.path("noExtension"));
    drop(files.window, {files.path("notes.txt"), files.path("noExtension"), files.path("gone.png")});
    QVERIFY(files.read());
    QCOMPARE(files.of(QStringLiteral("noExtension"), FilesModel::Answer), QStringLiteral("6"));
    QVERIFY(files.of(QStringLiteral("gone.png"), FilesModel::Verdict).contains(QStringLiteral("does not exist")));
    QVERIFY(textOf(files.window, "filesNoticeWords").startsWith(QStringLiteral("2 files taken. 1 file left out")));
    child<QPushButton>(files.window, "dismissFilesNotice").click();

    drop(files.window, {files.path("notes.txt"), files.path("notes.txt")});
    QTRY_VERIFY(textOf(files.window, "filesNoticeWords").startsWith(QStringLiteral("Nothing to read here: 2 files")));
    drop(files.window, {files.path("gone.png"), files.path("noExtension")});
    QTRY_COMPARE(textOf(files.window, "filesNoticeWords"), QStringLiteral("2 files stood in the list already."));
    QCOMPARE(files.shown().rowCount(), 2);
  }

  void lookingCanBeStopped()
  {
    Files files;
    copy("images/digit-1.png", files.path("a/1.png"));
    drop(files.window, {files.folder.path()});
    child<QPushButton>(files.window, "stopLooking").click(); // before the event loop brings what was found
    QVERIFY(files.page.idle());
    copy("images/digit-2.png", files.path("b/2.png"));
    drop(files.window, {files.path("b")});
    QTRY_COMPARE(files.column(FilesModel::File), QStringList(QStringLiteral("b/2.png")));
  }

  void aFolderWithoutImagesIsExplained()
  {
    Files files;
    drop(files.window, {files.folder.path()});
    QTRY_VERIFY(textOf(files.window, "filesNoticeWords").contains(QStringLiteral("holds no images")));
    QVERIFY(child(files.window, "filesInvitation").isVisible());
  }

  void filesWaitForAModel()
  {
    Files files;
    files.window.open(QStringList{dataPath("images/digit-7.png"), dataPath("images/digit-8.png")});
    QTRY_COMPARE(files.state(), QStringLiteral("2 files will be read as soon as there is a model."));
    QCOMPARE(files.column(FilesModel::Verdict), QStringList(2, QStringLiteral("not read yet")));
    files.model.becomeReady(m_digits);
    QVERIFY(files.read());
    QCOMPARE(files.column(FilesModel::Answer), (QStringList{QStringLiteral("7"), QStringLiteral("8")}));
  }

  void oneFileStaysOnTheDrawingPage()
  {
    Files files;
    files.model.becomeReady(m_digits);
    files.window.open(QStringList{dataPath("images/digit-9.png")});
    QTRY_COMPARE(textOf(files.window, "answer"), QStringLiteral("9"));
    QVERIFY(!files.page.isVisible());
  }

  void pastedFilesAreTaken()
  {
    Files files;
    files.model.becomeReady(m_digits);
    auto* data = new QMimeData;
    data->setUrls(
        {QUrl::fromLocalFile(dataPath("images/digit-1.png")), QUrl::fromLocalFile(dataPath("images/digit-0.png"))});
    QApplication::clipboard()->setMimeData(data);
    files.trigger("actionPaste");
    QVERIFY(files.read());
    QCOMPARE(files.column(FilesModel::Answer), (QStringList{QStringLiteral("1"), QStringLiteral("0")}));
  }

  void sortingAndFiltering()
  {
    Files files;
    files.model.becomeReady(m_digits);
    drop(files.window,
         {dataPath("images/digit-9.png"), dataPath("images/hostile/text.png"), dataPath("images/digit-2.png"),
          dataPath("images/blank-black.png"), dataPath("images/mnist-5.png")});
    QVERIFY(files.read());
    const QStringList asTheyCame = files.column(FilesModel::File);

    files.table.sortByColumn(FilesModel::File, Qt::AscendingOrder);
    QStringList sorted = asTheyCame;
    sorted.sort();
    QCOMPARE(files.column(FilesModel::File), sorted);
    files.table.sortByColumn(FilesModel::Answer, Qt::DescendingOrder);
    QCOMPARE(files.cell(0, FilesModel::Answer), QStringLiteral("9"));
    QVERIFY(files.cell(4, FilesModel::Answer).isEmpty()); // at the end either way
    files.table.sortByColumn(FilesModel::Picture, Qt::AscendingOrder);
    QCOMPARE(files.column(FilesModel::File), asTheyCame);

    files.trigger("actionLeastSureFirst");
    std::vector<double> confidences;
    for (int row = 0; row < 3; ++row)
      confidences.push_back(files.cell(row, FilesModel::Confidence).remove(QStringLiteral(" %")).toDouble());
    QVERIFY(std::is_sorted(confidences.begin(), confidences.end()) && confidences.front() > 0);

    auto& find = child<QLineEdit>(files.window, "filesFind");
    QTest::keyClicks(&find, QStringLiteral("MNIST"));
    QCOMPARE(files.column(FilesModel::File), QStringList(QStringLiteral("mnist-5.png")));
    QCOMPARE(textOf(files.window, "filesShown"), QStringLiteral("1 of 5 shown"));
    find.clear();
    auto& choice = child<QComboBox>(files.window, "filesChoice");
    choice.setCurrentText(QStringLiteral("Failed"));
    QCOMPARE(files.column(FilesModel::File), QStringList(QStringLiteral("text.png")));
    choice.setCurrentText(QStringLiteral("Not a digit"));
    QCOMPARE(files.column(FilesModel::File), QStringList(QStringLiteral("blank-black.png")));
    choice.setCurrentText(QStringLiteral("All files"));
    QCOMPARE(files.shown().rowCount(), 5);
  }

  void foldersCalledLikeDigitsGiveTheAccuracy()
  {
    Files files;
    files.model.becomeReady(m_digits);
    copy("images/digit-3.png", files.path("set/3/a.png"));
    copy("images/digit-5.png", files.path("set/5/a.png"));
    copy("images/digit-1.png", files.path("set/7/really-a-one.png"));
    copy("images/hostile/text.png", files.path("set/7/broken.png"));
    copy("images/digit-8.png", files.path("set/other/eight.png"));
    drop(files.window, {files.path("set")});
    QVERIFY(files.read());
    QCOMPARE(textOf(files.window, "accuracy"), QStringLiteral("50.0 % of 4 (2 wrong)"));
    QVERIFY(child(files.window, "score").isVisible());
    QCOMPARE(files.of(QStringLiteral("set/3/a.png"), FilesModel::Right), QStringLiteral("3 ✓"));
    QCOMPARE(files.of(QStringLiteral("set/7/really-a-one.png"), FilesModel::Right), QStringLiteral("7 ✗"));
    QVERIFY(files.of(QStringLiteral("set/other/eight.png"), FilesModel::Right).isEmpty());

    const auto& confusion = child<ui::ConfusionTable>(files.window, "confusion");
    QCOMPARE(confusion.rowCount(), 10);
    QCOMPARE(confusion.columnCount(), 11);
    QCOMPARE(confusion.item(3, 3)->text(), QStringLiteral("1"));
    QCOMPARE(confusion.item(7, 1)->text(), QStringLiteral("1"));
    QCOMPARE(confusion.item(7, 10)->text(), QStringLiteral("1")); // broken: no answer
    QVERIFY(confusion.item(7, 7)->text().isEmpty());
    QCOMPARE(confusion.item(7, 1)->data(Qt::AccessibleTextRole).toString(), QStringLiteral("7 was read as 1: 1"));

    child<QComboBox>(files.window, "filesChoice").setCurrentText(QStringLiteral("Wrong"));
    QCOMPARE(files.column(FilesModel::File),
             (QStringList{QStringLiteral("set/7/broken.png"), QStringLiteral("set/7/really-a-one.png")}));

    const auto click = [&](int truth, int answer) {
      const QRect cell = confusion.visualItemRect(confusion.item(truth, answer));
      QTest::mouseClick(confusion.viewport(), Qt::LeftButton, {}, cell.center());
    };
    click(7, 1);
    QCOMPARE(files.column(FilesModel::File), QStringList(QStringLiteral("set/7/really-a-one.png")));
    QCOMPARE(textOf(files.window, "filesShown"), QStringLiteral("7 read as 1: 1 of 5 shown"));
    click(7, 10);
    QCOMPARE(files.column(FilesModel::File), QStringList(QStringLiteral("set/7/broken.png")));
    QTest::keyClick(&child<ui::ConfusionTable>(files.window, "confusion"), Qt::Key_Return); // leads back
    QCOMPARE(files.shown().rowCount(), 5);
  }

  void namesOfFilesGiveTheAccuracy()
  {
    Files files;
    files.model.becomeReady(m_digits);
    copy("images/digit-3.png", files.path("set/3_0001.png"));
    copy("images/mnist-3.png", files.path("set/3_0002.png"));
    copy("images/digit-5.png", files.path("set/6_0001.png"));
    drop(files.window, {files.path("set")});
    QVERIFY(files.read());
    QCOMPARE(textOf(files.window, "accuracy"), QStringLiteral("66.7 % of 3 (1 wrong)"));
    QCOMPARE(textOf(files.window, "accuracySources"), QStringLiteral("Right answers from the files' names."));
  }

  void namesThatMayOnlyBeNumberedGiveNone_data()
  {
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QStringList>("labels");
    const QStringList none;
    QTest::newRow("numbered") << QStringList{"1.png", "2.png", "3.png"} << none;
    QTest::newRow("numbered pages") << QStringList{"1_page.png", "2_page.png"} << none;
    QTest::newRow("called digits") << QStringList{"digit-0.png", "digit-1.png"} << none;
    QTest::newRow("up to ten") << QStringList{"1 a.png", "1 b.png", "10 a.png"} << none;
    QTest::newRow("one without") << QStringList{"7_a.png", "7_b.png", "cover.png"} << none;
    QTest::newRow("labelled") << QStringList{"7_a.png", "7_b.png", "8-c.png"} << QStringList{"7", "7", "8"};
    QTest::newRow("copies") << QStringList{"7 (1).png", "7 (2).png"} << QStringList{"7", "7"};
    QTest::newRow("digits") << QStringList{"Digit4_1.png", "digit-4-2.png"} << QStringList{"4", "4"};
    QTest::newRow("called labels") << QStringList{"scan-12_label7.png", "label=3.png", "x Class 2.b.png"}
                                   << QStringList{"7", "3", "2"};
    QTest::newRow("of no class") << QStringList{"label-12.png", "label-x.png"} << none;
  }

  void namesThatMayOnlyBeNumberedGiveNone()
  {
    QFETCH(const QStringList, names);
    QFETCH(const QStringList, labels);
    std::vector<std::string> paths{"/elsewhere/readme.png"}; // another folder is another matter
    for (const QString& name : names)
      paths.push_back("/set/" + name.toStdString());
    std::vector<std::string> digits;
    for (int digit = 0; digit < 10; ++digit)
      digits.push_back(std::to_string(digit));
    const auto found = ui::labelsInNames({paths.begin(), paths.end()}, digits);
    QCOMPARE(found.size(), paths.size());
    QVERIFY(!found[0]);
    for (qsizetype i = 0; i < names.size(); ++i) {
      const auto& label = found[static_cast<std::size_t>(i) + 1];
      QCOMPARE(label.has_value(), !labels.isEmpty());
      if (label)
        QCOMPARE(QString::fromStdString(*label), labels.at(i));
    }
  }

  void partsOfAPathAreThoseOfTheStandardLibrary()
  {
    for (const std::string path : {"/set/7/a.png", "7/a.b.png", "a.png", "/a", "/set//.png", "./7//x", ".", "/"}) {
      const std::filesystem::path expected(path);
      QCOMPARE(std::string(ui::folderOf(path)), expected.parent_path().string());
      QCOMPARE(std::string(ui::nameOf(path)), expected.filename().string());
      QCOMPARE(std::string(ui::stemOf(path)), expected.stem().string());
    }
  }

  void aListOfLabelsGivesTheAccuracy()
  {
    Files files;
    files.model.becomeReady(m_digits);
    copy("images/digit-3.png", files.path("set/3.png"));
    copy("images/digit-5.png", files.path("set/below/5.png"));
    copy("images/blank-white.png", files.path("set/nothing.png"));
    write(files.path("set/labels.csv"), "file,text\n3.png,3\nbelow/5.png, 6\nnothing.png,\n");
    drop(files.window, {files.path("set")});
    QVERIFY(files.read());
    QCOMPARE(textOf(files.window, "accuracy"), QStringLiteral("50.0 % of 2 (1 wrong)"));
    QCOMPARE(textOf(files.window, "accuracyDetail"), QStringLiteral("Without a digit: 1 of 1 told apart."));
    QCOMPARE(files.of(QStringLiteral("set/nothing.png"), FilesModel::Right), QStringLiteral("no digit ✓"));
    QVERIFY(!child(files.window, "filesNotice").isVisible()); // the list is not "left out"
  }

  void aListOfLabelsAloneStandsForItsFiles()
  {
    Files files;
    files.model.becomeReady(m_digits);
    copy("images/digit-3.png", files.path("set/3.png"));
    copy("images/digit-4.png", files.path("set/not-named.png"));
    copy("images/digit-5.png", files.path("set/below/5.png"));
    QVERIFY(QDir().mkpath(files.path("set/folder.png")));
    write(files.path("set/labels.csv"), "file,text\nbelow/5.png,5\n3.png,3\ngone.png,1\nfolder.png,2\n");
    drop(files.window, {files.path("set/labels.csv")});
    QVERIFY(files.page.isVisible());
    QVERIFY(files.read());
    QCOMPARE(
        files.column(FilesModel::File),
        (QStringList{QStringLiteral("set/below/5.png"), QStringLiteral("set/3.png"), QStringLiteral("set/gone.png")}));
    QCOMPARE(textOf(files.window, "accuracy"), QStringLiteral("66.7 % of 3 (1 wrong)"));
    QVERIFY(textOf(files.window, "filesNoticeWords").endsWith(QStringLiteral("folder.png is no file.")));
    QCOMPARE(files.settings.recentFiles(), QStringList(files.path("set/labels.csv")));

    files.trigger("actionClearList"); // together with one of its images, as one chooses all in a folder
    drop(files.window, {files.path("set/labels.csv"), files.path("set/3.png"), files.path("set/not-named.png")});
    QVERIFY(files.read());
    QCOMPARE(files.shown().rowCount(), 4);
    QVERIFY(!textOf(files.window, "filesNoticeWords").contains(QStringLiteral("already")));

    write(files.path("none/labels.csv"), "file,text\n");
    drop(files.window, {files.path("none/labels.csv")});
    QTRY_VERIFY(textOf(files.window, "filesNoticeWords").contains(QStringLiteral("none/labels.csv")));
  }

  void aBrokenListOfLabelsIsExplained()
  {
    Files files;
    files.model.becomeReady(m_digits);
    copy("images/digit-3.png", files.path("set/3.png"));
    write(files.path("set/labels.csv"), "name,text\n3.png,3\n");
    drop(files.window, {files.path("set")});
    QVERIFY(files.read());
    QVERIFY(textOf(files.window, "filesNoticeWords").contains(QStringLiteral("line 1")));
    QCOMPARE(files.of(QStringLiteral("set/3.png"), FilesModel::Answer), QStringLiteral("3"));
  }

  void pausingStoppingAndGoingOn()
  {
    Files files;
    files.model.becomeReady(m_digits);
    constexpr int kMany = 300;
    for (int i = 0; i < kMany; ++i)
      copy("images/digit-2.png", files.path(qPrintable(QStringLiteral("many/%1.png").arg(i, 4, 10, QLatin1Char('0')))));
    drop(files.window, {files.path("many")});
    QTRY_VERIFY(files.action("actionPauseBatch").isEnabled());
    files.trigger("actionPauseBatch");
    QVERIFY(files.state().startsWith(QStringLiteral("Paused: ")));
    QCOMPARE(files.action("actionPauseBatch").text(), QStringLiteral("&Resume"));

    // What was under way comes in, then nothing more.
    const auto& progress = child<QProgressBar>(files.window, "filesProgress");
    QTRY_VERIFY(progress.value() > 0);
    QVERIFY(progress.value() < kMany);
    files.trigger("actionPauseBatch");
    QTRY_VERIFY(files.state().contains(QStringLiteral(" of 300 read")));
    files.trigger("actionCancelBatch");
    QVERIFY2(files.state().startsWith(QStringLiteral("Stopped: ")), qPrintable(files.state()));
    const int read = progress.value();
    QVERIFY(read < kMany);
    QVERIFY(files.page.idle());
    QVERIFY(!files.column(FilesModel::Verdict).join(QString()).contains(QStringLiteral("failed")));
    QCOMPARE(files.column(FilesModel::Verdict).count(QStringLiteral("not read yet")), kMany - read);

    QCOMPARE(files.action("actionReadAgain").text(), QStringLiteral("&Read the Rest"));
    files.trigger("actionReadAgain");
    QVERIFY(files.read());
    QCOMPARE(progress.value(), kMany);
    QCOMPARE(files.column(FilesModel::Answer).count(QStringLiteral("2")), kMany);

    files.trigger("actionReadAgain"); // all of them, once more
    QCOMPARE(progress.value(), 0);
    QVERIFY(files.read());
    QCOMPARE(progress.value(), kMany);

    files.trigger("actionClearList");
    QVERIFY(child(files.window, "filesInvitation").isVisible());
    QCOMPARE(files.shown().rowCount(), 0);
  }

  void theWindowClosesWhileReading()
  {
    Files files;
    files.model.becomeReady(m_digits);
    files.page.add({dataPath("images")});
    QTRY_VERIFY(files.action("actionPauseBatch").isEnabled());
  }

  void exportIsWhatNumeralctlWrites_data()
  {
    QTest::addColumn<QString>("form");
    QTest::newRow("csv") << QStringLiteral("csv");
    QTest::newRow("json") << QStringLiteral("json");
  }

  void exportIsWhatNumeralctlWrites()
  {
    QFETCH(const QString, form);
    const QTemporaryDir target;
    const QString path = target.filePath(QStringLiteral("answers.") + form);
    ui::Dialogs dialogs;
    dialogs.saveAnswers = [&](QWidget*) { return path; };
    Files files(dialogs);
    files.model.becomeReady(m_digits);
    copy("images/digit-3.png", files.path("a.png"));
    copy("images/seven.jpg", files.path("b, \"c\".jpg"));
    copy("images/hostile/text.png", files.path("d.png"));
    copy("images/blank-white.png", files.path("e.png"));
    copy("drawings/digit-4.json", files.path("f.json"));
    drop(files.window, {files.folder.path()});
    QVERIFY(files.read());
    files.table.sortByColumn(FilesModel::Answer, Qt::AscendingOrder); // changes nothing of the export
    files.trigger("actionExport");
    QTRY_COMPARE(files.state(), QStringLiteral("The answers to 5 files are in %1.").arg(path));

    QProcess program;
    program.start(QStringLiteral(NUMERAL_BIN "/numeralctl"),
                  {QStringLiteral("predict"), QStringLiteral("--") + form, QStringLiteral("--model"),
                   QStringLiteral(NUMERAL_MODELS "/digits"), files.folder.path()});
    QVERIFY(program.waitForFinished(60'000));
    const QByteArray written = contentOf(path);
    const QByteArray printed = program.readAllStandardOutput();
    QVERIFY(!printed.isEmpty());
    if (form == u"csv")
      compareCsv(written, printed);
    else
      compareJson(written, printed);
  }

  void anExportThatFailsIsExplained()
  {
    QString path = QStringLiteral("/proc/answers.csv");
    ui::Dialogs dialogs;
    dialogs.saveAnswers = [&](QWidget*) { return path; };
    Files files(dialogs);
    files.model.becomeReady(m_digits);
    drop(files.window, {dataPath("images/digit-1.png"), dataPath("images/digit-2.png")});
    QVERIFY(files.read());
    files.trigger("actionExport");
    QTRY_VERIFY(textOf(files.window, "filesNoticeWords").startsWith(QStringLiteral("/proc/answers.csv cannot be")));
    QCOMPARE(files.column(FilesModel::Answer), (QStringList{QStringLiteral("1"), QStringLiteral("2")}));
    path = QStringLiteral("/tmp/answers.doc");
    files.trigger("actionExport");
    QTRY_VERIFY(textOf(files.window, "filesNoticeWords").contains(QStringLiteral("neither .csv nor .json")));
  }

  void enterOpensTheFileOnTheDrawingPage()
  {
    Files files;
    files.model.becomeReady(m_digits);
    drop(files.window, {dataPath("images/digit-4.png"), dataPath("images/digit-6.png")});
    QVERIFY(files.read());
    files.table.setFocus();
    files.table.setCurrentIndex(files.shown().index(1, FilesModel::File));
    QTest::keyClick(&files.table, Qt::Key_Return);
    QTRY_COMPARE(textOf(files.window, "answer"), QStringLiteral("6"));
    QVERIFY(!files.page.isVisible());
    QCOMPARE(textOf(files.window, "imageCaption"), QStringLiteral("digit-6.png"));
  }

  void rowsInSightGetPictures()
  {
    Files files;
    files.model.becomeReady(m_digits);
    drop(files.window, {dataPath("images/digit-4.png"), dataPath("drawings/digit-6.json")});
    QVERIFY(files.read());
    const auto inked = [&files](int row) {
      const auto picture = files.shown().index(row, FilesModel::Picture).data(Qt::DecorationRole).value<QPixmap>();
      return !picture.isNull() && qAlpha(picture.toImage().pixel(picture.width() / 2, picture.height() / 2)) == 255;
    };
    for (int row = 0; row < 2; ++row)
      QTRY_VERIFY(inked(row));
    files.trigger("actionReadAgain"); // makes them anew, the one made last as well
    QVERIFY(files.read());
    for (int row = 0; row < 2; ++row)
      QTRY_VERIFY(inked(row));
  }

  void theDrawingIsLeftAloneFromHere()
  {
    Files files;
    files.model.becomeReady(m_digits);
    drawWithMouse(files.canvas(), digitOnPage(2));
    QVERIFY(files.action("actionClear").isEnabled());
    files.trigger("actionPageFiles");
    QVERIFY(!files.action("actionClear").isEnabled());
    QVERIFY(!files.action("actionUndo").isEnabled());
    files.trigger("actionPageDraw");
    QVERIFY(files.action("actionUndo").isEnabled());
  }

  void recentFilesAreKeptAndGoneOnesSaid()
  {
    Files files;
    files.model.becomeReady(m_digits);
    copy("images/digit-1.png", files.path("one.png"));
    copy("images/digit-2.png", files.path("more/two.png"));
    files.window.open(files.path("one.png"));
    files.window.open(QStringList{files.path("more")});
    QVERIFY(files.read());
    {
      Files later({}, files.settingsFolder.filePath(QStringLiteral("numeral.ini"))); // another start of the program
      auto& menu = child<QMenu>(later.window, "recentMenu");
      Q_EMIT menu.aboutToShow();
      QCOMPARE(menu.actions().at(0)->data().toString(), files.path("more"));
      QCOMPARE(menu.actions().at(1)->data().toString(), files.path("one.png"));
      QVERIFY(QFile::remove(files.path("one.png")));
      menu.actions().at(1)->trigger();
      QTRY_VERIFY(textOf(later.window, "inputNoticeWords").startsWith(files.path("one.png")));
      QCOMPARE(menu.actions().at(0)->data().toString(), files.path("more"));
      QVERIFY(!menu.actions().at(1)->isEnabled() || menu.actions().at(1)->isSeparator());
      menu.actions().at(0)->trigger();
      QTRY_VERIFY(later.page.isVisible());
      later.model.becomeReady(m_digits);
      QVERIFY(later.read());
      child<QAction>(later.window, "actionClearRecent").trigger();
      QTRY_COMPARE(menu.actions().size(), 2); // a separator, and the words that there is nothing
    }
  }

private:
  /// Equal but for the last bits of confidences: the two ran in batches of different sizes.
  static void compareCsv(const QByteArray& written, const QByteArray& printed)
  {
    const QList<QByteArray> ours = written.split('\n');
    const QList<QByteArray> theirs = printed.split('\n');
    QCOMPARE(ours.size(), theirs.size());
    for (qsizetype i = 0; i < ours.size(); ++i)
      QCOMPARE(rounded(ours.at(i)), rounded(theirs.at(i)));
  }

  static QString rounded(const QByteArray& line)
  {
    static const QRegularExpression digits(QStringLiteral("(\\.\\d{5})\\d+|\\d\\.\\d+e-\\d+"));
    return QString::fromUtf8(line).replace(digits, QStringLiteral("\\1"));
  }

  static void compareJson(const QByteArray& written, const QByteArray& printed)
  {
    const auto ours = nlohmann::json::parse(written.toStdString());
    const auto theirs = nlohmann::json::parse(printed.toStdString());
    QCOMPARE(ours.size(), theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
      QCOMPARE(keysOf(ours[i]), keysOf(theirs[i]));
      for (const char* key : {"file", "label", "verdict", "error", "code", "model"})
        QCOMPARE(ours[i].value(key, nlohmann::json()).dump(), theirs[i].value(key, nlohmann::json()).dump());
    }
  }

  static QStringList keysOf(const nlohmann::json& object)
  {
    QStringList keys;
    for (const auto& [key, value] : object.items())
      keys << QString::fromStdString(key);
    return keys;
  }

  std::shared_ptr<const model::Bundle> m_digits;
};

QTEST_MAIN(FilesPageTest)
#include "FilesPageTest.moc"
