/// Keeps what clients saw of their requests in the last minute: how many, how fast, how many of them errors.
#pragma once

#include <memory>

#include "core/base/Clock.h"
#include "core/report/HttpTraffic.h"

namespace numeral::statistics {

/// Threads: any.
class HttpStatistics {
public:
  /// `now` must be safe to call from any thread.
  explicit HttpStatistics(base::SteadyNow now = base::Steady::now);
  ~HttpStatistics();

  void began() noexcept;
  /// Follows every began() once.
  void finished(int status, double seconds) noexcept;

  report::HttpTraffic traffic() const;

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::statistics
