#include "monitoring/metrics/EngineMetrics.h"

#include <array>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "monitoring/metrics/Families.h"

namespace numeral::metrics {
namespace {

using base::ErrorCode;
using engine::Lane;
using model::Verdict;

constexpr const char* kOther = "other";
constexpr std::array kVerdictLabels{Verdict::Digit, Verdict::Unsure, Verdict::NotADigit, Verdict::Empty};
constexpr std::array kLaneLabels{Lane::Interactive, Lane::Http, Lane::Batch};

struct Stage {
  const char* label;
  double engine::StageTimes::*time;
};
constexpr std::array kStages{
    Stage{"queue", &engine::StageTimes::queue},
    Stage{"decode", &engine::StageTimes::decode},
    Stage{"preprocess", &engine::StageTimes::preprocess},
    Stage{"forward", &engine::StageTimes::forward},
    Stage{"postprocess", &engine::StageTimes::postprocess},
};

struct Threshold {
  double value;
  const char* label;
};
constexpr std::array kThresholds{Threshold{0.5, "0.5"}, Threshold{0.6, "0.6"}, Threshold{0.7, "0.7"},
                                 Threshold{0.8, "0.8"}};

/// Why the engine may refuse a request, and why one that it took may fail.
constexpr std::array kRefusals{ErrorCode::QueueFull, ErrorCode::NoModel, ErrorCode::NotFound, ErrorCode::ShuttingDown};
constexpr std::array kFailureReasons{
    ErrorCode::InvalidArgument,  ErrorCode::UnsupportedFormat, ErrorCode::UnusableImage,
    ErrorCode::ImageTooLarge,    ErrorCode::TooManyBytes,      ErrorCode::Cancelled,
    ErrorCode::DeadlineExceeded, ErrorCode::ShuttingDown,      ErrorCode::Internal};

/// A counter for each of the reasons, and one for what is not among them.
class Reasons {
public:
  template <std::size_t N> Reasons(Counters& family, const std::array<ErrorCode, N>& codes)
  {
    for (const auto code : codes)
      m_counters[code] = &family.Add({{"reason", std::string(base::name(code))}});
    m_other = &family.Add({{"reason", kOther}});
  }

  void count(ErrorCode code)
  {
    const auto found = m_counters.find(code);
    (found != m_counters.end() ? found->second : m_other)->Increment();
  }

private:
  std::map<ErrorCode, prometheus::Counter*> m_counters; // not changed after construction
  prometheus::Counter* m_other;
};

} // namespace

class EngineMetrics::Impl {
public:
  Impl(Registry& registry, std::size_t queueCapacity)
      : m_registry(registry.families()), m_stages(histograms(m_registry, kStageDuration)),
        m_batchSizes(histograms(m_registry, kBatchSize)), m_batchDurations(histograms(m_registry, kBatchDuration)),
        m_verdicts(counters(m_registry, kVerdicts)), m_infos(gauges(m_registry, kModelInfo)),
        m_predictions(counters(m_registry, kPredictions)),
        m_inferenceTotals(histograms(m_registry, kInferenceTimeTotal)),
        m_inferenceCpu(histograms(m_registry, kInferenceTimeCpu).Add({}, kStageBuckets)),
        m_inferenceGpu(histograms(m_registry, kInferenceTimeGpu).Add({}, kStageBuckets)),
        m_confidence(histograms(m_registry, kConfidence).Add({}, kConfidenceBuckets)),
        m_confidenceCurrent(gauges(m_registry, kConfidenceCurrent).Add({})),
        m_reloads(counters(m_registry, kReloads).Add({{"outcome", "success"}})),
        m_failedReloads(counters(m_registry, kReloads).Add({{"outcome", "failure"}})),
        m_queueLength(gauges(m_registry, kQueueLength).Add({})), m_rejected(counters(m_registry, kRejected), kRefusals),
        m_failures(counters(m_registry, kFailures), kFailureReasons)
  {
    gauges(m_registry, kQueueCapacity).Add({}).Set(static_cast<double>(queueCapacity));
    auto& low = counters(m_registry, kLowConfidence);
    for (std::size_t i = 0; i < kThresholds.size(); ++i)
      m_low[i] = &low.Add({{"threshold", kThresholds[i].label}});
  }

  void modelLoaded(const model::Manifest& manifest, const std::string& device)
  {
    const std::lock_guard lock(m_mutex);
    auto& children = childrenOf(manifest.name);
    inferenceOn(device);
    for (const auto& name : manifest.classes)
      predictions(device, name);
    if (children.info != nullptr)
      m_infos.Remove(children.info);
    children.info = &m_infos.Add({{"model", children.label},
                                  {"version", manifest.version},
                                  {"task", manifest.task},
                                  {"device", device},
                                  {"sha256", manifest.sha256.substr(0, 12)}});
    children.info->Set(1);
  }

  void modelUnloaded(const std::string& name)
  {
    const std::lock_guard lock(m_mutex);
    const auto known = m_models.find(name);
    if (known == m_models.end() || known->second.info == nullptr)
      return;
    m_infos.Remove(known->second.info);
    known->second.info = nullptr;
  }

  void modelReloaded(bool loaded) { (loaded ? m_reloads : m_failedReloads).Increment(); }

  void admitted() { m_queueLength.Increment(); }

  void refused(ErrorCode code) { m_rejected.count(code); }

  void batched(const std::string& model, std::size_t items, double seconds)
  {
    const std::lock_guard lock(m_mutex);
    auto& children = childrenOf(model);
    children.batchSize->Observe(static_cast<double>(items));
    children.batchDuration->Observe(seconds);
  }

  void finished(const engine::Options& options, const engine::Result& result)
  {
    m_queueLength.Decrement();
    if (!result) {
      m_failures.count(result.error().code);
      return;
    }
    const auto& answer = *result;
    const std::lock_guard lock(m_mutex);
    auto& children = childrenOf(answer.model.name);
    for (std::size_t i = 0; i < kStages.size(); ++i)
      children.stages[i]->Observe(answer.times.*kStages[i].time);
    auto& verdicts = children.verdicts[static_cast<std::size_t>(options.lane)];
    if (answer.items.empty()) {
      verdicts[static_cast<std::size_t>(Verdict::Empty)]->Increment();
      return;
    }
    countInference(answer.device, answer.times.forward);
    for (const auto& item : answer.items) {
      verdicts[static_cast<std::size_t>(item.verdict)]->Increment();
      predictions(answer.device, answer.model.classes[item.best]).Increment();
      countConfidence(item.probabilities[item.best]);
    }
  }

private:
  struct ModelChildren {
    std::string label;
    std::array<prometheus::Histogram*, kStages.size()> stages{};
    prometheus::Histogram* batchSize = nullptr;
    prometheus::Histogram* batchDuration = nullptr;
    std::array<std::array<prometheus::Counter*, kVerdictLabels.size()>, kLaneLabels.size()> verdicts{};
    prometheus::Gauge* info = nullptr;
  };

  /// Caller holds m_mutex.
  ModelChildren& childrenOf(const std::string& model)
  {
    const auto known = m_models.find(model);
    if (known != m_models.end())
      return known->second;
    if (m_models.size() >= kMaxModels && model != kOther)
      return childrenOf(kOther);
    auto& children = m_models[model];
    children.label = model;
    for (std::size_t i = 0; i < kStages.size(); ++i)
      children.stages[i] = &m_stages.Add({{"model", model}, {"stage", kStages[i].label}}, kStageBuckets);
    children.batchSize = &m_batchSizes.Add({{"model", model}}, kBatchBuckets);
    children.batchDuration = &m_batchDurations.Add({{"model", model}}, kStageBuckets);
    for (const auto lane : kLaneLabels)
      for (const auto verdict : kVerdictLabels)
        children.verdicts[static_cast<std::size_t>(lane)][static_cast<std::size_t>(verdict)] =
            &m_verdicts.Add({{"model", model},
                             {"source", std::string(engine::name(lane))},
                             {"verdict", std::string(model::name(verdict))}});
    return children;
  }

  /// Caller holds m_mutex.
  prometheus::Histogram& inferenceOn(const std::string& device)
  {
    auto*& histogram = m_devices[device];
    if (histogram == nullptr)
      histogram = &m_inferenceTotals.Add({{"device", device}}, kStageBuckets);
    return *histogram;
  }

  /// Caller holds m_mutex.
  prometheus::Counter& predictions(const std::string& device, const std::string& label)
  {
    const auto known = m_classes.find({device, label});
    if (known != m_classes.end())
      return *known->second;
    if (m_classes.size() >= kMaxClasses && label != kOther)
      return predictions(device, kOther);
    auto& counter = m_predictions.Add({{"device", device}, {"predicted_class", label}});
    m_classes.emplace(std::pair(device, label), &counter);
    return counter;
  }

  void countInference(const std::string& device, double seconds)
  {
    (device == "cpu" ? m_inferenceCpu : m_inferenceGpu).Observe(seconds);
    inferenceOn(device).Observe(seconds);
  }

  void countConfidence(double confidence)
  {
    m_confidence.Observe(confidence);
    m_confidenceCurrent.Set(confidence);
    for (std::size_t i = 0; i < kThresholds.size(); ++i)
      if (confidence < kThresholds[i].value)
        m_low[i]->Increment();
  }

  prometheus::Registry& m_registry;
  Histograms& m_stages;
  Histograms& m_batchSizes;
  Histograms& m_batchDurations;
  Counters& m_verdicts;
  Gauges& m_infos;
  Counters& m_predictions;
  Histograms& m_inferenceTotals;
  prometheus::Histogram& m_inferenceCpu;
  prometheus::Histogram& m_inferenceGpu;
  prometheus::Histogram& m_confidence;
  prometheus::Gauge& m_confidenceCurrent;
  prometheus::Counter& m_reloads;
  prometheus::Counter& m_failedReloads;
  prometheus::Gauge& m_queueLength;
  std::array<prometheus::Counter*, kThresholds.size()> m_low{};
  Reasons m_rejected;
  Reasons m_failures;

  std::mutex m_mutex; ///< guards what follows
  std::map<std::string, ModelChildren> m_models;
  std::map<std::string, prometheus::Histogram*> m_devices;
  std::map<std::pair<std::string, std::string>, prometheus::Counter*> m_classes; ///< by device and class
};

EngineMetrics::EngineMetrics(Registry& registry, std::size_t queueCapacity)
    : m_impl(std::make_unique<Impl>(registry, queueCapacity))
{
}

EngineMetrics::~EngineMetrics() = default;

void EngineMetrics::modelLoaded(const model::Manifest& manifest, const std::string& device)
{
  m_impl->modelLoaded(manifest, device);
}

void EngineMetrics::modelUnloaded(const std::string& name) { m_impl->modelUnloaded(name); }

void EngineMetrics::modelReloaded(bool loaded) noexcept { m_impl->modelReloaded(loaded); }

void EngineMetrics::admitted(const engine::Options&) noexcept { m_impl->admitted(); }

void EngineMetrics::refused(const engine::Options&, const base::Error& error) noexcept { m_impl->refused(error.code); }

void EngineMetrics::batched(const model::Manifest& model, std::size_t items, double seconds) noexcept
{
  m_impl->batched(model.name, items, seconds);
}

void EngineMetrics::finished(const engine::Options& options, const engine::Result& result) noexcept
{
  m_impl->finished(options, result);
}

} // namespace numeral::metrics
