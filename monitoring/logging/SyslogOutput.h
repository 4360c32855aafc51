/// syslog(3) as a place for lines, facility local0.
#pragma once

#include <memory>

#include "monitoring/logging/Level.h"
#include "monitoring/logging/Output.h"

namespace numeral::logging {

/// A line for it begins with its level as a digit: syslog wants each by itself.
char syslogMark(Level level) noexcept;

/// syslog(3) tells nobody whether anybody listens, so /dev/log is asked first.
class SyslogOutput final : public Output {
public:
  SyslogOutput();
  ~SyslogOutput() override;

  base::Expected<void> open() override;
  base::Expected<void> write(std::string_view& lines) override;

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::logging
