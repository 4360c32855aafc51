#include "app/cli/ProgressBar.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <unistd.h>

namespace numeral::cli {
namespace {

constexpr std::size_t kWidth = 30;
constexpr double kSecondsBetween = 0.1;

std::string timeLeft(double elapsed, std::size_t done, std::size_t total)
{
  const auto left = std::lround(elapsed * static_cast<double>(total - done) / static_cast<double>(done));
  char text[32];
  std::snprintf(text, sizeof text, "%ld:%02ld left", left / 60, left % 60);
  return text;
}

} // namespace

ProgressBar::ProgressBar(std::string label, std::size_t total)
    : m_label(std::move(label)), m_total(total), m_terminal(::isatty(STDERR_FILENO) == 1), m_start(base::Steady::now())
{
}

ProgressBar::~ProgressBar()
{
  if (m_drawn)
    std::fputs("\r\033[K", stderr);
}

void ProgressBar::update(std::size_t done, std::string_view note)
{
  const auto now = base::Steady::now();
  const bool last = m_total > 0 && done >= m_total;
  if (!m_terminal || (m_drawn && !last && base::secondsBetween(m_last, now) < kSecondsBetween))
    return;
  m_last = now;
  m_drawn = true;
  std::string line = m_label + " ";
  if (m_total > 0) {
    const std::size_t filled = kWidth * std::min(done, m_total) / m_total;
    line += "[" + std::string(filled, '#') + std::string(kWidth - filled, '.') + "] " + std::to_string(done) + "/" +
            std::to_string(m_total);
    if (done > 0 && !last)
      line += " " + timeLeft(base::secondsBetween(m_start, now), done, m_total);
  } else {
    line += std::to_string(done);
  }
  if (!note.empty())
    line += " " + std::string(note);
  std::fprintf(stderr, "\r%s\033[K", line.c_str());
  std::fflush(stderr);
}

} // namespace numeral::cli
