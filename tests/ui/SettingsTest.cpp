#include <algorithm>
#include <cmath>

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QRadioButton>
#include <QScopeGuard>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>

#include "tests/ui/WindowFixture.h"
#include "ui/settings/Settings.h"
#include "ui/settings/Theme.h"

using namespace numeral;
using namespace numeral::test;
using report::Reach;
using ui::Settings;
using ui::Theme;

namespace {

QString path(const QTemporaryDir& folder) { return folder.filePath(QStringLiteral("numeral.ini")); }

void write(const QTemporaryDir& folder, const QByteArray& content)
{
  QFile file(path(folder));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(content);
}

void compareWithDefaults(const Settings& settings)
{
  QCOMPARE(settings.theme(), Theme::System);
  QCOMPARE(settings.penWidth(), ui::DrawingDocument::kDefaultPenWidth);
  QVERIFY(settings.restoresWindow());
  QVERIFY(settings.startsServer());
  QCOMPARE(settings.port(), 8000);
  QCOMPARE(settings.reach(), Reach::ThisComputer);
  QCOMPARE(settings.grafana(), QUrl(QStringLiteral("http://localhost:3000")));
}

/// By the rules of WCAG.
double contrast(const QColor& one, const QColor& other)
{
  const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
  const auto luminance = [&](const QColor& c) {
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
  };
  const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
  return (lighter + 0.05) / (darker + 0.05);
}

/// Of anything on it with the window.
double strongestContrast(QWidget& control)
{
  const QImage picture = control.grab().toImage();
  double strongest = 0;
  for (int y = 0; y < picture.height(); ++y)
    for (int x = 0; x < picture.width(); ++x)
      strongest = std::max(strongest, contrast(picture.pixelColor(x, y), control.palette().color(QPalette::Window)));
  return strongest;
}

} // namespace

class SettingsTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() { failOnAnyWarning(); }

  void whatIsChosenIsThereNextTime()
  {
    const QTemporaryDir folder;
    {
      Settings settings(path(folder));
      compareWithDefaults(settings);
      QSignalSpy changed(&settings, &Settings::changed);
      settings.setTheme(Theme::HighContrast);
      settings.setPenWidth(30);
      settings.setRestoresWindow(false);
      settings.setStartsServer(false);
      settings.setPort(0);
      settings.setReach(Reach::Network);
      settings.setGrafana(Settings::grafanaAt(QStringLiteral("watch.example.org/grafana")));
      QCOMPARE(changed.size(), 7);
      settings.setPort(0); // nothing new
      QCOMPARE(changed.size(), 7);
    }
    Settings settings(path(folder));
    QCOMPARE(settings.theme(), Theme::HighContrast);
    QCOMPARE(settings.penWidth(), 30);
    QVERIFY(!settings.restoresWindow());
    QVERIFY(!settings.startsServer());
    QCOMPARE(settings.port(), 0);
    QCOMPARE(settings.reach(), Reach::Network);
    QCOMPARE(settings.grafana(), QUrl(QStringLiteral("http://watch.example.org/grafana")));
    settings.restoreDefaults();
    compareWithDefaults(settings);
    compareWithDefaults(Settings(path(folder)));
  }

  void theChosenPenStaysWhateverElseIsKept()
  {
    WindowFixture fixture;
    auto& document = child<ui::DrawPage>(fixture.window, "drawPage").document();
    document.setPenWidth(30);
    fixture.settings.setRecentFiles({QStringLiteral("/somewhere/seven.png")});
    QCOMPARE(document.penWidth(), 30.0);
    fixture.settings.setPenWidth(10);
    QCOMPARE(document.penWidth(), 10.0);
  }

  void badValuesCountAsDefaults_data()
  {
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("no such words") << QByteArray(
        "[window]\ntheme=pink\nrestore=perhaps\n[server]\nstart=2\nreach=moon\nport=http\n"
        "[drawing]\npenWidth=thick\n");
    QTest::newRow("out of bounds") << QByteArray("[server]\nport=65536\n[drawing]\npenWidth=1000\n");
    QTest::newRow("negative") << QByteArray("[server]\nport=-1\n[drawing]\npenWidth=-5\n");
    QTest::newRow("no address") << QByteArray("[monitor]\ngrafana=file:///etc/passwd\n");
    QTest::newRow("a name in it") << QByteArray("[monitor]\ngrafana=http://me:secret@watch:3000\n");
    QTest::newRow("huge") << QByteArray("[server]\nport=99999999999999999999\n");
    QTest::newRow("no settings at all") << QByteArray("\x00\xff{[[==\n\x01", 9);
  }

  void badValuesCountAsDefaults()
  {
    QFETCH(const QByteArray, content);
    const QTemporaryDir folder;
    write(folder, content);
    compareWithDefaults(Settings(path(folder)));
  }

  void whatCannotBeKeptIsSaid()
  {
    Settings settings(QStringLiteral("/proc/numeral/numeral.ini"));
    QSignalSpy notKept(&settings, &Settings::notKept);
    settings.setPort(9000);
    QCOMPARE(notKept.size(), 1);
    QVERIFY(notKept.front().front().toString().contains(QStringLiteral("/proc/numeral/numeral.ini")));
    QCOMPARE(settings.port(), 9000);
  }

  void thePageShowsAndKeeps()
  {
    WindowFixture fixture;
    fixture.trigger("actionPageSettings");
    auto& port = child<QSpinBox>(fixture.window, "startPort");
    QCOMPARE(port.value(), 8000);
    port.setValue(9001);
    child<QCheckBox>(fixture.window, "startsServer").click();
    child<QSlider>(fixture.window, "startPenWidth").setValue(25);
    auto& reach = child<QComboBox>(fixture.window, "startReach");
    reach.setFocus();
    QTest::keyClick(&reach, Qt::Key_Down);
    QCOMPARE(fixture.settings.port(), 9001);
    QVERIFY(!fixture.settings.startsServer());
    QCOMPARE(fixture.settings.reach(), Reach::Network);
    QCOMPARE(fixture.settings.penWidth(), 25);
    QCOMPARE(child<QSlider>(fixture.window, "penWidth").value(), 25); // the page is empty

    child<QToolButton>(fixture.window, "restoreDefaultsButton").click();
    compareWithDefaults(fixture.settings);
    QCOMPARE(port.value(), 8000);
    QVERIFY(child<QCheckBox>(fixture.window, "startsServer").isChecked());
  }

  void aWrongAddressOfGrafanaIsSaidAndNotKept()
  {
    WindowFixture fixture;
    fixture.trigger("actionPageSettings");
    auto& address = child<QLineEdit>(fixture.window, "grafana");
    QCOMPARE(address.text(), QStringLiteral("http://localhost:3000"));
    address.setFocus();
    address.setText(QStringLiteral("ftp://watch"));
    QTest::keyClick(&address, Qt::Key_Return);
    QVERIFY(textOf(fixture.window, "grafanaNoticeWords").contains(QStringLiteral("ftp://watch")));
    QCOMPARE(fixture.settings.grafana(), QUrl(QStringLiteral("http://localhost:3000")));
    address.setText(QStringLiteral(" watch:3001 "));
    QTest::keyClick(&address, Qt::Key_Return);
    QVERIFY(!child(fixture.window, "grafanaNotice").isVisible());
    QCOMPARE(address.text(), QStringLiteral("http://watch:3001"));
    QCOMPARE(fixture.settings.grafana(), QUrl(QStringLiteral("http://watch:3001")));
    address.clear(); // back to what the program comes with
    QTest::keyClick(&address, Qt::Key_Return);
    QCOMPARE(fixture.settings.grafana(), QUrl(QStringLiteral("http://localhost:3000")));
  }

  void aThemeHoldsAtOnceAndGoesAgain()
  {
    WindowFixture fixture;
    fixture.trigger("actionPageSettings");
    const QPalette before = fixture.window.palette();
    auto& theme = child<QComboBox>(fixture.window, "theme");
    theme.setFocus();
    QTest::keyClick(&theme, Qt::Key_Down);
    QTest::keyClick(&theme, Qt::Key_Down);
    QCOMPARE(fixture.settings.theme(), Theme::Dark);
    QTRY_VERIFY(fixture.window.palette().color(QPalette::Window).lightness() < 80);
    QVERIFY(fixture.window.palette().color(QPalette::WindowText).lightness() > 180);
    fixture.settings.restoreDefaults();
    QTRY_COMPARE(fixture.window.palette().color(QPalette::Window), before.color(QPalette::Window));
  }

  void textsOfEachThemeStandOut_data()
  {
    QTest::addColumn<int>("theme");
    QTest::newRow("light") << static_cast<int>(Theme::Light);
    QTest::newRow("dark") << static_cast<int>(Theme::Dark);
    QTest::newRow("high contrast") << static_cast<int>(Theme::HighContrast);
  }

  /// Source: WCAG 2.1, contrast ratio.
  void textsOfEachThemeStandOut()
  {
    QFETCH(const int, theme);
    const QPalette palette = ui::themePalette(static_cast<Theme>(theme));
    using Role = QPalette::ColorRole;
    for (const auto& [text, paper] :
         {std::pair{Role::WindowText, Role::Window}, std::pair{Role::Text, Role::Base},
          std::pair{Role::ButtonText, Role::Button}, std::pair{Role::Link, Role::Window},
          std::pair{Role::WindowText, Role::Midlight}, std::pair{Role::ToolTipText, Role::ToolTipBase},
          std::pair{Role::HighlightedText, Role::Highlight}}) {
      const double ratio = contrast(palette.color(text), palette.color(paper));
      QVERIFY2(ratio >= 4.5, qPrintable(QStringLiteral("%1 on %2: %3").arg(text).arg(paper).arg(ratio)));
    }
  }

  void boxesToTickStandOutInTheDark_data()
  {
    QTest::addColumn<int>("theme");
    QTest::newRow("dark") << static_cast<int>(ui::Theme::Dark);
    QTest::newRow("high contrast") << static_cast<int>(ui::Theme::HighContrast);
  }

  void boxesToTickStandOutInTheDark()
  {
    QFETCH(const int, theme);
    ui::applyTheme(static_cast<ui::Theme>(theme));
    const auto back = qScopeGuard([] { ui::applyTheme(ui::Theme::System); });
    QRadioButton radio;
    QCheckBox box;
    QLineEdit line;
    for (QWidget* control : std::initializer_list<QWidget*>{&radio, &box, &line}) {
      control->resize(control->sizeHint());
      QVERIFY2(strongestContrast(*control) >= 3, control->metaObject()->className());
    }
  }

  void theHandleOfAScrollBarStandsOutInHighContrast()
  {
    ui::applyTheme(ui::Theme::HighContrast);
    const auto back = qScopeGuard([] { ui::applyTheme(ui::Theme::System); });
    QScrollBar bar(Qt::Vertical);
    bar.setRange(0, 100);
    bar.setPageStep(100);
    bar.resize(bar.sizeHint().width(), 200);
    const QImage picture = bar.grab().toImage();
    QCOMPARE(picture.pixelColor(bar.width() / 2, 50), QColor(Qt::white));
    QVERIFY(picture.pixelColor(bar.width() / 2, 150).lightness() < 64);
  }

  void theWindowComesBackWithItsSize()
  {
    const QTemporaryDir folder;
    Settings kept(path(folder));
    QByteArray geometry;
    {
      WindowFixture fixture;
      fixture.window.resize(900, 640);
      fixture.window.close();
      geometry = fixture.settings.windowGeometry();
      QVERIFY(!geometry.isEmpty());
    }
    WindowFixture fixture;
    fixture.settings.setWindowGeometry(geometry);
    const ui::MainWindow again(fixture.ports(), {});
    QCOMPARE(again.size(), QSize(900, 640));
    fixture.settings.setWindowGeometry("no geometry");
    const ui::MainWindow broken(fixture.ports(), {});
    QCOMPARE(broken.size(), fixture.window.size());
  }
};

QTEST_MAIN(SettingsTest)
#include "SettingsTest.moc"
