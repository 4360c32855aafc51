#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

/// The whole way, as a user goes it: the command, the shipped model, the test set.
class ShippedModelTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void readsTheTestSet();
};

void ShippedModelTest::readsTheTestSet()
{
  const QString program = NUMERAL_BIN "/numeralctl";
  const QString model = NUMERAL_MODELS "/digits";
  const QString data = NUMERAL_DATA;
  QProcess eval;
  eval.start(program, {"eval", data, "--model", model, "--json"});
  QVERIFY2(eval.waitForFinished(250'000), qPrintable(eval.errorString()));
  QVERIFY2(eval.exitCode() == 0, eval.readAllStandardError().constData());
  const auto report = QJsonDocument::fromJson(eval.readAllStandardOutput()).object();
  QCOMPARE(report.value("samples").toInt(), 10'000);
  const double accuracy = report.value("accuracy").toDouble();
  QVERIFY2(accuracy >= 0.994, qPrintable(QString::number(accuracy)));
}

QTEST_GUILESS_MAIN(ShippedModelTest)
#include "ShippedModelTest.moc"
