/// Where several programs of one user keep feedback: a folder for each that runs at the same time.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <vector>

#include "core/base/Error.h"
#include "core/feedback/FeedbackStore.h"

namespace numeral::feedback {

/// Programs that may write below one folder at the same time.
inline constexpr std::size_t kMaxWriters = 16;

/// The first of `state`/feedback, feedback-2, … that nobody writes to. Errors: Io (also: all are taken).
base::Expected<std::unique_ptr<FeedbackStore>> openFirstFree(const std::filesystem::path& state,
                                                             const StoreConfig& config = {});

/// Those that are there, for readRecords().
std::vector<std::filesystem::path> feedbackFolders(const std::filesystem::path& state);

} // namespace numeral::feedback
