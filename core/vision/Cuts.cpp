#include "core/vision/Cuts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "core/image/Image.h"

namespace numeral::vision {
namespace {

/// Rows of the copy in which cuts are looked for: enough to tell strokes, and as cheap for every size of writing.
constexpr int kRows = 32;
/// Narrower ink, as a share of its height, is one digit.
constexpr double kNarrowest = 0.45;
/// What stands beside a cut is at least so much of the height, and so much of the ink.
constexpr double kLeastHeight = 0.5;
constexpr double kLeastInk = 0.08;
constexpr double kLeastBeside = 0.6;
/// A cut goes through ink once, and not along a stroke.
constexpr double kLongestCut = 0.4;
/// Ink wider than high is two digits as soon as one: bows may touch twice, and along more of their height.
constexpr double kWide = 1;
constexpr double kLongestCutOfWide = 0.6;
/// Cuts closer than this share of the height are the same.
constexpr double kLeastApart = 0.15;
/// Writing slants: cuts are tried along these (columns to the left for each row down).
constexpr std::array kSlants{0.0, -0.2, 0.2, 0.4};
/// A cut may leave its straight line by so many columns.
constexpr int kBand = 2;

struct Seam {
  double cost = std::numeric_limits<double>::infinity(); ///< pixels of ink that it crosses
  std::vector<int> columns;                              ///< of each row: what is left of it lies on its left
};

/// The patch at a fixed height; each pixel the share of it that is inked.
image::Image shrink(const Patch& patch)
{
  const double scale = std::min(1.0, static_cast<double>(kRows) / patch.height());
  const auto scaled = [scale](int length) { return static_cast<int>(std::ceil(length * scale)); };
  image::Image small(scaled(patch.width()), scaled(patch.height()), 1);
  std::vector<double> inked(small.pixels.size(), 0);
  for (const auto& run : patch.runs) {
    const auto row = static_cast<std::size_t>((run.y - patch.top) * scale) * static_cast<std::size_t>(small.width);
    const double from = (run.from - patch.left) * scale;
    const double to = (run.to - patch.left) * scale;
    for (auto x = static_cast<std::size_t>(from); static_cast<double>(x) < to; ++x)
      inked[row + x] += std::min(to, static_cast<double>(x + 1)) - std::max(from, static_cast<double>(x));
  }
  std::transform(inked.begin(), inked.end(), small.pixels.begin(), [scale](double share) {
    constexpr double kThinPen = 2.5; // whose strokes must not fade in the small
    return static_cast<std::uint8_t>(std::lround(255 * std::min(1.0, share * scale * kThinPen)));
  });
  return small;
}

/// Of each row, how far a slanting line is to the right of where it is at half height.
std::vector<int> lean(const image::Image& ink, double slant)
{
  std::vector<int> columns(static_cast<std::size_t>(ink.height));
  for (int y = 0; y < ink.height; ++y)
    columns[static_cast<std::size_t>(y)] = static_cast<int>(std::lround(slant * (ink.height / 2.0 - y)));
  return columns;
}

/// The cheapest way down near the leaning line that passes `column` at half height.
Seam cheapestNear(const image::Image& ink, int column, const std::vector<int>& leaning)
{
  constexpr int kWays = 2 * kBand + 1;
  constexpr double kSideways = 0.15;
  const auto columnAt = [&](int y, int way) { return column + leaning[static_cast<std::size_t>(y)] + way - kBand; };
  const auto inkAt = [&](int y, int way) {
    const int x = columnAt(y, way);
    return x < 0 || x >= ink.width ? 0.0 : ink.at(x, y) / 255.0;
  };
  std::array<double, kWays> costs{};
  std::vector<std::array<int, kWays>> cameFrom(static_cast<std::size_t>(ink.height));
  for (int y = 0; y < ink.height; ++y) {
    std::array<double, kWays> next{};
    for (int way = 0; way < kWays; ++way) {
      int best = way;
      double bestCost = costs[static_cast<std::size_t>(way)];
      for (const int other : {way - 1, way + 1})
        if (other >= 0 && other < kWays && costs[static_cast<std::size_t>(other)] + kSideways < bestCost) {
          best = other;
          bestCost = costs[static_cast<std::size_t>(other)] + kSideways;
        }
      next[static_cast<std::size_t>(way)] = bestCost + inkAt(y, way) * (best == way ? 1 : 1.4);
      cameFrom[static_cast<std::size_t>(y)][static_cast<std::size_t>(way)] = best;
    }
    costs = next;
  }
  Seam seam;
  auto way = static_cast<int>(std::min_element(costs.begin(), costs.end()) - costs.begin());
  seam.cost = costs[static_cast<std::size_t>(way)];
  seam.columns.resize(static_cast<std::size_t>(ink.height));
  for (int y = ink.height - 1; y >= 0; --y) {
    seam.columns[static_cast<std::size_t>(y)] = columnAt(y, way);
    way = cameFrom[static_cast<std::size_t>(y)][static_cast<std::size_t>(way)];
  }
  return seam;
}

/// Ink that no way near the leaning line gets around: what the cheapest costs at least.
int leastCrossed(const image::Image& ink, int column, const std::vector<int>& leaning)
{
  int rows = 0;
  for (int y = 0; y < ink.height; ++y) {
    const int middle = column + leaning[static_cast<std::size_t>(y)];
    if (middle < kBand || middle + kBand >= ink.width)
      continue;
    const auto row = ink.pixels.begin() + static_cast<std::ptrdiff_t>(y) * ink.width + middle - kBand;
    rows += std::all_of(row, row + 2 * kBand + 1, [](auto value) { return value >= 128; }) ? 1 : 0;
  }
  return rows / 2; // a pixel counted here may be half ink only
}

/// How often the seam enters ink. Twice is what every loop and bow takes; digits mostly touch in one place.
int crossings(const image::Image& ink, const Seam& seam)
{
  int count = 0;
  bool inked = false;
  for (int y = 0; y < ink.height; ++y) {
    const int x = seam.columns[static_cast<std::size_t>(y)];
    const bool now = x >= 0 && x < ink.width && ink.at(x, y) >= 128;
    count += now && !inked ? 1 : 0;
    inked = now;
  }
  return count;
}

/// Whether everything between the seams may be a digit. `seams`: left to right.
bool leavesDigits(const image::Image& ink, const std::vector<Seam>& seams)
{
  struct Side {
    int top = std::numeric_limits<int>::max();
    int bottom = 0;
    double ink = 0;
  };
  std::vector<Side> sides(seams.size() + 1);
  double all = 0;
  for (int y = 0; y < ink.height; ++y) {
    std::size_t side = 0;
    for (int x = 0; x < ink.width; ++x) {
      while (side < seams.size() && x >= seams[side].columns[static_cast<std::size_t>(y)])
        ++side;
      if (ink.at(x, y) < 128)
        continue;
      sides[side].top = std::min(sides[side].top, y);
      sides[side].bottom = y + 1;
      ++sides[side].ink;
      ++all;
    }
  }
  const auto digitLike = [&](const Side& side) {
    return side.bottom - side.top >= kLeastHeight * ink.height && side.ink >= kLeastInk * all;
  };
  // Digits stand beside one another; the loop of a 9 and its stem do not.
  const auto apart = [](const Side& a, const Side& b) {
    const int beside = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
    return beside < kLeastBeside * std::min(a.bottom - a.top, b.bottom - b.top);
  };
  return std::all_of(sides.begin(), sides.end(), digitLike) &&
         std::adjacent_find(sides.begin(), sides.end(), apart) == sides.end();
}

std::vector<Seam> findSeams(const image::Image& ink)
{
  const bool wide = ink.width >= kWide * ink.height;
  const double longest = (wide ? kLongestCutOfWide : kLongestCut) * ink.height;
  const int mostCrossings = wide ? 2 : 1;
  std::array<std::vector<int>, kSlants.size()> leanings;
  std::transform(kSlants.begin(), kSlants.end(), leanings.begin(), [&](double slant) { return lean(ink, slant); });
  std::vector<Seam> candidates;
  for (int x = 2; x < ink.width - 2; x += 2) {
    Seam best;
    for (const auto& leaning : leanings) {
      if (leastCrossed(ink, x, leaning) > longest)
        continue;
      if (Seam seam = cheapestNear(ink, x, leaning); seam.cost < best.cost && crossings(ink, seam) <= mostCrossings)
        best = std::move(seam);
    }
    if (best.cost <= longest)
      candidates.push_back(std::move(best));
  }
  std::stable_sort(candidates.begin(), candidates.end(), [](const Seam& a, const Seam& b) { return a.cost < b.cost; });

  std::vector<Seam> seams; // left to right
  const auto apart = [&](const Seam& a, const Seam& b) {
    const std::size_t middle = a.columns.size() / 2;
    if (std::abs(a.columns[middle] - b.columns[middle]) < kLeastApart * ink.height)
      return false;
    const bool left = a.columns[middle] < b.columns[middle];
    for (std::size_t y = 0; y < a.columns.size(); ++y)
      if ((a.columns[y] < b.columns[y]) != left)
        return false; // they cross
    return true;
  };
  // The cheapest cut need not be the right one: three for each width of a digit.
  constexpr double kCutsPerWidth = 3.2;
  const auto most = static_cast<std::size_t>(std::max(1.0, kCutsPerWidth * ink.width / ink.height));
  for (const auto& candidate : candidates) {
    if (seams.size() == most)
      break;
    if (!std::all_of(seams.begin(), seams.end(), [&](const Seam& seam) { return apart(seam, candidate); }))
      continue;
    auto more = seams;
    more.insert(std::find_if(more.begin(), more.end(),
                             [&](const Seam& seam) { return seam.columns[0] > candidate.columns[0]; }),
                candidate);
    if (leavesDigits(ink, more))
      seams = std::move(more);
  }
  return seams;
}

} // namespace

std::vector<Patch> cutWhereDigitsMayTouch(const Patch& patch)
{
  if (patch.width() < kNarrowest * patch.height())
    return {patch};
  const auto ink = shrink(patch);
  const auto seams = findSeams(ink);
  if (seams.empty())
    return {patch};

  const double scale = std::max(1.0, static_cast<double>(patch.height()) / kRows);
  std::vector<Patch> pieces(seams.size() + 1);
  for (Run run : patch.runs) {
    const auto row = static_cast<std::size_t>((run.y - patch.top) / scale);
    for (std::size_t i = 0; i < seams.size() && run.from < run.to; ++i) {
      const int seam = patch.left + static_cast<int>(std::lround(seams[i].columns[row] * scale));
      if (run.from < seam)
        pieces[i].add({run.y, run.from, std::min(run.to, seam)});
      run.from = std::max(run.from, seam);
    }
    if (run.from < run.to)
      pieces.back().add(run);
  }
  std::erase_if(pieces, [](const Patch& piece) { return piece.runs.empty(); });
  for (auto& piece : pieces)
    piece.strongest = patch.strongest;
  return pieces;
}

} // namespace numeral::vision
