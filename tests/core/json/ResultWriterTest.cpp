#include "core/json/ResultWriter.h"

#include <sstream>

#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

#include "tests/support/Wavering.h"

using namespace numeral;

namespace {

engine::Result failed() { return base::failure(base::ErrorCode::UnusableImage, "Broken, \"really\".\nSave it again."); }

} // namespace

class ResultWriterTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void csvQuotes()
  {
    std::ostringstream out;
    const auto writer = json::makeCsvWriter(out);
    writer->write("plain.png", support::wavering());
    writer->write("a,b.png", failed());
    writer->finish();
    QCOMPARE(out.str(), std::string("file,label,confidence,verdict,alternatives,model,error,text\r\n"
                                    "plain.png,\"cat, big\",0.55,unsure,dog:0.45,pets 1.0.0,,\"cat, big\"\r\n"
                                    "\"a,b.png\",,,,,,\"Broken, \"\"really\"\".\nSave it again.\",\r\n"));
  }

  void csvPartsRowsAsLabelsCsvDoes()
  {
    std::ostringstream out;
    auto rows = support::wavering();
    rows.label = "11\n12";
    rows.model.task = "digits";
    rows.alternatives.clear();
    json::makeCsvWriter(out)->write("a.png", rows);
    QCOMPARE(out.str().substr(out.str().find('\n') + 1), std::string("a.png,1112,0.55,unsure,,pets 1.0.0,,11|12\r\n"));
  }

  void jsonIsOneDocument()
  {
    std::ostringstream out;
    const auto writer = json::makeJsonWriter(out);
    writer->write("a.png", support::wavering());
    writer->write("name that is not UTF-8 \xff.png", failed());
    writer->finish();
    const auto rows = QJsonDocument::fromJson(QByteArray::fromStdString(out.str())).array();
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[0]["class"].toString(), QString("cat, big"));
    QCOMPARE(rows[1]["code"].toString(), QString("unusable_image"));
    QCOMPARE(rows[1]["file"].toString(), QString("name that is not UTF-8 \uFFFD.png"));
  }

  void jsonOfNothing()
  {
    std::ostringstream out;
    json::makeJsonWriter(out)->finish();
    QVERIFY(QJsonDocument::fromJson(QByteArray::fromStdString(out.str())).isArray());
  }
};

QTEST_GUILESS_MAIN(ResultWriterTest)
#include "ResultWriterTest.moc"
