/// Which answers a model can give, for those who are told what was right.
#pragma once

#include <optional>
#include <string>

#include "core/engine/Recognition.h"

namespace numeral::engine {

/// A reader of digits: a string of its classes, left to right, rows parted by a line feed, as many as an answer may
/// have; another model: one of its classes. Nothing, for no digit there, is an answer of each.
bool canAnswer(const ModelInfo& model, const std::optional<std::string>& label);

} // namespace numeral::engine
