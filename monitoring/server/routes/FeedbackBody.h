/// The body of /feedback.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/Error.h"
#include "core/base/Files.h"

namespace numeral::server {

struct FeedbackBody {
  std::string requestId;
  std::optional<std::string> label; ///< absent: there is no digit
  struct Predicted {
    std::optional<std::string> label;
    std::string model;
    std::string modelVersion; ///< empty: not said
  };
  std::optional<Predicted> predicted; ///< where both it and the model came along
};

/// `label` or `digit`: a string, a whole number or null. `model`: a name, or an object with `name` and `version`, as in
/// an answer. Other members are ignored.
/// Errors: UnsupportedFormat (not application/json), InvalidArgument (names the member).
base::Expected<FeedbackBody> parseFeedbackBody(base::ByteSpan body, std::string_view contentType);

} // namespace numeral::server
