/// One line on the terminal that shows how far something is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/Clock.h"

namespace numeral::cli {

/// Draws on stderr, and only where that is a terminal; everywhere else it does nothing.
/// Threads: one.
class ProgressBar {
public:
  /// `total` 0: not known, so only a count is shown.
  ProgressBar(std::string label, std::size_t total);
  /// Takes the line away again.
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// `note`: a few words behind the bar. Draws ten times a second at most.
  void update(std::size_t done, std::string_view note = {});

private:
  std::string m_label;
  std::size_t m_total;
  bool m_terminal;
  bool m_drawn = false;
  base::TimePoint m_start;
  base::TimePoint m_last;
};

} // namespace numeral::cli
