/// The text that Prometheus reads, after traffic that is kind and traffic that is not.
#include <QTest>

#include <cmath>
#include <set>
#include <sstream>

#include "monitoring/metrics/AlertMetrics.h"
#include "monitoring/metrics/DriftMetrics.h"
#include "monitoring/metrics/EngineMetrics.h"
#include "monitoring/metrics/FeedbackMetrics.h"
#include "monitoring/metrics/HttpMetrics.h"
#include "monitoring/metrics/RecentMetrics.h"
#include "monitoring/metrics/Reference.h"
#include "monitoring/metrics/SystemMetrics.h"
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

bool mentions(const Registry& registry, const std::string& name)
{
  return registry.text().find("\n" + name) != std::string::npos;
}

double valueOf(const Registry& registry, const std::string& series)
{
  const auto text = registry.text();
  const auto at = text.find("\n" + series + " ");
  return at == std::string::npos ? -1 : std::stod(text.substr(at + series.size() + 2));
}

const std::vector<std::string> kDigits{"3", "4", "7"};

feedback::Record answerOf(std::optional<std::string> predicted, std::optional<std::string> label)
{
  feedback::Record record;
  record.predicted = std::move(predicted);
  record.label = std::move(label);
  return record;
}

feedback::Record answerTo(const std::string& requestId, bool correct)
{
  auto record = answerOf("3", correct ? "3" : "4");
  record.requestId = requestId;
  return record;
}

report::ModelDrift driftOf(const std::string& model)
{
  return {.model = model,
          .samples = 500,
          .scores = {{"class", 0.5, {}}, {"aspect", 0.25, 0.125}},
          .reference = {{"red", 30}, {"not_a_digit", 10}}};
}

std::vector<metrics::Endpoint> endpoints()
{
  std::vector<metrics::Endpoint> made{
      {"POST", "/predict", true}, {"POST", "/predict/batch", true}, {"POST", "/v2", true}};
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
    metrics.finished({.endpoint = 5, .path = {}, .client = "10.0.0.1"});
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
    for (std::size_t i = 0; i < 3; ++i)
      ask(i, {200, 400, 401, 403, 404, 408, 411, 413, 415, 417, 422, 429, 431, 500, 503, 504});
    for (std::size_t i = 3; i < endpoints().size(); ++i)
      ask(i, {200, 304, 400, 417, 431, 500, 503});
    ask({}, {400, 404, 405, 417, 431, 505});
    QVERIFY2(seriesOf(registry) < 2000, std::to_string(seriesOf(registry)).c_str());
  }

  void addressesThatGetNoSeriesOfTheirOwnAreCountedTogether()
  {
    Registry registry;
    HttpMetrics http(registry, endpoints());
    std::size_t asked = 0;
    for (int status = 400; status < 500; ++status)
      for (int i = 0; i < 20; ++i, ++asked)
        http.finished({.endpoint = 0, .path = {}, .client = std::to_string(i), .status = status, .errorType = "word"});
    double counted = 0;
    std::istringstream text(registry.text());
    for (std::string line; std::getline(text, line);)
      if (line.starts_with("api_requests_total{client_ip=") && line.find("status_code=\"4") != std::string::npos)
        counted += std::stod(line.substr(line.rfind(' ')));
    QCOMPARE(counted, static_cast<double>(asked));
    QVERIFY(has(registry,
                R"(api_requests_total{client_ip="other",endpoint="/predict",method="POST",status_code="499"} 20)"));
  }

  void inputsAreToldByClient()
  {
    Registry registry;
    HttpMetrics http(registry, endpoints());
    http.finished(
        {.endpoint = 0, .path = {}, .client = "10.0.0.1", .seconds = 0.5, .requestBytes = 250, .inferenceSeconds = 0});
    http.finished({.endpoint = 0,
                   .path = {},
                   .client = "10.0.0.2",
                   .status = 415,
                   .errorType = "word",
                   .seconds = 0.5,
                   .requestBytes = 250});
    QVERIFY(has(registry, R"(api_input_length_bytes{client_ip="10.0.0.1"} 250)"));
    QVERIFY(has(registry, R"(api_processing_time_per_char_microseconds{client_ip="10.0.0.1"} 2000)"));
    QVERIFY(!mentions(registry, R"(api_input_length_bytes{client_ip="10.0.0.2"})")); // nothing was read of it
    http.transferred(300, 1000);
    http.transferred(1, 2);
    QVERIFY(has(registry, "api_network_receive_bytes 301"));
    QVERIFY(has(registry, "api_network_transmit_bytes 1002"));
  }

  void theLastMinuteIsAskedForAtEveryScrape()
  {
    Registry registry;
    report::Traffic engine;
    report::HttpTraffic http;
    bool ready = false;
    const metrics::RecentMetrics metrics(
        registry, {[&engine] { return engine; }, [&http] { return http; }, [&ready] { return ready; }});
    QVERIFY(has(registry, "numeral_ready 0"));
    QVERIFY(has(registry, "api_requests_per_second_current 0"));
    QVERIFY(has(registry, "api_error_rate_current 0"));
    for (const char* mean :
         {"api_average_latency_seconds", "model_average_confidence_score", "model_average_inference_time_seconds"})
      QVERIFY2(!mentions(registry, mean), mean); // of nothing
    ready = true;
    http.windowSeconds = 60;
    http.requests = 120;
    http.errors = 30;
    http.latency.average = 0.25;
    engine.glyphs = 1;
    engine.confidence.average = 0.75;
    engine.devices = {{"cpu", 3, 0.5}, {"cuda:0", 0, 0}};
    for (const char* line : {"numeral_ready 1", "api_requests_per_second_current 2", "api_error_rate_current 25",
                             "api_average_latency_seconds 0.25", "model_average_confidence_score 0.75",
                             R"(model_average_inference_time_seconds{device="cpu"} 0.5)"})
      QVERIFY2(has(registry, line), line);
    QVERIFY(!mentions(registry, R"(model_average_inference_time_seconds{device="cuda:0"})"));
  }

  void readingsThatAreNotThereHaveNoSeries()
  {
    Registry registry;
    report::System system;
    const metrics::SystemMetrics metrics(registry, [&system] { return system; });
    for (const char* name : {"system_", "process_", "numeral_container_", "api_cpu_", "api_memory_"})
      QVERIFY2(!mentions(registry, name), name);
    system.container.memoryUsed = 5; // of a container without a limit
    QVERIFY(!mentions(registry, "numeral_container_memory_used_bytes"));
    system.container = {.cpuLimit = 1.5,
                        .cpuSeconds = {},
                        .cpuPeriods = 10,
                        .throttledPeriods = 4,
                        .throttledSeconds = 0.5,
                        .memoryLimit = 1000,
                        .memoryUsed = 250};
    system.cpuUtilization = 0.5;
    system.memoryUtilization = 0.25;
    system.load.hostCpu = 0.125;
    system.load.hostMemoryTotal = 4000;
    system.load.hostMemoryUsed = 1000;
    system.process = report::ProcessUse{.cpuSeconds = 1.25,
                                        .startTime = 1'700'000'000.5,
                                        .virtualBytes = 7,
                                        .residentBytes = 6,
                                        .threads = 8,
                                        .openFiles = 5,
                                        .maxFiles = {},
                                        .maxVirtualBytes = 9};
    system.disks = {{"/dev/vda", "/", 1000, 300, 600}};
    system.diskTraffic = {{"vda", 512, 1, 1024, 2}};
    system.network = {{"eth0", 1, 2, 3, 4}};
    system.gpus = {{.id = "0",
                    .name = "Card",
                    .utilization = 0.5,
                    .memoryUsed = 1,
                    .memoryTotal = 2,
                    .temperature = 61,
                    .power = {}}};
    for (const char* line : {
             "numeral_container_cpu_limit_cores 1.5",
             "numeral_container_cpu_periods_total 10",
             "numeral_container_cpu_throttled_periods_total 4",
             "numeral_container_cpu_throttled_seconds_total 0.5",
             "numeral_container_memory_limit_bytes 1000",
             "numeral_container_memory_used_bytes 250",
             "api_cpu_utilization_percent 50",
             "api_memory_utilization_percent 25",
             "system_cpu_usage_percent 12.5",
             "system_ram_usage_percent 25",
             "system_ram_used_bytes 1000",
             "system_ram_total_bytes 4000",
             "process_cpu_seconds_total 1.25",
             "process_start_time_seconds 1700000000.5",
             "process_virtual_memory_bytes 7",
             "process_resident_memory_bytes 6",
             "process_open_fds 5",
             "process_threads 8",
             "process_virtual_memory_max_bytes 9",
             R"(system_disk_free_bytes{device="/dev/vda",mountpoint="/"} 600)",
             R"(system_disk_total_bytes{device="/dev/vda",mountpoint="/"} 1000)",
             R"(system_disk_io_read_bytes_total{device="vda"} 512)",
             R"(system_disk_io_write_count_total{device="vda"} 2)",
             R"(system_network_io_sent_bytes_total{interface="eth0"} 1)",
             R"(system_network_io_received_packets_total{interface="eth0"} 4)",
             R"(system_gpu_utilization_percent{gpu_id="0"} 50)",
             R"(system_gpu_temperature_celsius{gpu_id="0"} 61)",
         })
      QVERIFY2(has(registry, line), line);
    QVERIFY(std::abs(valueOf(registry, R"(system_disk_usage_percent{device="/dev/vda",mountpoint="/"})") - 100 / 3.0) <
            1e-6);
    QVERIFY(!mentions(registry, "process_max_fds"));
    QVERIFY(!mentions(registry, "system_gpu_power_watts"));
  }

  void collectorsLeaveWithTheirObject()
  {
    Registry registry;
    report::System system;
    system.cpuUtilization = 0.5;
    {
      const metrics::SystemMetrics metrics(registry, [&system] { return system; });
      QVERIFY(has(registry, "api_cpu_utilization_percent 50"));
    }
    QVERIFY(!mentions(registry, "api_cpu_utilization_percent"));
  }

  void aScrapeTellsItsSize()
  {
    Registry registry;
    EngineMetrics metrics(registry, 7);
    metrics.modelLoaded(support::toyManifest(), "cpu");
    QCOMPARE(valueOf(registry, "numeral_metrics_series"), static_cast<double>(seriesOf(registry)));
    const double seconds = valueOf(registry, "numeral_metrics_scrape_duration_seconds");
    QVERIFY(seconds > 0 && seconds < 60);
  }

  void theReferenceNamesEveryMetricOnce()
  {
    const std::string page = metrics::reference();
    for (const char* row :
         {"| `api_requests_total` | counter | `client_ip`, `endpoint`, `method`, `status_code` |  |",
          "| `numeral_inference_batch_size` | histogram | `model` | 1, 2, 4, 8, 16, 32, 64, 128, 256 |",
          "| `system_gpu_power_watts` | gauge | `gpu_id` |  |", "| `numeral_metrics_series` | gauge |  |  |"})
      QVERIFY2(page.find(row) != std::string::npos, row);
    std::set<std::string> rows;
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);)
      if (line.starts_with("| `"))
        QVERIFY2(rows.insert(line.substr(0, line.find("` |"))).second, line.c_str());
  }

  void accuracyIsThatOfTheLatestRequests()
  {
    Registry registry;
    metrics::FeedbackMetrics feedback(registry);
    QVERIFY(has(registry, R"(numeral_feedback_total{outcome="correct"} 0)"));
    QVERIFY(registry.text().find("numeral_feedback_accuracy_ratio ") == std::string::npos);
    for (std::size_t i = 0; i < metrics::kAccuracyWindow; ++i)
      feedback.given(answerTo("old" + std::to_string(i), false), kDigits);
    QVERIFY(has(registry, "numeral_feedback_accuracy_ratio 0"));
    for (std::size_t i = 0; i < metrics::kAccuracyWindow / 4; ++i)
      feedback.given(answerTo("new" + std::to_string(i), true), kDigits);
    QVERIFY(has(registry, "numeral_feedback_accuracy_ratio 0.25"));
    for (std::size_t i = 0; i < metrics::kAccuracyWindow; ++i) // always the same ones: nothing leaves the window
      feedback.given(answerTo("new" + std::to_string(i % 10), true), kDigits);
    QVERIFY(has(registry, "numeral_feedback_accuracy_ratio 0.25"));
    feedback.given(answerTo("new0", false), kDigits);
    QVERIFY(has(registry, "numeral_feedback_accuracy_ratio 0.249"));
    QVERIFY(has(registry, R"(numeral_feedback_total{outcome="wrong"} 1001)"));
  }

  void feedbackIsCountedByClass()
  {
    Registry registry;
    metrics::FeedbackMetrics feedback(registry);
    feedback.knowClasses(kDigits);
    QVERIFY(has(registry, R"(numeral_feedback_class_total{label="7",outcome="wrong"} 0)"));
    feedback.given(answerOf("4", "4"), kDigits);
    feedback.given(answerOf("43", "4"), kDigits); // read as two: the one that is right is known all the same
    feedback.given(answerOf("47\n3", "47\n4"), kDigits);
    feedback.given(answerOf("47", "47\n4"), kDigits);
    feedback.given(answerOf({}, "77"), kDigits);
    feedback.given(answerOf("7", {}), kDigits);
    feedback.given(answerOf({}, {}), kDigits);
    for (const char* line : {
             R"(numeral_feedback_class_total{label="3",outcome="wrong"} 0)",
             R"(numeral_feedback_class_total{label="4",outcome="correct"} 2)",
             R"(numeral_feedback_class_total{label="4",outcome="wrong"} 2)",
             R"(numeral_feedback_class_total{label="7",outcome="correct"} 1)",
             R"(numeral_feedback_class_total{label="7",outcome="wrong"} 0)",
             R"(numeral_feedback_class_total{label="other",outcome="wrong"} 2)",
             R"(numeral_feedback_class_total{label="other",outcome="correct"} 0)",
             R"(numeral_feedback_class_total{label="not_a_digit",outcome="wrong"} 1)",
             R"(numeral_feedback_class_total{label="not_a_digit",outcome="correct"} 1)",
         })
      QVERIFY2(has(registry, line), (std::string(line) + "\n" + registry.text()).c_str());
  }

  void classesOfFeedbackAreBounded()
  {
    Registry registry;
    metrics::FeedbackMetrics feedback(registry);
    for (int model = 0; model < 50; ++model) {
      std::vector<std::string> classes;
      for (int i = 0; i < 100; ++i)
        classes.push_back("class" + std::to_string(model * 100 + i));
      feedback.given(answerOf(classes[0], classes[0]), classes);
    }
    QVERIFY2(seriesOf(registry) < 3 * metrics::kMaxClasses, std::to_string(seriesOf(registry)).c_str());
    QVERIFY(has(registry, R"(numeral_feedback_class_total{label="other",outcome="correct"} 48)"));
  }

  void driftIsShownAndGoesAway()
  {
    Registry registry;
    std::vector<report::ModelDrift> models;
    const metrics::DriftMetrics drift(registry, [&models] { return models; });
    QVERIFY(registry.text().find("numeral_drift") == std::string::npos);
    models = {driftOf("a"), driftOf("b")};
    for (const char* line : {
             R"(numeral_drift_score{feature="class",model="a",statistic="psi"} 0.5)",
             R"(numeral_drift_score{feature="aspect",model="a",statistic="psi"} 0.25)",
             R"(numeral_drift_score{feature="aspect",model="b",statistic="ks"} 0.125)",
             R"(numeral_drift_window_samples{model="b"} 500)",
             R"(numeral_reference_class_ratio{model="a",predicted_class="red"} 0.75)",
             R"(numeral_reference_class_ratio{model="a",predicted_class="not_a_digit"} 0.25)",
         })
      QVERIFY2(has(registry, line), line);
    QVERIFY(registry.text().find(R"(feature="class",model="a",statistic="ks")") == std::string::npos);
    auto few = driftOf("b");
    few.samples = 3;
    few.scores.clear();
    models = {few};
    QVERIFY(registry.text().find(R"(model="a")") == std::string::npos);
    QVERIFY(registry.text().find("numeral_drift_score{") == std::string::npos);
    QVERIFY(has(registry, R"(numeral_drift_window_samples{model="b"} 3)"));
    models.clear();
    for (int i = 0; i < 50; ++i) {
      models.push_back(driftOf("model" + std::to_string(i)));
      models.back().reference.resize(10'000, {"class", 1});
      for (std::size_t k = 0; k < models.back().reference.size(); ++k)
        models.back().reference[k].name += std::to_string(k);
    }
    QVERIFY2(seriesOf(registry) < 600, std::to_string(seriesOf(registry)).c_str());
  }

  void textIsWellFormed()
  {
    Registry registry;
    EngineMetrics metrics(registry, 7);
    metrics.modelLoaded(support::toyManifest(), "cpu");
    const HttpMetrics http(registry, endpoints());
    metrics::FeedbackMetrics(registry).given(answerTo("id", true), kDigits);
    const metrics::DriftMetrics drift(registry, [] { return std::vector{driftOf("colours")}; });
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
