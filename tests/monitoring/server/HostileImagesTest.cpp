/// Images that lie, are broken, or are none; and two odd ones that must be read.
#include <QTest>

#include <array>
#include <vector>

#include <zlib.h>

#include "tests/monitoring/server/Attack.h"
#include "tests/support/TestFiles.h"

using namespace numeral;
using namespace std::string_literals;
using support::After;
using support::Attack;
using support::row;

namespace {

const std::string kPngMark = "\x89PNG\r\n\x1a\n";
const std::string kBroken = "is broken or cut short";
const std::string kNoImage = "Send PNG, JPEG";

std::string bigEndian(std::uint32_t value, int bytes)
{
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    text += static_cast<char>(value >> shift);
  return text;
}

std::string chunk(const std::string& kind, const std::string& data)
{
  const auto content = kind + data;
  const auto sum = crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size()));
  return bigEndian(static_cast<std::uint32_t>(data.size()), 4) + content +
         bigEndian(static_cast<std::uint32_t>(sum), 4);
}

std::string packed(const std::string& data)
{
  auto size = compressBound(data.size());
  std::string out(size, '\0');
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(data.data()), data.size());
  out.resize(size);
  return out;
}

constexpr char kGrey = 0;
constexpr char kColours = 2;

/// A PNG that says of itself what it is told to say. `rows`: with the filter's byte before each.
std::string png(std::uint32_t width, std::uint32_t height, const std::string& rows, char type = kGrey, char bits = 8)
{
  return kPngMark + chunk("IHDR", bigEndian(width, 4) + bigEndian(height, 4) + bits + type + "\0\0\0"s) +
         chunk("IDAT", packed(rows)) + chunk("IEND", {});
}

std::string bluePng16()
{
  std::string line(1, '\0');
  for (int x = 0; x < 8; ++x)
    line += "\x10\x00\x10\x00\xff\xf0"s;
  std::string rows;
  for (int y = 0; y < 8; ++y)
    rows += line;
  return png(8, 8, rows, kColours, 16);
}

std::string blueJpeg()
{
  const auto bytes = image::encodeJpeg(support::plain(10, 20, 250), 95).value();
  return std::string(base::textOf(bytes));
}

/// With an EXIF block behind its first marker.
std::string jpegWithExif(const std::string& tiff)
{
  const auto block = "Exif\0\0"s + tiff;
  auto jpeg = blueJpeg();
  return jpeg.insert(2, "\xff\xe1" + bigEndian(static_cast<std::uint32_t>(block.size() + 2), 2) + block);
}

/// One entry of a directory: orientation, of so many values.
std::string orientation(std::uint32_t value, std::uint32_t type = 3, std::uint32_t count = 1)
{
  return bigEndian(274, 2) + bigEndian(type, 2) + bigEndian(count, 4) + bigEndian(value, 2) + bigEndian(0, 2);
}

std::string tiff(std::uint32_t directory, std::uint32_t entries, const std::string& content)
{
  return "MM\0*"s + bigEndian(directory, 4) + bigEndian(entries, 2) + content;
}

/// Bits to bytes as a JPEG has them: filled up with ones, 0xff followed by a 0.
std::string entropyCoded(std::string bits)
{
  while (bits.size() % 8 != 0)
    bits += '1';
  std::string bytes;
  for (std::size_t i = 0; i < bits.size(); i += 8) {
    const auto byte = static_cast<char>(std::stoi(bits.substr(i, 8), nullptr, 2));
    bytes += byte;
    if (byte == '\xff')
      bytes += '\0';
  }
  return bytes;
}

/// One block of one colour in CMYK, as print shops send it (Adobe's marker: 255 is no ink). A quantiser of 8 makes the
/// first coefficient the level itself; every category has a code of four bits, and "nothing more" is one 0.
/// Source: ITU-T T.81, annexes B and F.
std::string cmykJpeg(const std::array<int, 4>& levels)
{
  const auto segment = [](char marker, const std::string& data) {
    return "\xff"s + marker + bigEndian(static_cast<std::uint32_t>(data.size() + 2), 2) + data;
  };
  std::string frame = "\x08\x00\x08\x00\x08\x04"s;
  std::string scan = "\x04"s;
  std::string bits;
  for (int i = 0; i < 4; ++i) {
    frame += std::string{static_cast<char>(i + 1), '\x11', '\0'};
    scan += std::string{static_cast<char>(i + 1), '\0'};
    const int level = levels[static_cast<std::size_t>(i)] - 128;
    int category = 0;
    while (std::abs(level) >> category != 0)
      ++category;
    const int coded = level < 0 ? level + (1 << category) - 1 : level;
    for (int bit = 3; bit >= 0; --bit)
      bits += (category >> bit & 1) != 0 ? '1' : '0';
    for (int bit = category - 1; bit >= 0; --bit)
      bits += (coded >> bit & 1) != 0 ? '1' : '0';
    bits += '0';
  }
  std::string categories;
  for (char c = 0; c < 12; ++c)
    categories += c;
  return "\xff\xd8" + segment('\xee', "Adobe\0\x64\0\0\0\0\0"s) + segment('\xdb', '\0' + std::string(64, 8)) +
         segment('\xc0', frame) + segment('\xc4', "\0\0\0\0\x0c"s + std::string(12, '\0') + categories) +
         segment('\xc4', "\x10\x01"s + std::string(15, '\0') + '\0') + segment('\xda', scan + "\0\x3f\0"s) +
         entropyCoded(bits) + "\xff\xd9";
}

Attack sent(const std::string& bytes, int status, const std::string& word)
{
  return {support::post(bytes, "image/png"), status, word, After::Serves};
}

std::string half(const std::string& name)
{
  const auto bytes = support::testBytes("images/" + name);
  return std::string(base::textOf(bytes)).substr(0, bytes.size() / 2);
}

std::string whole(const std::string& name)
{
  const auto bytes = support::testBytes("images/" + name);
  return std::string(base::textOf(bytes));
}

std::string damaged(std::string bytes, std::size_t at)
{
  bytes[at] = static_cast<char>(bytes[at] ^ 0x55);
  return bytes;
}

} // namespace

class HostileImagesTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { m_server = std::make_unique<support::TestServer>(); }
  void cleanup() { QCOMPARE(support::askForBlue(m_server->port()), std::string("blue")); }
  void cleanupTestCase() { m_server.reset(); }

  void sizes_data()
  {
    support::addAttackColumns();
    row("promises 50,000 x 50,000", sent(png(50'000, 50'000, std::string(64, '\0')), 422, "50000 x 50000"));
    row("promises 4,294,967,295 x 4,294,967,295", sent(png(~0U, ~0U, "x"), 422, "4294967295 x 4294967295"));
    row("promises 2,147,483,648 x 1", sent(png(1U << 31, 1, "x"), 422, "more than the"));
    row("promises 7,000 x 7,000, has a line", sent(png(7000, 7000, std::string(7001, '\0')), 422, kBroken));
    row("packed 1 : 1,000", sent(png(6000, 6000, std::string(6001 * 6000, '\0')), 200, ""));
    row("0 x 0", sent(png(0, 0, {}), 422, "no pixels"));
    row("0 x 8", sent(png(0, 8, std::string(8, '\0')), 422, "no pixels"));
    row("1 x 1", sent(png(1, 1, std::string(2, '\0')), 200, ""));
    row("1 x 100,000", sent(png(1, 100'000, std::string(200'000, '\0')), 200, ""));
    row("100,000 x 1", sent(png(100'000, 1, std::string(100'001, '\0')), 200, ""));
    row("2,000,000 x 1", sent(png(2'000'000, 1, std::string(2'000'001, '\0')), 422, "more than the"));
    row("PGM promises 99,999 x 99,999", sent("P5 99999 99999 255\n", 422, "99999 x 99999"));
    row("PGM of a billion columns", sent("P5 9999999999 1 255\n", 422, ""));
    row("PGM without numbers", sent("P5 x y 255\n", 422, kBroken));
    row("PGM of comments", sent("P5 #" + std::string(100'000, '#'), 422, kBroken));
    row("BMP promises 2^31 rows",
        sent("BM" + std::string(12, '\0') + "\x28\0\0\0\x08\0\0\0\0\0\0\x80"s, 422, "more than"));
    row("BMP of no size", sent("BM" + std::string(12, '\0') + "\x28\0\0\0\0\0\0\0\0\0\0\0"s, 422, "no pixels"));
    row("TIFF of no directory", sent("II*\0\xff\xff\xff\xff"s, 422, kBroken));
    row("TIFF whose directory is itself", sent("II*\0\0\0\0\0"s, 422, ""));
    row("WebP of one byte", sent("RIFF\0\0\0\0WEBPVP8 "s, 422, kBroken));
    row("JPEG of markers", sent("\xff\xd8" + std::string(100'000, '\xff'), 422, kBroken));
    row("JPEG without a frame", sent("\xff\xd8\xff\xda\0\x02\xff\xd9"s, 422, ""));
  }
  void sizes() { check(); }

  void pieces_data()
  {
    support::addAttackColumns();
    row("PNG cut short", sent(half("digit-7.png"), 422, kBroken));
    row("JPEG cut short", sent(half("seven.jpg"), 422, "cut short"));
    row("JPEG cut short, with an end", sent(half("seven.jpg") + "\xff\xd9", 200, ""));
    row("WebP cut short", sent(half("seven.webp"), 422, kBroken));
    row("TIFF cut short", sent(half("seven.tiff"), 422, kBroken));
    row("BMP cut short", sent(half("seven.bmp"), 422, kBroken));
    row("PGM cut short", sent(half("seven.pgm"), 422, kBroken));
    row("PNG's mark alone", sent(kPngMark, 422, kBroken));
    row("JPEG's mark alone", sent("\xff\xd8\xff", 422, kBroken));
    row("PNG without pixels",
        sent(kPngMark + chunk("IHDR", bigEndian(8, 4) + bigEndian(8, 4) + "\x08\0\0\0\0"s) + chunk("IEND", {}), 422,
             kBroken));
    row("PNG whose header is late",
        sent(kPngMark + chunk("tEXt", "a\0b"s) + png(8, 8, std::string(72, '\0')).substr(8), 422, kBroken));
    row("PNG with a broken sum of its header", sent(damaged(support::bluePng(), 30), 422, kBroken));
    row("PNG with broken pixels", sent(damaged(support::bluePng(), 45), 422, kBroken));
    row("PNG of depth 3", sent(png(8, 8, std::string(72, '\0'), kGrey, 3), 422, kBroken));
    row("PNG of colour type 9", sent(png(8, 8, std::string(72, '\0'), 9), 422, kBroken));
    row("PNG with a palette of none", sent(png(8, 8, std::string(72, '\0'), 3), 422, kBroken));
    row("PNG with a chunk of 4 GiB",
        sent(png(8, 8, std::string(72, '\0')).insert(33, "\xff\xff\xff\xfftEXt"), 422, kBroken));
    row("PNG with a million bytes behind", sent(support::bluePng() + std::string(1'000'000, 'x'), 200, "blue"));
    row("two PNGs", sent(support::bluePng() + support::bluePng(), 200, "blue"));
  }
  void pieces() { check(); }

  void otherFiles_data()
  {
    support::addAttackColumns();
    row("ZIP", sent("PK\x03\x04" + std::string(100, 'x'), 415, "a ZIP file"));
    row("GIF", sent(whole("hostile/seven.gif"), 415, "a GIF image"));
    row("SVG", sent("<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "an SVG drawing"));
    row("SVG with an entity",
        sent("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>", 415, "an XML file"));
    row("PDF", sent(whole("hostile/document.pdf"), 415, "a PDF document"));
    row("HTML", sent("<html><script>alert(1)</script>", 415, kNoImage));
    row("gzip", sent("\x1f\x8b\x08\0"s, 415, "a gzip file"));
    row("HEIC", sent("\0\0\0\x18"
                     "ftypheic"s,
                     415, "a HEIC photo"));
    row("AVIF", sent("\0\0\0\x18"
                     "ftypavif"s,
                     415, "an AVIF image"));
    row("program", sent("\x7f"
                        "ELF\x02\x01\x01"s,
                        415, kNoImage));
    row("one byte", sent("x", 415, kNoImage));
    row("zeros", sent(std::string(100'000, '\0'), 415, kNoImage));
    row("OpenEXR", sent("\x76\x2f\x31\x01\x02\0\0\0"s, 415, kNoImage));
    row("JPEG 2000", sent("\0\0\0\x0cjP  \r\n\x87\n"s, 415, kNoImage));
    row("Sun raster", sent("\x59\xa6\x6a\x95"s, 415, kNoImage));
    row("PFM", sent("PF\n8 8\n-1.0\n", 415, kNoImage));
    row("PAM", sent("P7\nWIDTH 8\n", 415, kNoImage));
  }
  void otherFiles() { check(); }

  void exif_data()
  {
    support::addAttackColumns();
    row("orientation 6", sent(jpegWithExif(tiff(8, 1, orientation(6))), 200, "blue"));
    row("orientation 0", sent(jpegWithExif(tiff(8, 1, orientation(0))), 200, "blue"));
    row("orientation 9", sent(jpegWithExif(tiff(8, 1, orientation(9))), 200, "blue"));
    row("orientation 65,535", sent(jpegWithExif(tiff(8, 1, orientation(65'535))), 200, "blue"));
    row("orientation as text", sent(jpegWithExif(tiff(8, 1, orientation(6, 2, 4'000'000'000))), 200, "blue"));
    row("orientation of no type", sent(jpegWithExif(tiff(8, 1, orientation(6, 0))), 200, "blue"));
    row("65,535 entries", sent(jpegWithExif(tiff(8, 65'535, orientation(6))), 200, "blue"));
    row("no entry", sent(jpegWithExif(tiff(8, 0, {})), 200, "blue"));
    row("directory beyond the end", sent(jpegWithExif(tiff(~0U, 1, orientation(6))), 200, "blue"));
    row("directory on its own head", sent(jpegWithExif(tiff(0, 1, orientation(6))), 200, "blue"));
    row("empty block", sent(jpegWithExif({}), 200, "blue"));
    row("noise", sent(jpegWithExif(std::string(1000, '\xff')), 200, "blue"));
    row("thousand blocks", sent(manyExif(), 200, "blue"));
    auto longer = jpegWithExif(tiff(8, 1, orientation(6)));
    longer[4] = '\xff';
    longer[5] = '\xff';
    row("block longer than the file", sent(longer, 422, kBroken));
    auto shorter = jpegWithExif(tiff(8, 1, orientation(6)));
    shorter[4] = '\0';
    shorter[5] = '\1';
    row("block shorter than its length", sent(shorter, 422, kBroken));
  }
  void exif() { check(); }

  void oddButProper_data()
  {
    support::addAttackColumns();
    row("PNG of 16 bits", sent(bluePng16(), 200, "blue"));
    row("JPEG in CMYK", sent(cmykJpeg({0, 0, 255, 255}), 200, "blue"));
    row("JPEG", sent(blueJpeg(), 200, "blue"));
    row("JPEG with padding", sent(blueJpeg().insert(2, std::string(1000, '\xff')), 200, "blue"));
  }
  void oddButProper() { check(); }

private:
  static std::string manyExif()
  {
    auto jpeg = blueJpeg();
    const auto block = "Exif\0\0"s + tiff(8, 1, orientation(3));
    const auto segment = "\xff\xe1" + bigEndian(static_cast<std::uint32_t>(block.size() + 2), 2) + block;
    for (int i = 0; i < 1000; ++i)
      jpeg.insert(2, segment);
    return jpeg;
  }

  void check()
  {
    QFETCH(support::Attack, attack);
    support::survive(m_server->port(), attack);
  }

  std::unique_ptr<support::TestServer> m_server;
};

QTEST_GUILESS_MAIN(HostileImagesTest)
#include "HostileImagesTest.moc"
