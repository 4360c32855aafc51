#include "monitoring/metrics/FeedbackMetrics.h"

#include <iterator>
#include <list>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "monitoring/metrics/Families.h"

namespace numeral::metrics {
namespace {

/// The latest requests with feedback, each once.
class AccuracyWindow {
public:
  void add(const std::string& requestId, bool correct)
  {
    if (const auto known = m_places.find(requestId); known != m_places.end())
      drop(known->second);
    if (m_entries.size() == kAccuracyWindow)
      drop(m_entries.begin());
    m_entries.push_back({requestId, correct});
    m_places.emplace(m_entries.back().id, std::prev(m_entries.end()));
    m_correct += correct ? 1 : 0;
  }

  /// Of at least one.
  double ratio() const { return static_cast<double>(m_correct) / static_cast<double>(m_entries.size()); }

private:
  struct Entry {
    std::string id;
    bool correct = false;
  };
  using Place = std::list<Entry>::iterator;

  void drop(Place place)
  {
    m_correct -= place->correct ? 1 : 0;
    m_places.erase(place->id);
    m_entries.erase(place);
  }

  std::list<Entry> m_entries;                           ///< oldest first
  std::unordered_map<std::string_view, Place> m_places; ///< keys are the entries' own
  std::size_t m_correct = 0;
};

} // namespace

class FeedbackMetrics::Impl {
public:
  explicit Impl(Registry& registry)
      : m_correct(counters(registry.families(), kFeedback).Add({{"outcome", "correct"}})),
        m_wrong(counters(registry.families(), kFeedback).Add({{"outcome", "wrong"}})),
        m_accuracy(gauges(registry.families(), kFeedbackAccuracy))
  {
  }

  void given(const std::string& requestId, bool correct)
  {
    (correct ? m_correct : m_wrong).Increment();
    const std::lock_guard lock(m_mutex);
    m_window.add(requestId, correct);
    if (m_ratio == nullptr)
      m_ratio = &m_accuracy.Add({});
    m_ratio->Set(m_window.ratio());
  }

private:
  prometheus::Counter& m_correct;
  prometheus::Counter& m_wrong;
  Gauges& m_accuracy;
  std::mutex m_mutex; ///< guards what follows
  AccuracyWindow m_window;
  prometheus::Gauge* m_ratio = nullptr; ///< a share of nothing is no number: none before the first
};

FeedbackMetrics::FeedbackMetrics(Registry& registry) : m_impl(std::make_unique<Impl>(registry)) {}

FeedbackMetrics::~FeedbackMetrics() = default;

void FeedbackMetrics::given(const std::string& requestId, bool correct) { m_impl->given(requestId, correct); }

} // namespace numeral::metrics
