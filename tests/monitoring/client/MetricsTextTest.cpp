/// Prometheus' text, as it should be and as an enemy writes it.
#include <cmath>
#include <random>

#include <QTest>

#include "monitoring/client/MetricsText.h"

using namespace numeral;
using base::ErrorCode;

namespace {

struct Read {
  std::string name;
  std::vector<std::pair<std::string, std::string>> labels;
  double value;
};

base::Expected<std::vector<Read>> read(std::string_view text)
{
  std::vector<Read> samples;
  const auto done = client::readMetrics(text, [&](const client::Sample& sample) {
    samples.push_back({std::string(sample.name), sample.labels, sample.value});
  });
  if (!done)
    return tl::unexpected(done.error());
  return samples;
}

} // namespace

class MetricsTextTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void samples()
  {
    const auto samples = read("# HELP a words\n# TYPE a counter\na 1\nb{x=\"1\",y=\"two\"} 2.5 1700000000000\n\n"
                              "c{} +Inf\nd{le=\"+Inf\",} 1e3\r\n e:f_9 NaN\n  g{ h = \"i\" } -0.5");
    QVERIFY(samples);
    QCOMPARE(samples->size(), std::size_t{6});
    QCOMPARE((*samples)[0].value, 1.0);
    QCOMPARE((*samples)[1].labels.size(), std::size_t{2});
    QCOMPARE((*samples)[1].labels[1].second, std::string("two"));
    QCOMPARE((*samples)[1].value, 2.5);
    QVERIFY(std::isinf((*samples)[2].value));
    QCOMPARE((*samples)[3].labels[0].second, std::string("+Inf"));
    QCOMPARE((*samples)[3].value, 1000.0);
    QVERIFY(std::isnan((*samples)[4].value));
    QCOMPARE((*samples)[5].labels[0].first, std::string("h"));
  }

  void escapes()
  {
    const auto samples = read("a{b=\"x\\\\y\\\"z\\n}, =\"} 1\n");
    QVERIFY(samples);
    QCOMPARE((*samples)[0].labels[0].second, std::string("x\\y\"z\n}, ="));
  }

  void labelsByName()
  {
    std::string found;
    std::string missing = "?";
    QVERIFY(client::readMetrics("a{b=\"c\"} 1", [&](const client::Sample& sample) {
      found = sample.label("b");
      missing = sample.label("d");
    }));
    QCOMPARE(found, std::string("c"));
    QCOMPARE(missing, std::string());
  }

  void brokenLinesAreNamed_data()
  {
    QTest::addColumn<QByteArray>("line");
    for (const char* line : {"a", "a x", "a 1 2 3", "a{ 1", "a{b} 1", "a{b=} 1", "a{b=c} 1", "a{b=\"c} 1", "a{b=\"c\\",
                             "a{b=\"c\" d=\"e\"} 1", "a{=\"c\"} 1", "{b=\"c\"} 1", "a{,} 1", "<html>", "1.5.2",
                             "a 0x10", "a 1,5", "a}{ 1"})
      QTest::newRow(line) << QByteArray(line);
  }

  void brokenLinesAreNamed()
  {
    QFETCH(QByteArray, line);
    const auto samples = read("fine 1\n" + line.toStdString() + "\n");
    QVERIFY(!samples);
    QCOMPARE(samples.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(samples.error().message, std::string("Line 2 is no metric."));
  }

  void tooMuchIsRefused()
  {
    std::string labels;
    for (std::size_t i = 0; i <= client::kMaxLabels; ++i)
      labels += "l" + std::to_string(i) + "=\"\",";
    QVERIFY(!read("a{" + labels + "} 1"));
    std::string lines;
    for (std::size_t i = 0; i <= client::kMaxSamples; ++i)
      lines += "a 1\n";
    const auto samples = read(lines);
    QVERIFY(!samples);
    QCOMPARE(samples.error().code, ErrorCode::TooManyBytes);
  }

  /// Whatever it is, reading it ends and breaks nothing; the sanitizers look on.
  void noise()
  {
    const std::string whole = "# TYPE a counter\na{b=\"c\\n\",d=\"e\"} 1.5 17\n";
    for (std::size_t length = 0; length <= whole.size(); ++length)
      static_cast<void>(read(std::string_view(whole).substr(0, length)));
    std::mt19937 random(11);
    for (int round = 0; round < 3000; ++round) {
      std::string text = whole;
      for (int change = 0; change < 4; ++change)
        text[random() % text.size()] = static_cast<char>(random() % 256);
      static_cast<void>(read(text));
    }
    QVERIFY(read(whole));
  }
};

QTEST_GUILESS_MAIN(MetricsTextTest)
#include "MetricsTextTest.moc"
