/// The loaded models by name.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/model/Bundle.h"

namespace numeral::model {

/// Threads: any. A bundle that was handed out stays alive for whoever holds it, also after it was replaced.
class Store {
public:
  /// Puts the bundle under its manifest's name, in place of one of that name; the last one put is the default.
  void put(std::shared_ptr<const Bundle> bundle);

  /// The default for an empty name. Errors: NoModel (nothing loaded), NotFound (names what there is).
  base::Expected<std::shared_ptr<const Bundle>> find(const std::string& name = {}) const;

  /// False where there was none of that name.
  bool remove(const std::string& name);

  std::vector<std::shared_ptr<const Bundle>> all() const;

private:
  mutable std::mutex m_mutex;
  std::map<std::string, std::shared_ptr<const Bundle>> m_bundles;
  std::string m_default;
};

} // namespace numeral::model
