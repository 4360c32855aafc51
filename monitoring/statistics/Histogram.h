/// Counts values in buckets of a fixed number, and tells percentiles from them.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "core/report/Traffic.h"

namespace numeral::statistics {

/// Seconds, 2^Bits buckets to each doubling: the middle of a bucket is off by at most 1/2^(Bits+1) of any value in it.
/// What is shorter than about 1 µs or longer than 2^Doublings times that falls into the first or last bucket.
template <unsigned Bits, unsigned Doublings> struct LogBuckets {
  static constexpr std::size_t kToDoubling = std::size_t{1} << Bits;
  static constexpr double kMaxError = 0.5 / kToDoubling; ///< relative
  static constexpr std::size_t kCount = Doublings * kToDoubling;

  static std::size_t index(double seconds)
  {
    if (!(seconds > kShortest))
      return 0;
    // A double's exponent and the first bits of its fraction, read as one number, are the bucket.
    const auto bucket = leadingBits(seconds) - leadingBits(kShortest);
    return static_cast<std::size_t>(std::min<std::uint64_t>(bucket, kCount - 1));
  }

  static double middle(std::size_t index)
  {
    const auto exponent = static_cast<int>(index / kToDoubling);
    return std::ldexp(kShortest * (1 + (static_cast<double>(index % kToDoubling) + 0.5) / kToDoubling), exponent);
  }

private:
  static constexpr double kShortest = 0x1p-20;
  static constexpr unsigned kFractionBits = 52;
  static std::uint64_t leadingBits(double value)
  {
    return std::bit_cast<std::uint64_t>(value) >> (kFractionBits - Bits);
  }
};

/// Up to 128 s.
using DurationBuckets = LogBuckets<4, 27>;

/// Shares of 0 to 1, a per cent each; a border belongs to the bucket above it.
struct ShareBuckets {
  static constexpr std::size_t kCount = 100;
  static std::size_t index(double share)
  {
    return share > 0 ? std::min(static_cast<std::size_t>(share * kCount), kCount - 1) : 0;
  }
  static double middle(std::size_t index) { return (static_cast<double>(index) + 0.5) / kCount; }
};

/// `Count` must hold as many values as ever come.
/// Threads: one at a time.
template <class Buckets, class Count = std::uint32_t> class Histogram {
public:
  void add(double value)
  {
    ++m_counts[Buckets::index(value)];
    m_min = m_count == 0 ? value : std::min(m_min, value);
    m_max = m_count == 0 ? value : std::max(m_max, value);
    m_sum += value;
    ++m_count;
  }

  void merge(const Histogram& other)
  {
    if (other.m_count == 0)
      return;
    for (std::size_t i = 0; i < Buckets::kCount; ++i)
      m_counts[i] += other.m_counts[i];
    m_min = m_count == 0 ? other.m_min : std::min(m_min, other.m_min);
    m_max = m_count == 0 ? other.m_max : std::max(m_max, other.m_max);
    m_sum += other.m_sum;
    m_count += other.m_count;
  }

  Count count() const { return m_count; }
  double min() const { return m_min; }
  double max() const { return m_max; }
  const std::array<Count, Buckets::kCount>& counts() const { return m_counts; }
  double mean() const { return m_count == 0 ? 0 : m_sum / static_cast<double>(m_count); }

  /// The value that this share of all values does not exceed (nearest rank); 0 without any.
  double percentile(double share) const
  {
    if (m_count == 0)
      return 0;
    const auto rank =
        std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(m_count))));
    std::uint64_t seen = 0;
    std::size_t i = 0;
    while (i + 1 < Buckets::kCount && (seen += m_counts[i]) < rank)
      ++i;
    return std::clamp(Buckets::middle(i), m_min, m_max);
  }

  report::Spread spread() const { return {mean(), percentile(0.5), percentile(0.95), percentile(0.99), m_max, m_min}; }

private:
  std::array<Count, Buckets::kCount> m_counts{};
  Count m_count = 0;
  double m_sum = 0;
  double m_min = 0;
  double m_max = 0;
};

} // namespace numeral::statistics
