#include "core/model/Store.h"

#include <utility>

namespace numeral::model {

void Store::put(std::shared_ptr<const Bundle> bundle)
{
  const std::scoped_lock lock(m_mutex);
  m_default = bundle->manifest.name;
  m_bundles[m_default] = std::move(bundle);
}

base::Expected<std::shared_ptr<const Bundle>> Store::find(const std::string& name) const
{
  const std::scoped_lock lock(m_mutex);
  if (m_bundles.empty())
    return base::failure(base::ErrorCode::NoModel, "No model is loaded yet. Try again when one is.");
  if (const auto it = m_bundles.find(name.empty() ? m_default : name); it != m_bundles.end())
    return it->second;
  std::string known;
  for (const auto& [other, bundle] : m_bundles)
    known += (known.empty() ? "" : ", ") + other;
  return base::failure(base::ErrorCode::NotFound, "There is no model \"" + name + "\". Loaded: " + known + ".");
}

bool Store::remove(const std::string& name)
{
  const std::scoped_lock lock(m_mutex);
  if (m_bundles.erase(name) == 0)
    return false;
  if (name == m_default)
    m_default = m_bundles.empty() ? std::string() : m_bundles.begin()->first;
  return true;
}

std::vector<std::shared_ptr<const Bundle>> Store::all() const
{
  const std::scoped_lock lock(m_mutex);
  std::vector<std::shared_ptr<const Bundle>> bundles;
  for (const auto& [name, bundle] : m_bundles)
    bundles.push_back(bundle);
  return bundles;
}

} // namespace numeral::model
