#include <set>
#include <string_view>

#include <QtTest>

#include "core/base/Error.h"

using numeral::base::ErrorCode;

class ErrorTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void namesEveryCodeAndFindsItAgain()
  {
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i) {
      const auto code = static_cast<ErrorCode>(i);
      QVERIFY(names.insert(name(code)).second);
      QVERIFY(numeral::base::parseErrorCode(name(code)) == code);
    }
    QVERIFY(!numeral::base::parseErrorCode("nonsense"));
  }
};

QTEST_APPLESS_MAIN(ErrorTest)
#include "ErrorTest.moc"
