#include <filesystem>
#include <string>
#include <thread>

#include <QTemporaryDir>
#include <QtTest>
#include <zlib.h>

#include "core/base/Cpu.h"
#include "core/base/Files.h"
#include "core/base/Sha256.h"

using namespace numeral::base;

namespace {

Bytes gzip(std::string_view text)
{
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  Bytes packed(text.size() + 100);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = packed.data();
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

} // namespace

class FilesTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void readsBackWhatWasWritten()
  {
    const auto path = std::filesystem::path(m_folder.path().toStdString()) / "deep" / "file";
    QVERIFY(writeFile(path, "first"));
    QVERIFY(writeFile(path, "second"));
    QCOMPARE(textOf(readFile(path, 100).value()), std::string_view("second"));
    // Nothing is left beside it.
    QCOMPARE(std::distance(std::filesystem::directory_iterator(path.parent_path()), {}), 1);
  }

  void saysWhyAFileCannotBeRead()
  {
    const std::filesystem::path folder(m_folder.path().toStdString());
    QCOMPARE(readFile(folder / "missing", 10).error().code, ErrorCode::NotFound);
    QCOMPARE(readFile(folder, 10).error().code, ErrorCode::Io);
    QVERIFY(writeFile(folder / "eleven", "12345678901"));
    QCOMPARE(readFile(folder / "eleven", 10).error().code, ErrorCode::TooManyBytes);
    QCOMPARE(readFile(folder / "eleven", 11).value().size(), 11U);
  }

  void saysWhyAFileCannotBeWritten()
  {
    const auto error = writeFile("/proc/nothing/here", "x").error();
    QCOMPARE(error.code, ErrorCode::Io);
    QVERIFY(error.message.find("/proc/nothing/here") != std::string::npos);
  }

  void unpacksGzipAndLeavesTheRestAlone()
  {
    const std::string text(5000, 'a');
    QCOMPARE(textOf(gunzip(gzip(text), 5000).value()), std::string_view(text));
    const auto plain = bytesOf("plain");
    QCOMPARE(textOf(gunzip(Bytes(plain.begin(), plain.end()), 3).value()), std::string_view("plain"));
  }

  void refusesBrokenAndExplodingGzip()
  {
    const std::string text(5000, 'a');
    auto packed = gzip(text);
    QCOMPARE(gunzip(packed, 4999).error().code, ErrorCode::TooManyBytes);
    packed.resize(packed.size() - 9);
    QCOMPARE(gunzip(packed, 5000).error().code, ErrorCode::Io);
  }

  void sumsAsFips180Says()
  {
    QCOMPARE(sha256(bytesOf("abc")), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  }

  void countsProcessors()
  {
    QVERIFY(usableProcessors() >= 1);
    QVERIFY(usableProcessors() <= static_cast<int>(std::thread::hardware_concurrency()));
  }

private:
  QTemporaryDir m_folder;
};

QTEST_APPLESS_MAIN(FilesTest)
#include "FilesTest.moc"
