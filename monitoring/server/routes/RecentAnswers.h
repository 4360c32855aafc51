/// Remembers the latest answers by their request id, so that who corrects one need not repeat it.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/Files.h"
#include "core/engine/Recognition.h"
#include "core/engine/Recognizer.h"

namespace numeral::server {

struct RecentLimits {
  std::size_t answers = 10'000;
  std::size_t pictureBytes = 64u << 20; ///< 0 keeps no pictures
};

struct RecentAnswer {
  std::optional<std::string> label;
  std::optional<double> confidence; ///< absent where nobody knows it
  std::shared_ptr<const engine::ModelInfo> model;
  std::shared_ptr<const base::Bytes> picture; ///< what was read; null where it is not kept
};

/// The oldest are forgotten first, and pictures before their answers. Each call takes the same time however many are
/// kept. Threads: any.
class RecentAnswers {
public:
  using Picture = std::shared_ptr<const base::Bytes>;

  explicit RecentAnswers(RecentLimits limits = {}) : m_limits(limits) {}

  /// A copy to be remembered with the answer: an image as it was sent, a drawing as JSON. Null where none is kept.
  Picture pictureOf(const engine::Input& input) const;

  /// In place of an earlier one of that request id.
  void remember(const engine::Recognition& answer, Picture picture = nullptr);

  std::optional<RecentAnswer> find(std::string_view requestId) const;

private:
  struct Entry;
  using Entries = std::list<Entry>;
  using Place = Entries::iterator;
  struct Entry {
    std::string id;
    RecentAnswer answer;
    std::optional<std::list<Place>::iterator> picture; ///< among m_pictures
  };

  void forget(Place place);
  void forgetPicture(Entry& entry);
  std::shared_ptr<const engine::ModelInfo> shared(const engine::ModelInfo& model);

  const RecentLimits m_limits;
  mutable std::mutex m_mutex;                           ///< guards what follows
  Entries m_entries;                                    ///< oldest first
  std::unordered_map<std::string_view, Place> m_places; ///< keys are the entries' own
  std::list<Place> m_pictures;                          ///< the entries that have one, oldest first
  std::size_t m_pictureBytes = 0;
  std::map<std::string, std::shared_ptr<const engine::ModelInfo>> m_models; ///< by name: answers share their classes
};

} // namespace numeral::server
