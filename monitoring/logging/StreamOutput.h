/// stdout or stderr as a place for lines; a reader that stalls holds nobody up.
#pragma once

#include "monitoring/logging/Output.h"

namespace numeral::logging {

class StreamOutput final : public Output {
public:
  /// Owns: not the descriptor.
  explicit StreamOutput(int descriptor) : m_descriptor(descriptor) {}

  base::Expected<void> write(std::string_view& lines) override;

private:
  const int m_descriptor;
};

} // namespace numeral::logging
