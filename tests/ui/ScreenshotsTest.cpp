/// Draws every state of the window; writes the pictures where NUMERAL_SCREENSHOTS names a folder.
#include <QComboBox>
#include <QDir>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QUrl>

#include "tests/support/ToyModel.h"
#include "tests/ui/WindowFixture.h"
#include "ui/files/FilesPage.h"
#include "ui/window/DrawPage.h"

using namespace numeral;
using namespace numeral::test;

namespace {

QPalette palette(const QString& name)
{
  QPalette colours = QApplication::palette();
  if (name == u"light")
    return colours;
  const bool contrast = name == u"contrast";
  const QColor window = contrast ? QColor(Qt::black) : QColor(0x2b, 0x2d, 0x30);
  const QColor base = contrast ? QColor(Qt::black) : QColor(0x1e, 0x1f, 0x22);
  const QColor text = contrast ? QColor(Qt::white) : QColor(0xe3, 0xe5, 0xe8);
  colours = QPalette(text, contrast ? QColor(Qt::black) : QColor(0x3a, 0x3d, 0x41), Qt::white, QColor(0x18, 0x19, 0x1b),
                     QColor(0x6b, 0x6e, 0x73), text, Qt::white, base, window);
  colours.setColor(QPalette::Highlight, contrast ? QColor(Qt::yellow) : QColor(0x4a, 0x90, 0xd9));
  colours.setColor(QPalette::HighlightedText, contrast ? QColor(Qt::black) : QColor(Qt::white));
  colours.setColor(QPalette::Link, contrast ? QColor(Qt::yellow) : QColor(0x7a, 0xb7, 0xf5));
  colours.setColor(QPalette::ToolTipBase, contrast ? QColor(Qt::black) : QColor(0x4a, 0x42, 0x2a));
  colours.setColor(QPalette::ToolTipText, text);
  for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
    colours.setColor(QPalette::Disabled, role, QColor(0x8a, 0x8d, 0x92));
  return colours;
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
    QApplication::setPalette(before);
  }

private:
  void lookAtFiles(const QString& colours)
  {
    WindowFixture fixture;
    fixture.model.becomeReady(m_digits);
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
    auto& table = child<QTableView>(fixture.window, "filesTable");
    QCoreApplication::processEvents(); // the rows in sight ask for their pictures
    QTRY_VERIFY(!table.model()->index(0, ui::FilesModel::Picture).data(Qt::DecorationRole).value<QPixmap>().isNull());
    look(fixture, "files-mixed", colours);
    child<QPushButton>(fixture.window, "dismissFilesNotice").click();
    look(fixture, "files-read", colours);
    child<QComboBox>(fixture.window, "filesChoice").setCurrentIndex(1);
    look(fixture, "files-wrong", colours);
    fixture.trigger("actionClearList");

    for (int i = 0; i < 200; ++i)
      copy("images/digit-4.png", QStringLiteral("many/%1.png").arg(i, 3, 10, QLatin1Char('0')));
    page.add({folder.filePath(QStringLiteral("many"))});
    QTRY_VERIFY(child<QAction>(fixture.window, "actionPauseBatch").isEnabled());
    fixture.trigger("actionPauseBatch");
    QTRY_VERIFY(child<QProgressBar>(fixture.window, "filesProgress").value() > 0);
    look(fixture, "files-paused", colours);
  }

  void look(WindowFixture& fixture, const char* state, const QString& colours)
  {
    QCoreApplication::processEvents();
    const QImage picture = fixture.window.grab().toImage();
    QCOMPARE(picture.size(), fixture.window.size() * fixture.window.devicePixelRatio());
    const QString folder = qEnvironmentVariable("NUMERAL_SCREENSHOTS");
    if (folder.isEmpty())
      return;
    const QString name = QStringLiteral("%1/window-%2-%3-%4x.png")
                             .arg(folder, QLatin1String(state), colours)
                             .arg(fixture.window.devicePixelRatio());
    QVERIFY2(QDir().mkpath(folder) && picture.save(name), qPrintable(name));
  }

  std::shared_ptr<const model::Bundle> m_digits;
};

QTEST_MAIN(ScreenshotsTest)
#include "ScreenshotsTest.moc"
