#include "core/json/Base64.h"

#include <QtTest>

using namespace numeral;

class Base64Test : public QObject {
  Q_OBJECT

private Q_SLOTS:
  /// RFC 4648, section 10.
  void vectors_data()
  {
    QTest::addColumn<std::string>("plain");
    QTest::addColumn<std::string>("encoded");
    const std::pair<const char*, const char*> vectors[] = {{"f", "Zg=="},         {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},       {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, encoded] : vectors)
      QTest::newRow(plain) << std::string(plain) << std::string(encoded);
  }

  void vectors()
  {
    QFETCH(std::string, plain);
    QFETCH(std::string, encoded);
    QCOMPARE(json::encodeBase64(base::bytesOf(plain)), encoded);
    const auto decoded = json::decodeBase64(encoded);
    QVERIFY(decoded.has_value());
    QCOMPARE(std::string(base::textOf(*decoded)), plain);
  }

  void everyByte()
  {
    base::Bytes bytes(256);
    for (std::size_t i = 0; i < bytes.size(); ++i)
      bytes[i] = static_cast<std::uint8_t>(i);
    QCOMPARE(json::decodeBase64(json::encodeBase64(bytes)).value(), bytes);
  }

  void dataUrlsAndLineBreaks()
  {
    for (const char* text : {"data:image/png;base64,Zm9vYmFy", "Zm9v\r\nYmFy\n"}) {
      const auto decoded = json::decodeBase64(text);
      QVERIFY2(decoded.has_value(), text);
      QCOMPARE(std::string(base::textOf(*decoded)), std::string("foobar"));
    }
  }

  void refused()
  {
    for (const char* text : {"Zg=", "Z", "Zg==Zg==", "Zm9v*mFy", "Zm9v-_Fy", "=", "Zg==x", "Zm9v----", ""}) {
      const auto decoded = json::decodeBase64(text);
      QVERIFY2(!decoded, text);
      QCOMPARE(decoded.error().code, base::ErrorCode::InvalidArgument);
    }
  }
};

QTEST_GUILESS_MAIN(Base64Test)
#include "Base64Test.moc"
