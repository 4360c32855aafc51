/// Goes over kept feedback, oldest first: for fine-tuning and for accuracy.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>

#include "core/base/Error.h"
#include "core/feedback/Record.h"

namespace numeral::feedback {

struct ReadCount {
  std::size_t records = 0;
  std::size_t damaged = 0; ///< lines that are no whole record, and were passed over
};

/// Also while a store writes there: what is being written is not seen yet. Of several records with one request id the
/// last one counts; all are shown. Threads: any. Errors: NotFound (no such folder), Io.
base::Expected<ReadCount> readRecords(const std::filesystem::path& folder,
                                      const std::function<void(const Record&)>& visit);

} // namespace numeral::feedback
