#include "core/engine/InputFiles.h"

#include <sys/stat.h>

#include <QTemporaryDir>
#include <QTest>

#include "tests/support/TestFiles.h"

using namespace numeral;
using engine::findInputs;

class InputFilesTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init()
  {
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->path().toStdString();
    for (const char* name : {"b.png", "a.JPG", "notes.txt", ".hidden.png", "more/c.tif"})
      write(name, "x");
    write("settings.json", "{}");
    write("drawing.json", R"({"strokes": []})");
  }

  void aFolderIsItsImagesAndDrawings()
  {
    const auto found = findInputs({m_path}, {});
    QCOMPARE(names(found), (std::vector<std::string>{"a.JPG", "b.png", "drawing.json"}));
    QCOMPARE(found.others, std::size_t{2}); // notes and settings
  }

  void nobodyWaitsForAPipe()
  {
    const std::string pipe = m_path + "/pipe.png";
    QCOMPARE(mkfifo(pipe.c_str(), 0600), 0);
    const auto found = findInputs({pipe, m_path + "/b.png"}, {.sift = true});
    QCOMPARE(names(found), std::vector<std::string>{"b.png"});
    QCOMPARE(found.others, std::size_t{1});
    QCOMPARE(findInputs({pipe}, {}).files.size(), std::size_t{1}); // who names it without sifting means it
  }

  void subfoldersWhereAskedFor()
  {
    const auto found = findInputs({m_path}, {.recursive = true});
    QCOMPARE(names(found), (std::vector<std::string>{"a.JPG", "b.png", "drawing.json", "more/c.tif"}));
  }

  void filesStayInTheirOrderUnseen()
  {
    const auto found = findInputs({m_path + "/notes.txt", m_path + "/b.png", m_path + "/gone"}, {});
    QCOMPARE(names(found), (std::vector<std::string>{"notes.txt", "b.png", "gone"}));
    QCOMPARE(found.others, std::size_t{0});
  }

  void siftingGoesByNameAndContent()
  {
    const auto png = support::testBytes("images/digit-3.png");
    write("noExtension", std::string(base::textOf(png)));
    const auto found = findInputs({m_path + "/notes.txt", m_path + "/b.png", m_path + "/noExtension",
                                   m_path + "/settings.json", m_path + "/drawing.json", m_path + "/gone.txt"},
                                  {.sift = true});
    QCOMPARE(names(found), (std::vector<std::string>{"b.png", "noExtension", "drawing.json", "gone.txt"}));
    QCOMPARE(found.others, std::size_t{2});
  }

  void aFolderWithoutImagesIsAnEntryWithTheReason()
  {
    std::filesystem::create_directory(m_path + "/nothing");
    const auto found = findInputs({m_path + "/nothing"}, {});
    QCOMPARE(found.files.size(), std::size_t{1});
    QCOMPARE(found.files.front().error->code, base::ErrorCode::NotFound);
    QVERIFY(found.files.front().error->message.starts_with(m_path + "/nothing holds no images"));
  }

  void stoppingGivesWhatWasFound()
  {
    std::stop_source stop;
    stop.request_stop();
    const auto found = findInputs({m_path}, {.recursive = true, .stop = stop.get_token()});
    QVERIFY(found.files.empty());
  }

private:
  void write(const std::string& name, const std::string& content)
  {
    QVERIFY(base::writeFile(m_path + "/" + name, content).has_value());
  }
  std::vector<std::string> names(const engine::FoundFiles& found) const
  {
    std::vector<std::string> names;
    for (const engine::InputFile& file : found.files)
      names.push_back(file.name.substr(m_path.size() + 1));
    return names;
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  std::string m_path;
};

QTEST_GUILESS_MAIN(InputFilesTest)
#include "InputFilesTest.moc"
