/// Random numbers that depend on their seeds alone, on every machine and in every order of use.
#pragma once

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace numeral::training {

/// Source: SplitMix64, after Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
class Random {
public:
  explicit Random(std::uint64_t seed) : m_state(seed) {}
  /// A stream of its own for each pair, so that an image is altered the same way wherever in an epoch it comes.
  Random(std::uint64_t seed, std::uint64_t stream) : m_state(Random(seed).next() ^ Random(~stream).next()) {}

  std::uint64_t next()
  {
    std::uint64_t z = (m_state += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  /// From `low` (included) to `high` (excluded).
  double uniform(double low, double high)
  {
    return low + (high - low) * (static_cast<double>(next() >> 11) * 0x1.0p-53);
  }

  /// 0 to count - 1. The bias is below count / 2^64.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }

private:
  std::uint64_t m_state;
};

/// 0 to count - 1 in random order (Fisher and Yates).
inline std::vector<std::size_t> shuffled(std::size_t count, Random random)
{
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t left = count; left > 1; --left)
    std::swap(order[left - 1], order[random.below(left)]);
  return order;
}

} // namespace numeral::training
