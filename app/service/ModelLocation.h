/// Where the shipped model lies.
#pragma once

#include <filesystem>

namespace numeral::service {

/// The folder of the model called digits: installed (<prefix>/share/numeral/models/digits), or in the checkout above
/// the running program. The installed place, for the error message, where there is neither.
std::filesystem::path defaultModel();

} // namespace numeral::service
