/// What an operator asks of the running program: another model, another log level, to leave the rotation.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Error.h"
#include "core/report/ModelChange.h"
#include "monitoring/server/http/RouteTable.h"

namespace numeral::server {

/// Called on HTTP threads, many at once.
struct Controls {
  /// An empty path: the present model's, again. The old model goes on serving when this fails.
  std::function<base::Expected<report::ModelChange>(const std::filesystem::path&)> loadModel;
  /// Gives the level before. Errors: InvalidArgument.
  std::function<base::Expected<std::string>(std::string_view)> setLogLevel;
  std::filesystem::path modelsDir; ///< models that clients name lie below it; empty: they may name none
};

/// POST /admin/reload, /admin/log-level and /admin/drain on the admin port, GET /load_model on both; all want a key.
/// `setDraining` is told whether the server is to leave the rotation or to come back.
std::vector<Route> adminRoutes(const Controls& controls, std::function<void(bool)> setDraining);

/// `asked`, resolved with all its links, where it lies below `modelsDir`.
/// Errors: NotFound, InvalidArgument (lies elsewhere, or there is no such folder).
base::Expected<std::filesystem::path> modelBelow(const std::filesystem::path& modelsDir, std::string_view asked);

} // namespace numeral::server
