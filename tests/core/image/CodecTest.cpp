#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <QtTest>

#include "core/image/Codec.h"
#include "core/image/Header.h"
#include "tests/support/TestFiles.h"

using namespace numeral;
using base::ErrorCode;
using image::Image;
using support::testBytes;

namespace {

using namespace std::string_literals;

/// Largest and mean difference of two grey images of one size.
std::pair<int, double> difference(const Image& a, const Image& b)
{
  int largest = 0;
  double sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    const int distance = std::abs(a.pixels[i] - b.pixels[i]);
    largest = std::max(largest, distance);
    sum += distance;
  }
  return {largest, sum / static_cast<double>(a.pixels.size())};
}

/// A minimal TIFF directory in one EXIF block: orientation alone.
std::string exifBlock(char orientation)
{
  using namespace std::string_literals;
  return "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"s + orientation + "\0\0\0\0\0\0"s;
}

void appendBigEndian(std::string& text, std::uint32_t value)
{
  for (int shift = 24; shift >= 0; shift -= 8)
    text += static_cast<char>(value >> shift);
}

std::string bigEndian16(std::size_t value) { return {static_cast<char>(value >> 8), static_cast<char>(value)}; }

std::string segment(char marker, const std::string& content)
{
  return "\xff"s + marker + bigEndian16(content.size() + 2) + content;
}

/// Of grey, in one scan for the means and `scans` for the rest, which is nothing, though each is a pass over the image.
std::string progressiveJpeg(int side, int scans)
{
  const std::string size = bigEndian16(static_cast<std::size_t>(side));
  std::string jpeg = "\xff\xd8" + segment('\xdb', '\0' + std::string(64, '\x10')) +
                     segment('\xc2', "\x08" + size + size + "\x01\x01\x11\0"s) +
                     segment('\xc4', "\0\x01"s + std::string(15, '\0') + '\0') +
                     segment('\xc4', "\x10\x01"s + std::string(15, '\0') + '\0');
  const auto scan = [&jpeg, side](const std::string& band) {
    const auto blocks = static_cast<std::size_t>((side + 7) / 8);
    jpeg += segment('\xda', "\x01\x01\0"s + band) + std::string((blocks * blocks + 7) / 8, '\0');
  };
  scan("\0\0\0"s);
  for (int i = 0; i < scans; ++i)
    scan("\x01\x3f\0"s);
  return jpeg + "\xff\xd9";
}

struct TiffEntry {
  std::uint16_t tag;
  std::uint32_t value;
  std::uint16_t type = 4;
  std::uint32_t count = 1;
};

/// A directory and nothing else, in order of what is given.
std::string tiff(const std::vector<TiffEntry>& entries)
{
  std::string file = "MM\0*\0\0\0\x08"s + bigEndian16(entries.size());
  for (const auto& [tag, value, type, count] : entries) {
    file += bigEndian16(tag) + bigEndian16(type);
    appendBigEndian(file, count);
    appendBigEndian(file, type == 3 ? value << 16 : value);
  }
  return file + std::string(4, '\0');
}

/// One whose first chunk, without loss, promises 16,383 x 16,383 pixels, and a later one 1 x 1.
std::string lyingWebp()
{
  const std::string chunks = "VP8L\x06\0\0\0\x2f\xfe\xbf\xff\x0f\0VP8X\x0a\0\0\0"s + std::string(10, '\0');
  return "RIFF"s + static_cast<char>(chunks.size() + 4) + "\0\0\0WEBP"s + chunks;
}

/// Of a version that there is not, and with the mark of a DICOM file where such a file has it.
std::string webpCalledDicom()
{
  std::string file = "RIFF\x1c\0\0\0WEBPVP8L\x0d\0\0\0\x2f"s;
  file.resize(128, '\xbc');
  return file + "DICM\0\0\0"s;
}

/// A frame of 18,900 x 18,900 pixels where a reader that expects a length finds none, before one of 8 x 8.
std::string jpegWithHiddenFrame()
{
  const auto frame = [](const std::string& side) { return segment('\xc0', "\x08" + side + side + "\x01\x01\x11\0"s); };
  const std::string hidden = frame("\x49\xd4");
  return "\xff\xd8\xff\x01" + bigEndian16(hidden.size() + 2) + hidden + frame("\0\x08"s) +
         segment('\xda', "\x01\x01\0\0\x3f\0"s) + "\0\xff\xd9"s;
}

} // namespace

class CodecTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void readsEveryFormatToTheSamePixels_data()
  {
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("tolerance");
    for (const auto* name : {"seven-rgb.png", "seven-palette.png", "seven-16bit.png", "seven.webp", "seven.bmp",
                             "seven.pgm", "seven.ppm", "seven.tiff"})
      QTest::newRow(name) << name << 1;
    QTest::newRow("seven.jpg") << "seven.jpg" << 40;
    QTest::newRow("seven-exif6.jpg") << "seven-exif6.jpg" << 60;
    QTest::newRow("seven-transparent-dark-ink.png") << "seven-transparent-dark-ink.png" << 2;
  }
  void readsEveryFormatToTheSamePixels()
  {
    QFETCH(QString, file);
    QFETCH(int, tolerance);
    const auto expected = image::toGray(support::testImage("images/seven-gray.png"));
    const auto image = image::toGray(support::testImage("images/" + file.toStdString()));
    QCOMPARE(image.width, expected.width);
    QCOMPARE(image.height, expected.height);
    const auto [largest, mean] = difference(image, expected);
    QVERIFY2(largest <= tolerance, qPrintable(QString::number(largest)));
    QVERIFY2(mean <= 3, qPrintable(QString::number(mean)));
  }

  void laysLightInkOverDarkPaper()
  {
    const auto image = image::toGray(support::testImage("images/seven-transparent-light-ink.png"));
    const auto expected = image::toGray(support::testImage("images/seven-light-on-dark.png"));
    QVERIFY(difference(image, expected).first <= 2);
  }

  void turnsByTheExifChunkOfPng()
  {
    Image image(3, 2, 1);
    image.pixels = {10, 20, 30, 40, 50, 60};
    const auto png = image::encodePng(image).value();
    const auto withOrientation = [&png](char orientation) {
      // Behind signature (8 bytes) and IHDR (25): length, type, data, checksum.
      std::string chunk;
      const auto block = exifBlock(orientation);
      appendBigEndian(chunk, static_cast<std::uint32_t>(block.size()));
      chunk += "eXIf" + block;
      appendBigEndian(chunk, static_cast<std::uint32_t>(crc32Of("eXIf" + block)));
      base::Bytes bytes = png;
      bytes.insert(bytes.begin() + 33, chunk.begin(), chunk.end());
      return bytes;
    };
    QCOMPARE(image::decode(withOrientation(1)).value().pixels, image.pixels);
    const auto turned = image::decode(withOrientation(6)).value(); // a quarter turn clockwise
    QCOMPARE(turned.width, 2);
    QCOMPARE(turned.pixels, (std::vector<std::uint8_t>{40, 10, 50, 20, 60, 30}));
    QCOMPARE(image::decode(withOrientation(3)).value().pixels, (std::vector<std::uint8_t>{60, 50, 40, 30, 20, 10}));
    QCOMPARE(image::decode(withOrientation(8)).value().pixels, (std::vector<std::uint8_t>{30, 60, 20, 50, 10, 40}));
  }

  void keepsColours()
  {
    Image image(2, 1, 3);
    image.pixels = {255, 0, 10, 20, 30, 200};
    QCOMPARE(image::decode(image::encodePng(image).value()).value(), image);
  }

  void jpegLosesWhatItsQualitySays()
  {
    Image image(64, 64, 3, 40);
    for (int y = 0; y < image.height; ++y)
      for (int x = 0; x < image.width; ++x)
        image.at(x, y, 0) = static_cast<std::uint8_t>((x * 7 + y * 13) % 256);
    const auto distance = [&](const base::Bytes& file) {
      const Image decoded = image::decode(file).value();
      long sum = 0;
      for (std::size_t i = 0; i < image.pixels.size(); ++i)
        sum += std::abs(int(image.pixels[i]) - int(decoded.pixels[i]));
      return sum;
    };
    const auto good = image::encodeJpeg(image, 95).value();
    const auto poor = image::encodeJpeg(image, 20).value();
    QVERIFY(poor.size() < good.size());
    QVERIFY(distance(good) < distance(poor));
    QVERIFY(!image::encodeJpeg(Image(), 95));
  }

  void refusesWhatCannotBeUsed_data()
  {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("word"); // that the message must have
    const auto row = [](const char* name, const QByteArray& bytes, ErrorCode code, const char* word) {
      QTest::newRow(name) << bytes << static_cast<int>(code) << word;
    };
    const auto file = [](const std::string& name) {
      const auto bytes = testBytes("images/" + name);
      return QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()));
    };
    row("empty", {}, ErrorCode::UnsupportedFormat, "empty");
    row("text", "hello", ErrorCode::UnsupportedFormat, "PNG, JPEG");
    row("gif", "GIF89a....", ErrorCode::UnsupportedFormat, "GIF");
    row("pdf", "%PDF-1.4", ErrorCode::UnsupportedFormat, "PDF");
    row("zip", QByteArray("PK\x03\x04", 4), ErrorCode::UnsupportedFormat, "ZIP");
    row("PNG signature alone", QByteArray("\x89PNG\r\n\x1a\n", 8), ErrorCode::UnusableImage, "header");
    row("JPEG signature alone", QByteArray("\xff\xd8\xff", 3), ErrorCode::UnusableImage, "header");
    row("WebP without chunks", QByteArray("RIFF\0\0\0\0WEBP", 12), ErrorCode::UnusableImage, "header");
    row("BMP signature alone", "BM", ErrorCode::UnusableImage, "header");
    row("PGM without sizes", "P5 x", ErrorCode::UnusableImage, "header");
    row("PGM of no width", "P5 0 5 255\n", ErrorCode::UnusableImage, "no pixels");
    row("TIFF without directory", QByteArray("II*\0\xff\xff\xff\x7f", 8), ErrorCode::UnusableImage, "header");
    row("PGM without pixels", "P5 5 5 255\n", ErrorCode::UnusableImage, "cut short");
    row("huge PGM", "P5 99999 99999 255\n", ErrorCode::ImageTooLarge, "99999 x 99999");
    const auto bytesOf = [](const std::string& text) { return QByteArray::fromStdString(text); };
    row("PGM whose width hides behind zeros", "P5 0000000019999 9999 255\n", ErrorCode::UnusableImage, "header");
    row("PGM whose comment ends early", "P5 #\r30000 30000 255\n1 1 255\n", ErrorCode::ImageTooLarge, "30000");
    row("JPEG of too many scans", bytesOf(progressiveJpeg(8, 64)), ErrorCode::UnusableImage, "scans");
    row("JPEG with a hidden frame", bytesOf(jpegWithHiddenFrame()), ErrorCode::UnusableImage, "header");
    row("WebP with two sizes", bytesOf(lyingWebp()), ErrorCode::ImageTooLarge, "16383 x 16383");
    row("WebP that OpenCV takes for DICOM", bytesOf(webpCalledDicom()), ErrorCode::UnusableImage, "header");
    row("TIFF with two widths", bytesOf(tiff({{256, 31000}, {256, 10}, {257, 10}})), ErrorCode::UnusableImage,
        "header");
    row("TIFF with a width elsewhere", bytesOf(tiff({{256, 8, 16}, {257, 10}})), ErrorCode::UnusableImage, "header");
    row("TIFF with huge tiles", bytesOf(tiff({{256, 16}, {257, 16}, {322, 30000}, {323, 32000}})),
        ErrorCode::UnusableImage, "tiles");
    row("TIFF with many samples", bytesOf(tiff({{256, 16}, {257, 16}, {277, 60000, 3}})), ErrorCode::UnusableImage,
        "samples");
    row("one row of a million and more", "P5 2000000 1 255\n", ErrorCode::ImageTooLarge, "2000000 x 1");
    for (int share = 1; share < 10; ++share) {
      const auto png = file("digit-4.png");
      QTest::addRow("PNG cut at %d/10", share)
          << png.left(png.size() * share / 10) << static_cast<int>(ErrorCode::UnusableImage) << "PNG";
      const auto jpeg = file("seven.jpg");
      QTest::addRow("JPEG cut at %d/10", share)
          << jpeg.left(jpeg.size() * share / 10) << static_cast<int>(ErrorCode::UnusableImage) << "JPEG";
    }
  }
  void refusesWhatCannotBeUsed()
  {
    QFETCH(QByteArray, bytes);
    QFETCH(int, code);
    QFETCH(QString, word);
    const base::ByteSpan span(reinterpret_cast<const std::uint8_t*>(bytes.constData()),
                              static_cast<std::size_t>(bytes.size()));
    const auto image = image::decode(span);
    QVERIFY(!image);
    QCOMPARE(static_cast<int>(image.error().code), code);
    QVERIFY2(QString::fromStdString(image.error().message).contains(word), image.error().message.c_str());
  }

  void holdsTheLimits()
  {
    const auto bytes = testBytes("images/digit-4.png");
    QVERIFY(image::decode(bytes, {bytes.size(), 200 * 260}));
    QCOMPARE(image::decode(bytes, {bytes.size() - 1, 200 * 260}).error().code, ErrorCode::TooManyBytes);
    QCOMPARE(image::decode(bytes, {bytes.size(), 200 * 260 - 1}).error().code, ErrorCode::ImageTooLarge);
  }

  void aPixelOfSixteenBitsCountsTwice()
  {
    const auto bytes = testBytes("images/seven-16bit.png");
    const auto header = image::readHeader(bytes).value();
    QCOMPARE(header.bits, 16);
    const auto pixels = static_cast<std::size_t>(header.width * header.height);
    QVERIFY(image::decode(bytes, {bytes.size(), 2 * pixels}));
    const auto refused = image::decode(bytes, {bytes.size(), 2 * pixels - 1});
    QCOMPARE(refused.error().code, ErrorCode::ImageTooLarge);
    QVERIFY(refused.error().message.find("count twice") != std::string::npos);
  }

  void readsAJpegOfSeveralScans()
  {
    const auto jpeg = progressiveJpeg(20, 63);
    const auto bytes = base::bytesOf(jpeg);
    QCOMPARE(image::readHeader(bytes).value().scans, 64);
    const auto decoded = image::decode(bytes).value();
    QCOMPARE(decoded.width, 20);
    QCOMPARE(decoded.pixels.front(), std::uint8_t{128});
  }

  void bearsDamageEverywhere()
  {
    // Any answer is fine; reading outside the bytes is not (the sanitizers look on).
    for (const auto* name : {"seven-gray.png", "seven.jpg", "seven.webp", "seven.bmp", "seven.tiff", "seven.ppm"}) {
      const auto good = testBytes(std::string("images/") + name);
      for (std::size_t at = 0; at < std::min<std::size_t>(good.size(), 200); ++at) {
        auto bad = good;
        bad[at] ^= 0xff;
        static_cast<void>(image::decode(bad, {1 << 20, 1 << 20}));
      }
    }
  }

  void decodesPhotographsAtAFractionOfTheirSize()
  {
    image::Image photo(1600, 800, 1, 200);
    const auto jpeg = image::encodeJpeg(photo, 90).value();
    for (const auto& [enough, scale] : {std::pair{1601, 1.0}, {801, 1.0}, {800, 0.5}, {400, 0.25}, {1, 0.125}}) {
      const auto reduced = image::decodeReduced(jpeg, {}, enough).value();
      QCOMPARE(reduced.scale, scale);
      QCOMPARE(reduced.image.width, static_cast<int>(1600 * scale));
      QCOMPARE(reduced.image.height, static_cast<int>(800 * scale));
    }
    const auto png = image::encodePng(photo).value();
    const auto reduced = image::decodeReduced(png, {}, 400).value();
    QCOMPARE(reduced.scale, 0.25);
    QCOMPARE(reduced.image, image::Image(400, 200, 1, 200));
    QCOMPARE(image::decodeReduced(png, {}, 801).value().image, photo);
    // The limits hold for the file, not for what is made of it.
    QCOMPARE(image::decodeReduced(jpeg, {jpeg.size(), 1600 * 800 - 1}, 1).error().code, ErrorCode::ImageTooLarge);
  }

private:
  static std::uint32_t crc32Of(const std::string& text)
  {
    std::uint32_t crc = 0xffffffff;
    for (const char c : text) {
      crc ^= static_cast<unsigned char>(c);
      for (int bit = 0; bit < 8; ++bit)
        crc = crc >> 1 ^ (crc & 1 ? 0xedb88320U : 0U);
    }
    return ~crc;
  }
};

QTEST_APPLESS_MAIN(CodecTest)
#include "CodecTest.moc"
