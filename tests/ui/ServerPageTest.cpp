#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QRadioButton>
#include <QSpinBox>
#include <QToolButton>
#include <zbar.h>

#include "tests/ui/WindowFixture.h"
#include "ui/server/QrCodeView.h"
#include "ui/server/ServerPage.h"

using namespace numeral;
using namespace numeral::test;
using Phase = report::ServerState::Phase;
using report::Reach;

namespace {

report::ServerState running(const std::string& url, const std::string& phoneUrl = {})
{
  report::ServerState state;
  state.phase = Phase::Running;
  state.url = url;
  state.phoneUrl = phoneUrl;
  return state;
}

/// What a phone's camera would read in it.
QString decoded(QWidget& widget)
{
  const QImage picture = widget.grab().toImage().convertToFormat(QImage::Format_Grayscale8);
  std::vector<uchar> pixels;
  for (int row = 0; row < picture.height(); ++row)
    pixels.insert(pixels.end(), picture.constScanLine(row), picture.constScanLine(row) + picture.width());
  zbar::Image image(static_cast<unsigned>(picture.width()), static_cast<unsigned>(picture.height()), "Y800",
                    pixels.data(), static_cast<unsigned long>(pixels.size()));
  zbar::ImageScanner scanner;
  scanner.set_config(zbar::ZBAR_NONE, zbar::ZBAR_CFG_ENABLE, 0);
  scanner.set_config(zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_ENABLE, 1);
  scanner.scan(image);
  const auto found = image.symbol_begin();
  return found == image.symbol_end() ? QString() : QString::fromStdString(found->get_data());
}

void show(WindowFixture& fixture)
{
  fixture.trigger("actionPageServer");
  QCOMPARE(child(fixture.window, "serverPage").isVisible(), true);
}

} // namespace

class ServerPageTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() { failOnAnyWarning(); }

  void everyStateHasWords()
  {
    WindowFixture fixture;
    show(fixture);
    QVERIFY(textOf(fixture.window, "serverPageState").startsWith(QStringLiteral("Stopped")));
    QVERIFY(child<QLineEdit>(fixture.window, "serverAddress").text().isEmpty());
    QVERIFY(child(fixture.window, "noQrCode").isVisible());
    QVERIFY(!child<QToolButton>(fixture.window, "copyCurlButton").isEnabled());

    fixture.server.become(running("http://127.0.0.1:8000"));
    QCOMPARE(textOf(fixture.window, "serverPageState"), QStringLiteral("Running, for this computer only"));
    QCOMPARE(child<QLineEdit>(fixture.window, "serverAddress").text(), QStringLiteral("http://127.0.0.1:8000"));
    QVERIFY(textOf(fixture.window, "noQrCode").contains(QStringLiteral("Everyone on this network")));
    QVERIFY(!child(fixture.window, "qrCode").isVisible());

    fixture.server.become({Phase::Changing, {}, {}});
    QVERIFY(textOf(fixture.window, "serverPageState").startsWith(QStringLiteral("Starting or stopping")));
    for (const char* action : {"actionStartServer", "actionStopServer", "actionRestartServer", "actionOtherPort"})
      QVERIFY2(!child<QAction>(fixture.window, action).isEnabled(), action);
    fixture.server.become({Phase::Failed, {}, "Port 8000 is taken."});
    QVERIFY(textOf(fixture.window, "serverPageState").startsWith(QStringLiteral("Not running")));
    QVERIFY(child<QToolButton>(fixture.window, "startServerButton").isEnabled());
  }

  void aPhoneReadsTheVeryAddress_data()
  {
    QTest::addColumn<QString>("url");
    QTest::newRow("short") << QStringLiteral("http://10.0.0.2:80");
    QTest::newRow("usual") << QStringLiteral("http://192.168.178.123:8000");
    QTest::newRow("longest") << QStringLiteral("http://255.255.255.255:65535");
  }

  void aPhoneReadsTheVeryAddress()
  {
    QFETCH(const QString, url);
    const QPalette before = QApplication::palette();
    for (const QColor& window : {QColor(Qt::white), QColor(0x20, 0x20, 0x20)}) {
      QApplication::setPalette(QPalette(window));
      WindowFixture fixture;
      show(fixture);
      fixture.server.start(8000, Reach::Network);
      fixture.server.become(running(url.toStdString(), url.toStdString()));
      auto& code = child<ui::QrCodeView>(fixture.window, "qrCode");
      QVERIFY(code.isVisible());
      QCOMPARE(decoded(code), url);
      QVERIFY(code.accessibleDescription().contains(url));
      QCOMPARE(decoded(fixture.window), url); // and finds it in the window
    }
    QApplication::setPalette(before);
  }

  /// At whatever scale the test runs.
  void theCodeIsCrispAndHasItsQuietZone()
  {
    ui::QrCodeView code;
    code.setText(QStringLiteral("http://192.168.178.123:8000"));
    const QImage picture = code.grab().toImage().convertToFormat(QImage::Format_RGB32);
    const auto black = [&](int x, int y) { return picture.pixelColor(x, y) == QColor(Qt::black); };
    QRect box;
    for (int y = 0; y < picture.height(); ++y) {
      for (int x = 0; x < picture.width(); ++x) {
        if (black(x, y))
          box |= QRect(x, y, 1, 1);
        else if (x > 8 && y > 8 && x < picture.width() - 8 && y < picture.height() - 8) // not the rounded corners
          QCOMPARE(picture.pixelColor(x, y), QColor(Qt::white));
      }
    }
    int finder = 0;
    while (black(box.left() + finder, box.top()))
      ++finder;
    QCOMPARE(finder % 7, 0); // seven modules wide, each of whole pixels
    const int module = finder / 7;
    QCOMPARE(box.width() % module, 0);
    QCOMPARE(box.width(), box.height());
    for (const int gap :
         {box.left(), box.top(), picture.width() - 1 - box.right(), picture.height() - 1 - box.bottom()})
      QVERIFY2(gap >= 4 * module, qPrintable(QStringLiteral("%1 pixels for modules of %2").arg(gap).arg(module)));
  }

  void aTextThatFitsInNoCodeShowsNone()
  {
    ui::QrCodeView code;
    code.setText(QString(5000, QLatin1Char('x')));
    QVERIFY(decoded(code).isEmpty());
    code.setText({});
    QVERIFY(code.accessibleDescription().isEmpty());
  }

  void portAndReachAreAppliedWithOneClick()
  {
    WindowFixture fixture;
    show(fixture);
    fixture.server.become(running("http://127.0.0.1:8000"));
    auto& port = child<QSpinBox>(fixture.window, "serverPort");
    QCOMPARE(port.value(), 8000);
    QVERIFY(child<QRadioButton>(fixture.window, "reachThisComputer").isChecked());
    QVERIFY(textOf(fixture.window, "serverUnapplied").isEmpty());

    port.setValue(9001);
    child<QRadioButton>(fixture.window, "reachNetwork").click();
    QVERIFY(textOf(fixture.window, "serverUnapplied").startsWith(QStringLiteral("Restart")));
    child<QToolButton>(fixture.window, "restartServerButton").click();
    QCOMPARE(fixture.server.started, std::vector{9001});
    QCOMPARE(fixture.server.reach(), Reach::Network);

    fixture.server.become(running("http://192.168.1.20:9001", "http://192.168.1.20:9001"));
    QVERIFY(textOf(fixture.window, "serverUnapplied").isEmpty());
    QVERIFY(textOf(fixture.window, "serverPageState").contains(QStringLiteral("everyone")));
  }

  void aComputerWithoutNetworkSaysSo()
  {
    WindowFixture fixture;
    show(fixture);
    fixture.server.start(8000, Reach::Network);
    fixture.server.become(running("http://127.0.0.1:8000"));
    QVERIFY(textOf(fixture.window, "noQrCode").contains(QStringLiteral("no network")));
  }

  void otherAddressesAreListed()
  {
    WindowFixture fixture;
    show(fixture);
    QVERIFY(!child(fixture.window, "serverOtherAddresses").isVisible());
    auto state = running("http://192.168.1.20:8000", "http://192.168.1.20:8000");
    state.otherUrls = {"http://10.1.2.3:8000", "http://127.0.0.1:8000"};
    fixture.server.become(state);
    QCOMPARE(textOf(fixture.window, "serverOtherAddresses"),
             QStringLiteral("Also at http://10.1.2.3:8000, http://127.0.0.1:8000"));
  }

  void aLongerAddressFitsIntoTheStatusBar()
  {
    WindowFixture fixture;
    const auto& label = child<QLabel>(fixture.window, "serverState");
    fixture.server.become(running("http://127.0.0.1:80"));
    QTRY_VERIFY(label.width() >= label.sizeHint().width());
    fixture.server.become(running("http://192.168.178.123:65535"));
    QTRY_VERIFY(label.width() >= label.sizeHint().width());
  }

  void theCopiedCommandSendsAnImage()
  {
    WindowFixture fixture;
    show(fixture);
    fixture.server.become(running("http://127.0.0.1:4711"));
    child<QToolButton>(fixture.window, "copyCurlButton").click();
    QCOMPARE(QApplication::clipboard()->text(),
             QStringLiteral("curl -F file=@digit.png http://127.0.0.1:4711/predict"));
    child<QToolButton>(fixture.window, "copyServerAddressButton").click();
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("http://127.0.0.1:4711"));
  }
};

QTEST_MAIN(ServerPageTest)
#include "ServerPageTest.moc"
