#include "core/training/Source.h"

#include <cmath>
#include <utility>

#include "core/base/Files.h"
#include "core/base/Sha256.h"

namespace numeral::training {

std::size_t Mixture::Part::count() const
{
  return static_cast<std::size_t>(std::llround(weight * static_cast<double>(source->size())));
}

void Mixture::add(std::shared_ptr<const Source> source, double weight)
{
  m_parts.push_back({std::move(source), weight});
}

std::size_t Mixture::size() const
{
  std::size_t count = 0;
  for (const auto& part : m_parts)
    count += part.count();
  return count;
}

std::vector<Mixture::Place> Mixture::epoch(Random random) const
{
  std::vector<Place> all;
  for (const auto& part : m_parts) {
    // Whole rounds through the originals, and of the last round as many as are left over, other ones each epoch.
    const auto order = shuffled(part.source->size(), Random(random.next()));
    for (std::size_t i = 0; i < part.count(); ++i)
      all.push_back({part.source.get(), order[i % order.size()]});
  }
  std::vector<Place> mixed;
  mixed.reserve(all.size());
  for (const auto i : shuffled(all.size(), random))
    mixed.push_back(all[i]);
  return mixed;
}

std::string Mixture::fingerprint() const
{
  std::string text;
  for (const auto& part : m_parts)
    text += std::to_string(part.weight) + " " + part.source->fingerprint() + "\n";
  return base::sha256(base::bytesOf(text));
}

Mixture::Place shownAt(const std::vector<std::shared_ptr<const Source>>& sources, std::size_t index)
{
  const auto& source = *sources[index % sources.size()];
  return {&source, Random(index).below(source.size())};
}

std::string fingerprintOf(const std::vector<std::shared_ptr<const Source>>& sources)
{
  std::string text;
  for (const auto& source : sources)
    text += " " + source->fingerprint();
  return text;
}

} // namespace numeral::training
