#include "monitoring/server/routes/RecentAnswers.h"

#include <iterator>
#include <utility>
#include <variant>

#include "core/strokes/Drawing.h"

namespace numeral::server {
namespace {

/// Names of models that answers share; whoever loads more pays with memory, not with a wrong answer.
constexpr std::size_t kSharedModels = 64;

} // namespace

RecentAnswers::Picture RecentAnswers::pictureOf(const engine::Input& input) const
{
  if (m_limits.pictureBytes == 0)
    return nullptr;
  if (const auto* image = std::get_if<engine::EncodedImage>(&input))
    return std::make_shared<const base::Bytes>(image->bytes);
  if (const auto* drawing = std::get_if<strokes::Drawing>(&input)) {
    const auto text = strokes::toJson(*drawing);
    return std::make_shared<const base::Bytes>(text.begin(), text.end());
  }
  return nullptr;
}

void RecentAnswers::remember(const engine::Recognition& answer, Picture picture)
{
  const std::lock_guard lock(m_mutex);
  if (const auto known = m_places.find(answer.requestId); known != m_places.end())
    forget(known->second);
  if (m_entries.size() >= m_limits.answers)
    forget(m_entries.begin());
  m_entries.push_back({answer.requestId, {answer.label, answer.confidence, shared(answer.model), nullptr}, {}});
  const auto place = std::prev(m_entries.end());
  m_places.emplace(place->id, place);
  if (!picture || picture->size() > m_limits.pictureBytes)
    return;
  while (m_pictureBytes + picture->size() > m_limits.pictureBytes)
    forgetPicture(*m_pictures.front());
  m_pictureBytes += picture->size();
  place->answer.picture = std::move(picture);
  place->picture = m_pictures.insert(m_pictures.end(), place);
}

std::optional<RecentAnswer> RecentAnswers::find(std::string_view requestId) const
{
  const std::lock_guard lock(m_mutex);
  const auto known = m_places.find(requestId);
  return known == m_places.end() ? std::nullopt : std::optional(known->second->answer);
}

/// Caller holds m_mutex.
void RecentAnswers::forget(Place place)
{
  forgetPicture(*place);
  m_places.erase(place->id);
  m_entries.erase(place);
}

/// Caller holds m_mutex.
void RecentAnswers::forgetPicture(Entry& entry)
{
  if (!entry.picture)
    return;
  m_pictureBytes -= entry.answer.picture->size();
  m_pictures.erase(*entry.picture);
  entry.picture.reset();
  entry.answer.picture.reset();
}

/// Caller holds m_mutex.
std::shared_ptr<const engine::ModelInfo> RecentAnswers::shared(const engine::ModelInfo& model)
{
  if (m_models.size() >= kSharedModels && !m_models.contains(model.name))
    return std::make_shared<const engine::ModelInfo>(model);
  auto& known = m_models[model.name];
  if (!known || known->version != model.version || known->classes != model.classes)
    known = std::make_shared<const engine::ModelInfo>(model);
  return known;
}

} // namespace numeral::server
