#include <QDialog>
#include <QMenu>
#include <QMessageBox>

#include "tests/ui/WindowFixture.h"
#include "ui/window/Samples.h"

using namespace numeral;
using namespace numeral::test;
using model::Verdict;

class SamplesTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { m_digits = model::loadBundle(NUMERAL_MODELS "/digits", {}).value(); }

  void init() { failOnAnyWarning(); }

  /// With the shipped model.
  void eachIsReadAsItsNamePromises_data()
  {
    QTest::addColumn<QString>("label");
    QTest::addColumn<Verdict>("verdict");
    QTest::newRow("four") << QStringLiteral("4") << Verdict::Digit;
    QTest::newRow("barred-seven") << QStringLiteral("7") << Verdict::Digit;
    QTest::newRow("year") << QStringLiteral("1984") << Verdict::Digit;
    QTest::newRow("two-rows") << QStringLiteral("314\n27") << Verdict::Digit;
    QTest::newRow("four-or-nine") << QStringLiteral("9") << Verdict::Unsure;
    QTest::newRow("touching") << QStringLiteral("23") << Verdict::Digit;
    QTest::newRow("letter") << QString() << Verdict::NotADigit;
    QTest::newRow("empty") << QString() << Verdict::Empty;
    QCOMPARE(ui::samples().size(), 8);
  }

  void eachIsReadAsItsNamePromises()
  {
    QFETCH(const QString, label);
    QFETCH(const Verdict, verdict);
    WindowFixture fixture;
    fixture.store.put(m_digits);
    for (const ui::Sample& sample : ui::samples()) {
      if (QLatin1String(sample.file) != QLatin1String(QTest::currentDataTag()))
        continue;
      const auto recognition = fixture.recognizer.recognize(ui::drawingOf(sample)).value();
      QCOMPARE(recognition.verdict, verdict);
      QCOMPARE(QString::fromStdString(recognition.label.value_or("")), label);
      return;
    }
    QFAIL("There is no such sample");
  }

  void aSampleIsPutOnThePageUndoably()
  {
    WindowFixture fixture;
    auto& document = child<ui::DrawPage>(fixture.window, "drawPage").document();
    drawWithMouse(fixture.canvas(), digitOnPage(3));
    const strokes::Drawing mine = document.drawing();
    fixture.trigger("actionPageServer");
    fixture.trigger("actionSample_year");
    QVERIFY(fixture.canvas().isVisible());
    QCOMPARE(document.drawing().strokes, ui::drawingOf(ui::samples().at(2)).strokes);
    fixture.trigger("actionUndo");
    QCOMPARE(document.drawing(), mine);
  }

  void everySampleIsInTheMenu()
  {
    WindowFixture fixture;
    const auto& menu = child<QMenu>(fixture.window, "menuSamples");
    QCOMPARE(menu.actions().size(), ui::samples().size());
    for (const QAction* action : menu.actions())
      QVERIFY(!action->toolTip().isEmpty() && action->objectName().startsWith(QStringLiteral("actionSample_")));
  }

  void theSheetHoldsEveryShortcut()
  {
    WindowFixture fixture;
    QTest::keyClick(&fixture.window, Qt::Key_F1);
    QTRY_VERIFY(fixture.window.findChild<QDialog*>(QStringLiteral("shortcuts")));
    const auto& sheet = child<QDialog>(fixture.window, "shortcuts");
    for (const QAction* action : fixture.window.findChildren<QAction*>()) {
      if (!action->shortcut().isEmpty() && !action->objectName().isEmpty())
        QCOMPARE(textOf(sheet, qPrintable(QStringLiteral("keysOf_") + action->objectName())),
                 action->shortcut().toString(QKeySequence::NativeText));
    }
    QVERIFY(sheet.findChild<QLabel*>(QStringLiteral("shortcutsOfEdit")));
    QVERIFY(!sheet.findChild<QLabel*>(QStringLiteral("shortcutsOfServer"))); // it has none
    QCOMPARE(textOf(sheet, "keysOf_putPenDown"), QStringLiteral("Space"));
  }

  void aboutNamesVersionAndLicences()
  {
    WindowFixture fixture;
    fixture.trigger("actionAbout");
    const QString text = child<QMessageBox>(fixture.window, "about").text();
    for (const char* word : {"Apache-2.0", "Qt ", "LGPL", "libtorch", "OpenCV", "CivetWeb", "libqrencode"})
      QVERIFY2(text.contains(QLatin1String(word)), word);
  }

private:
  std::shared_ptr<const model::Bundle> m_digits;
};

QTEST_MAIN(SamplesTest)
#include "SamplesTest.moc"
