/// The log's metrics, beside a log whose state a test makes up.
#include <QTest>

#include "monitoring/metrics/LogMetrics.h"

using namespace numeral;

namespace {

bool has(const metrics::Registry& registry, const std::string& line)
{
  return registry.text().find(line + "\n") != std::string::npos;
}

report::LogState quiet()
{
  report::LogState state;
  for (const char* name : {"stdout", "stderr", "file", "syslog"}) {
    report::LogSinkState sink;
    sink.name = name;
    sink.on = sink.name != "syslog";
    sink.up = sink.on;
    state.sinks.push_back(sink);
  }
  return state;
}

} // namespace

class LogMetricsTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void whatCanBeKnownIsThereFromTheStart()
  {
    metrics::Registry registry;
    const metrics::LogMetrics log(registry, quiet);
    for (const char* level : {"trace", "debug", "info", "warning", "error"})
      QVERIFY2(has(registry, "numeral_log_messages_total{level=\"" + std::string(level) + "\"} 0"), level);
    for (const char* sink : {"stdout", "stderr", "file", "syslog"})
      QVERIFY2(has(registry, "numeral_log_dropped_total{sink=\"" + std::string(sink) + "\"} 0"), sink);
    QVERIFY(has(registry, R"(numeral_log_sink_up{sink="file"} 1)"));
    QVERIFY(!has(registry, R"(numeral_log_sink_up{sink="syslog"} 0)")); // not wanted: neither up nor down
    QVERIFY(has(registry, "numeral_log_file_bytes 0"));
  }

  void theyFollowTheLog()
  {
    metrics::Registry registry;
    auto state = quiet();
    const metrics::LogMetrics log(registry, [&state] { return state; });
    state.messages = {1, 2, 3, 4, 5};
    state.sinks[2].up = false;
    state.sinks[2].dropped = 7;
    state.files = {{"log", 123}, {"log.1", 456}};
    for (int i = 0; i < 2; ++i) { // asked twice, counted once
      QVERIFY(has(registry, R"(numeral_log_messages_total{level="trace"} 1)"));
      QVERIFY(has(registry, R"(numeral_log_messages_total{level="error"} 5)"));
      QVERIFY(has(registry, R"(numeral_log_dropped_total{sink="file"} 7)"));
    }
    QVERIFY(has(registry, R"(numeral_log_sink_up{sink="file"} 0)"));
    QVERIFY(has(registry, R"(numeral_log_sink_up{sink="stdout"} 1)"));
    QVERIFY(has(registry, "numeral_log_file_bytes 123"));
    state.sinks[2].up = true;
    QVERIFY(has(registry, R"(numeral_log_sink_up{sink="file"} 1)"));
  }
};

QTEST_GUILESS_MAIN(LogMetricsTest)
#include "LogMetricsTest.moc"
