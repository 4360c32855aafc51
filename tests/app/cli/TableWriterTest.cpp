#include "app/cli/TableWriter.h"

#include <sstream>

#include <QtTest>

#include "app/cli/Text.h"
#include "tests/support/Wavering.h"

using namespace numeral;

namespace {

std::string tableOf(const std::string& name, const engine::Result& result)
{
  std::ostringstream out;
  const auto writer = cli::makeTableWriter(out, cli::columnsOf(name));
  writer->write(name, result);
  writer->finish();
  return out.str();
}

} // namespace

class TableWriterTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void tableNamesWhatElseItMayBe()
  {
    QCOMPARE(tableOf("a.png", support::wavering()),
             std::string("FILE   ANSWER    CONFIDENCE  VERDICT\n"
                         "a.png  cat, big     55.00 %  unsure, or dog (45.00 %)\n"));
  }

  void tableKeepsRowsInOneLine()
  {
    engine::Recognition recognition = support::wavering();
    recognition.label = "12\n34";
    QVERIFY(tableOf("a.png", recognition).find("12/34") != std::string::npos);
  }

  void tableAlignsNamesOfAnyScript()
  {
    const std::string table = tableOf("dígito ٧.png", support::wavering());
    const std::string row = table.substr(table.find('\n') + 1);
    QCOMPARE(cli::columnsOf(row.substr(0, row.find("cat"))), table.find("ANSWER"));
  }

  void tableSendsNoControlCharacters()
  {
    QCOMPARE(cli::printable("a\033[2Jb\nc\x7f"), std::string("a?[2Jb?c?"));
    QVERIFY(tableOf("\033[2J.png", support::wavering()).find('\033') == std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TableWriterTest)
#include "TableWriterTest.moc"
