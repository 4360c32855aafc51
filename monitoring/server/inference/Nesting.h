/// Measures the lists of a nested JSON array while they are read.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace numeral::server {

/// Each call but lengths() is false as soon as the lists are ragged: of different lengths on one level, or with values
/// on different levels.
class Nesting {
public:
  bool open()
  {
    const bool fits = m_open.empty() || count();
    m_open.push_back(0);
    return fits;
  }

  bool close()
  {
    const std::size_t level = m_open.size() - 1;
    const std::size_t length = m_open.back();
    m_open.pop_back();
    if (m_lengths.size() <= level)
      m_lengths.resize(level + 1);
    if (!m_lengths[level])
      m_lengths[level] = length;
    return m_lengths[level] == length;
  }

  bool value()
  {
    if (!m_valueLevel)
      m_valueLevel = m_open.size();
    return m_valueLevel == m_open.size() && count();
  }

  /// Outermost first, once every list is closed.
  std::vector<std::size_t> lengths() const
  {
    std::vector<std::size_t> lengths;
    for (const auto& length : m_lengths)
      lengths.push_back(length.value_or(0));
    return lengths;
  }

private:
  /// One more member of the innermost list. Where values stand there are no lists.
  bool count()
  {
    ++m_open.back();
    return !m_valueLevel || m_open.size() <= *m_valueLevel;
  }

  std::vector<std::size_t> m_open;                   ///< members so far of the lists that are open
  std::vector<std::optional<std::size_t>> m_lengths; ///< by level
  std::optional<std::size_t> m_valueLevel;           ///< lists around a value
};

} // namespace numeral::server
