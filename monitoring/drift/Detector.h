/// Compares live counts with a reference's, bin by bin.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace numeral::drift {

struct Score {
  double psi = 0;
  std::optional<double> ks; ///< none where bins have no order
};

enum class Bins { Ordered, Named };

/// Threads: one at a time. Source, PSI: Siddiqi, "Credit Risk Scorecards", 2006 (0.1 a small change, 0.25 a large one);
/// its mean without any change, which is taken off: Yurdakul, "Statistical properties of population stability index",
/// 2018. KS: Smirnov, "Table for estimating the goodness of fit of empirical distributions", 1948.
class Detector {
public:
  /// `reference`: counts, one a bin, not all 0. So that PSI does not go by what is rare, ordered neighbours are joined
  /// for it until each group holds kLeastShare of the reference.
  Detector(std::vector<std::uint64_t> reference, Bins bins);

  static constexpr double kLeastShare = 0.05;

  void add(std::size_t bin);
  /// One that was added before.
  void remove(std::size_t bin);

  std::size_t samples() const { return m_samples; }

  /// Nothing below `least` samples, or so few that bins would be empty by chance (five a group).
  std::optional<Score> score(std::size_t least) const;

private:
  double psi() const;
  double ks() const;

  std::vector<std::uint64_t> m_reference;
  std::vector<std::size_t> m_groups; ///< of each bin
  std::size_t m_groupCount = 0;
  double m_referenceSamples = 0;
  Bins m_bins;
  std::vector<std::uint32_t> m_live;
  std::size_t m_samples = 0;
};

} // namespace numeral::drift
