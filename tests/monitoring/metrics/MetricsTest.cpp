/// The text that Prometheus reads, after traffic that is kind and traffic that is not.
#include <QTest>

#include <set>
#include <sstream>

#include "monitoring/metrics/AlertMetrics.h"
#include "monitoring/metrics/EngineMetrics.h"
#include "monitoring/metrics/FeedbackMetrics.h"
#include "monitoring/metrics/HttpMetrics.h"
#include "tests/support/ToyModel.h"

using namespace numeral;
using metrics::EngineMetrics;
using metrics::HttpMetrics;
using metrics::Registry;

namespace {

engine::Recognition recognition(const std::string& model = "colours", std::size_t best = 2, float confidence = 0.75F)
{
  engine::Recognition answer;
  answer.verdict = model::Verdict::Digit;
  answer.model = {model, "1", "classification", {"red", "green", "blue"}};
  answer.device = "cpu";
  answer.times.forward = 0.002;
  model::Item item;
  item.best = best;
  item.probabilities = {0, 0, 0};
  item.probabilities[best] = confidence;
  answer.items.push_back(item);
  return answer;
}

engine::Options options(engine::Lane lane = engine::Lane::Http)
{
  engine::Options made;
  made.lane = lane;
  return made;
}

bool has(const Registry& registry, const std::string& line)
{
  return registry.text().find(line + "\n") != std::string::npos;
}

std::size_t seriesOf(const Registry& registry)
{
  std::size_t series = 0;
  std::istringstream text(registry.text());
  for (std::string line; std::getline(text, line);)
    series += !line.empty() && line.front() != '#';
  return series;
}

std::vector<metrics::Endpoint> endpoints()
{
  std::vector<metrics::Endpoint> made{{"POST", "/predict", true}};
  for (const char* path : {"/", "/metrics", "/health", "/livez", "/readyz", "/version"})
    made.push_back({"GET", path});
  return made;
}

} // namespace

class MetricsTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void whatCanBeKnownIsThereFromTheStart()
  {
    Registry registry;
    EngineMetrics metrics(registry, 7);
    metrics.modelLoaded(support::toyManifest(), "cpu");
    const HttpMetrics http(registry, endpoints());
    for (const char* line : {
             R"(model_predictions_total{device="cpu",predicted_class="red"} 0)",
             R"(numeral_verdicts_total{model="colours",source="window",verdict="empty"} 0)",
             R"(numeral_inference_stage_duration_seconds_count{model="colours",stage="decode"} 0)",
             R"(model_low_confidence_total{threshold="0.5"} 0)",
             R"(numeral_inference_rejected_total{reason="queue_full"} 0)",
             R"(numeral_inference_queue_capacity 7)",
             R"(model_inference_time_gpu_seconds_count 0)",
             R"(api_active_requests{endpoint="/predict",method="POST"} 0)",
             R"(http_requests_total{code="200",handler="/predict",method="POST",status="2xx"} 0)",
             R"(api_requests_total{client_ip="",endpoint="/livez",method="GET",status_code="200"} 0)",
         })
      QVERIFY2(has(registry, line), line);
  }

  void alertsAreThereBeforeTheyFire()
  {
    Registry registry;
    metrics::AlertMetrics alerts(registry, {"A", "B"});
    for (const char* line : {R"(numeral_alerts_firing{alert="A"} 0)", R"(numeral_alerts_firing{alert="B"} 0)",
                             R"(numeral_alert_notifications_total{channel="mail",outcome="sent"} 0)",
                             R"(numeral_alert_notifications_total{channel="mail",outcome="failed"} 0)",
                             R"(numeral_alert_notifications_total{channel="mail",outcome="suppressed"} 0)"})
      QVERIFY2(has(registry, line), line);
    alerts.firing("B", true);
    alerts.firing("unheard of", true);
    alerts.notified(metrics::Notification::Failed);
    QVERIFY(has(registry, R"(numeral_alerts_firing{alert="B"} 1)"));
    QVERIFY(has(registry, R"(numeral_alert_notifications_total{channel="mail",outcome="failed"} 1)"));
    QVERIFY(registry.text().find("unheard") == std::string::npos);
    alerts.firing("B", false);
    QVERIFY(has(registry, R"(numeral_alerts_firing{alert="B"} 0)"));
  }

  void answersAreCounted()
  {
    Registry registry;
    EngineMetrics metrics(registry, 7);
    metrics.modelLoaded(support::toyManifest(), "cpu");
    metrics.admitted(options());
    QVERIFY(has(registry, "numeral_inference_queue_length 1"));
    metrics.batched(support::toyManifest(), 3, 0.002);
    metrics.finished(options(), recognition());
    metrics.admitted(options());
    metrics.finished(options(), recognition("colours", 0, 0.25F));
    engine::Recognition blank = recognition();
    blank.items.clear();
    blank.verdict = model::Verdict::Empty;
    metrics.admitted(options());
    metrics.finished(options(engine::Lane::Interactive), blank);
    metrics.admitted(options());
    metrics.finished(options(), base::failure(base::ErrorCode::UnusableImage, "broken"));
    metrics.refused(options(), base::Error{base::ErrorCode::QueueFull, "full", {}});
    for (const char* line : {
             R"(model_predictions_total{device="cpu",predicted_class="blue"} 1)",
             R"(model_predictions_total{device="cpu",predicted_class="red"} 1)",
             R"(numeral_verdicts_total{model="colours",source="http",verdict="digit"} 2)",
             R"(numeral_verdicts_total{model="colours",source="window",verdict="empty"} 1)",
             R"(model_confidence_current 0.25)",
             R"(model_average_confidence_score 0.5)",
             R"(model_confidence_score_count 2)",
             R"(model_low_confidence_total{threshold="0.5"} 1)",
             R"(model_low_confidence_total{threshold="0.8"} 2)",
             R"(model_inference_time_cpu_seconds_count 2)",
             R"(model_inference_time_total_seconds_count{device="cpu"} 2)",
             R"(numeral_inference_batch_size_sum{model="colours"} 3)",
             R"(numeral_inference_failures_total{reason="unusable_image"} 1)",
             R"(numeral_inference_rejected_total{reason="queue_full"} 1)",
             R"(numeral_inference_queue_length 0)",
         })
      QVERIFY2(has(registry, line), line);
  }

  void aReloadReplacesTheVersion()
  {
    Registry registry;
    EngineMetrics metrics(registry, 7);
    metrics.modelLoaded(support::toyManifest("colours", "1.0.0"), "cpu");
    metrics.modelLoaded(support::toyManifest("colours", "2.0.0"), "cpu");
    QVERIFY(registry.text().find("1.0.0") == std::string::npos);
    QVERIFY(registry.text().find("version=\"2.0.0\"") != std::string::npos);
  }

  void clientsAreBounded()
  {
    Registry registry;
    HttpMetrics metrics(registry, endpoints());
    for (int i = 0; i < 100; ++i) {
      const auto client = "10.0.0." + std::to_string(i);
      metrics.began(0);
      metrics.finished({.endpoint = 0, .path = {}, .client = client});
    }
    const std::string last =
        R"(api_requests_total{client_ip="10.0.0.31",endpoint="/predict",method="POST",status_code="200"} 1)";
    const std::string rest =
        R"(api_requests_total{client_ip="other",endpoint="/predict",method="POST",status_code="200"} 68)";
    QVERIFY(has(registry, last));
    QVERIFY(has(registry, rest));
    QVERIFY(registry.text().find("10.0.0.32") == std::string::npos);
    QVERIFY(registry.text().find("api_requests_created{client_ip=\"other\"}") != std::string::npos);
    metrics.finished({.endpoint = 3, .path = {}, .client = "10.0.0.1"});
    QVERIFY(registry.text().find("client_ip=\"10.0.0.1\",endpoint=\"/health\"") == std::string::npos);
  }

  void clientsAreBoundedAlsoWhereOneIsCalledOther()
  {
    Registry registry;
    HttpMetrics metrics(registry, endpoints());
    for (const char* client : {"other", "", "a\"b\\c\nd"})
      metrics.finished({.endpoint = 0, .path = {}, .client = client});
    const std::string escaped = "client_ip=\"a\\\"b\\\\c\\nd\"";
    QVERIFY(registry.text().find(escaped) != std::string::npos);
  }

  void aScrapeStaysSmallWhateverClientsDo()
  {
    Registry registry;
    EngineMetrics engineMetrics(registry, 7);
    HttpMetrics http(registry, endpoints());
    for (int m = 0; m < 50; ++m) {
      auto manifest = support::toyManifest("model" + std::to_string(m));
      manifest.classes.clear();
      for (int c = 0; c < 100; ++c)
        manifest.classes.push_back("class" + std::to_string(m * 100 + c));
      engineMetrics.modelLoaded(manifest, "cpu");
      engineMetrics.finished(options(), recognition(manifest.name));
    }
    const auto ask = [&http](std::optional<std::size_t> endpoint, const std::vector<int>& statuses) {
      for (const int status : statuses)
        for (int i = 0; i < 50; ++i) {
          const auto client = std::to_string(i);
          http.finished({.endpoint = endpoint, .path = {}, .client = client, .status = status, .errorType = "word"});
        }
    };
    ask(0, {200, 400, 404, 408, 413, 415, 417, 422, 431, 500, 503, 504});
    for (std::size_t i = 1; i < endpoints().size(); ++i)
      ask(i, {200, 304, 400, 417, 431, 500, 503});
    ask({}, {400, 404, 405, 417, 431, 505});
    QVERIFY2(seriesOf(registry) < 2000, std::to_string(seriesOf(registry)).c_str());
  }

  void accuracyIsThatOfTheLatestRequests()
  {
    Registry registry;
    metrics::FeedbackMetrics feedback(registry);
    QVERIFY(has(registry, R"(numeral_feedback_total{outcome="correct"} 0)"));
    QVERIFY(registry.text().find("numeral_feedback_accuracy_ratio ") == std::string::npos);
    for (std::size_t i = 0; i < metrics::kAccuracyWindow; ++i)
      feedback.given("old" + std::to_string(i), false);
    QVERIFY(has(registry, "numeral_feedback_accuracy_ratio 0"));
    for (std::size_t i = 0; i < metrics::kAccuracyWindow / 4; ++i)
      feedback.given("new" + std::to_string(i), true);
    QVERIFY(has(registry, "numeral_feedback_accuracy_ratio 0.25"));
    for (std::size_t i = 0; i < metrics::kAccuracyWindow; ++i) // always the same ones: nothing leaves the window
      feedback.given("new" + std::to_string(i % 10), true);
    QVERIFY(has(registry, "numeral_feedback_accuracy_ratio 0.25"));
    feedback.given("new0", false);
    QVERIFY(has(registry, "numeral_feedback_accuracy_ratio 0.249"));
    QVERIFY(has(registry, R"(numeral_feedback_total{outcome="wrong"} 1001)"));
  }

  void textIsWellFormed()
  {
    Registry registry;
    EngineMetrics metrics(registry, 7);
    metrics.modelLoaded(support::toyManifest(), "cpu");
    const HttpMetrics http(registry, endpoints());
    metrics::FeedbackMetrics(registry).given("id", true);
    std::set<std::string> typed;
    std::istringstream text(registry.text());
    for (std::string line; std::getline(text, line);) {
      if (line.starts_with("# TYPE ")) {
        const auto name = line.substr(7, line.find(' ', 7) - 7);
        QVERIFY2(typed.insert(name).second, line.c_str()); // once each
      } else if (!line.starts_with("# HELP ")) {
        auto name = line.substr(0, line.find_first_of("{ "));
        for (const char* ending : {"_bucket", "_sum", "_count"})
          if (!typed.contains(name) && name.ends_with(ending))
            name.resize(name.size() - std::string(ending).size());
        QVERIFY2(typed.contains(name), line.c_str());
        bool isNumber = false;
        QByteArray::fromStdString(line.substr(line.rfind(' ') + 1)).toDouble(&isNumber);
        QVERIFY2(isNumber, line.c_str());
      }
    }
    QVERIFY(typed.size() > 20);
  }
};

QTEST_GUILESS_MAIN(MetricsTest)
#include "MetricsTest.moc"
