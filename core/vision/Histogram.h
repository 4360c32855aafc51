/// How often each tone occurs: medians and the like without sorting pixels.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/image/Image.h"

namespace numeral::vision {

class Histogram {
public:
  void add(const std::uint8_t* tones, std::size_t count);

  /// As if no pixel had this tone.
  void forget(std::uint8_t tone);

  std::size_t count() const { return m_count; }
  /// The tone below which lies this share of them; 0 of none.
  double quantile(double share) const;
  /// Standard deviation around a tone, of normally distributed ones: from the median, so that outliers tell nothing.
  double deviation(double tone) const;
  /// The first tone, from the dark or from the light end, past so many outliers.
  double darkest(std::size_t outliers) const;
  double lightest(std::size_t outliers) const;

private:
  std::array<std::size_t, 256> m_counts{};
  std::size_t m_count = 0;
};

/// Tones along the edge of a grey image, a thirty-second of its smaller side deep.
Histogram tonesAtEdge(const image::Image& gray);

} // namespace numeral::vision
