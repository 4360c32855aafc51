/// One line a request on the log, or as many as an operator wants to pay for.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "core/base/Clock.h"
#include "core/base/Error.h"
#include "monitoring/logging/Log.h"
#include "monitoring/metrics/HttpMetrics.h"
#include "monitoring/server/http/RequestHead.h"
#include "monitoring/server/http/TraceContext.h"

namespace numeral::server {

enum class AccessMode {
  All,
  Sampled, ///< the first kAccessLines of a second, and as many answers of 500 or more; the rest is counted in one line
  Errors,  ///< answers of 400 or more
  Off,
};

/// Errors: InvalidArgument (names the words there are).
base::Expected<AccessMode> parseAccessMode(std::string_view word);

inline constexpr std::uint64_t kAccessLines = 100;

/// At info, from 500 on as a warning. What the mode leaves out has its line at debug.
/// Threads: any.
class AccessLog {
public:
  /// `log` must outlive this.
  AccessLog(logging::Log& log, AccessMode mode, base::SteadyNow now = base::Steady::now);
  /// Counts what was left out last.
  ~AccessLog();

  void note(const RequestHead& head, const metrics::Exchange& exchange, const std::string& requestId,
            const TraceContext& trace);

private:
  static constexpr std::size_t kClasses = 6; ///< of statuses, by their first digit

  struct Second {
    base::TimePoint began;
    std::uint64_t lines = 0;  ///< of answers below 500
    std::uint64_t errors = 0; ///< of the others
    std::array<std::uint64_t, kClasses> leftOut{};
  };

  logging::Level levelOf(int status);
  bool hasRoom(int status);
  void writeSummary(const Second& second);

  logging::Log& m_log;
  const AccessMode m_mode;
  const base::SteadyNow m_now;
  std::mutex m_mutex; ///< guards what follows
  Second m_second;
};

} // namespace numeral::server
