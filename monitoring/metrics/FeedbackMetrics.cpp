#include "monitoring/metrics/FeedbackMetrics.h"

#include <algorithm>
#include <iterator>
#include <list>
#include <map>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "core/model/Reference.h"
#include "monitoring/metrics/EngineMetrics.h"
#include "monitoring/metrics/Families.h"

namespace numeral::metrics {
namespace {

constexpr const char* kOther = "other";

/// Counters by class and outcome. Threads: one at a time.
class ClassCounts {
public:
  explicit ClassCounts(Counters& family) : m_family(family)
  {
    add(kOther);
    add(model::kNoClass);
  }

  void know(const std::vector<std::string>& classes)
  {
    for (const auto& name : classes)
      if (m_children.size() < kMaxClasses)
        add(name);
  }

  void count(const std::string& label, bool correct)
  {
    const auto known = m_children.find(label);
    const auto& children = known != m_children.end() ? known->second : m_children.at(kOther);
    (correct ? children.correct : children.wrong)->Increment();
  }

private:
  struct Children {
    prometheus::Counter* correct;
    prometheus::Counter* wrong;
  };

  void add(const std::string& label)
  {
    if (!m_children.contains(label))
      m_children[label] = {&m_family.Add({{"label", label}, {"outcome", "correct"}}),
                           &m_family.Add({{"label", label}, {"outcome", "wrong"}})};
  }

  Counters& m_family;
  std::map<std::string, Children> m_children;
};

/// Several digits in rows, of which as many were read in each row: then each says something of its class.
bool areAlike(const std::string& one, const std::string& other)
{
  return one.size() == other.size() &&
         std::equal(one.begin(), one.end(), other.begin(), [](char a, char b) { return (a == '\n') == (b == '\n'); });
}

void countClasses(const feedback::Record& record, const std::vector<std::string>& classes, ClassCounts& counts)
{
  if (!record.label)
    counts.count(model::kNoClass, record.correct());
  else if (std::find(classes.begin(), classes.end(), *record.label) != classes.end())
    counts.count(*record.label, record.correct());
  else if (!record.predicted || !areAlike(*record.label, *record.predicted))
    counts.count(kOther, false);
  else
    for (std::size_t i = 0; i < record.label->size(); ++i)
      if ((*record.label)[i] != '\n')
        counts.count(std::string(1, (*record.label)[i]), (*record.label)[i] == (*record.predicted)[i]);
}

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
        m_accuracy(gauges(registry.families(), kFeedbackAccuracy)),
        m_classes(counters(registry.families(), kFeedbackClass))
  {
  }

  void knowClasses(const std::vector<std::string>& classes)
  {
    const std::lock_guard lock(m_mutex);
    m_classes.know(classes);
  }

  void given(const feedback::Record& record, const std::vector<std::string>& classes)
  {
    (record.correct() ? m_correct : m_wrong).Increment();
    const std::lock_guard lock(m_mutex);
    m_classes.know(classes);
    countClasses(record, classes, m_classes);
    m_window.add(record.requestId, record.correct());
    if (m_ratio == nullptr)
      m_ratio = &m_accuracy.Add({});
    m_ratio->Set(m_window.ratio());
  }

private:
  prometheus::Counter& m_correct;
  prometheus::Counter& m_wrong;
  Gauges& m_accuracy;
  std::mutex m_mutex; ///< guards what follows
  ClassCounts m_classes;
  AccuracyWindow m_window;
  prometheus::Gauge* m_ratio = nullptr; ///< a share of nothing is no number: none before the first
};

FeedbackMetrics::FeedbackMetrics(Registry& registry) : m_impl(std::make_unique<Impl>(registry)) {}

FeedbackMetrics::~FeedbackMetrics() = default;

void FeedbackMetrics::knowClasses(const std::vector<std::string>& classes) { m_impl->knowClasses(classes); }

void FeedbackMetrics::given(const feedback::Record& record, const std::vector<std::string>& classes)
{
  m_impl->given(record, classes);
}

} // namespace numeral::metrics
