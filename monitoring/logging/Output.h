/// A place that whole lines can be written to, and that can refuse them for a while.
#pragma once

#include <string_view>

#include "core/base/Error.h"

namespace numeral::logging {

/// Threads: one at a time.
class Output {
public:
  virtual ~Output() = default;

  /// Called before the first line, and again after an error before the next try. Errors: Io.
  virtual base::Expected<void> open() { return {}; }

  /// Takes what arrived off the front of `lines`; blocks for a second or so at most. Errors: Io; the rest is then still
  /// in `lines`, to be given again.
  virtual base::Expected<void> write(std::string_view& lines) = 0;

  /// Somebody may have moved what is written to.
  virtual void reopen() {}
};

} // namespace numeral::logging
