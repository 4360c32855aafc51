#include "core/vision/Readings.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/vision/Cuts.h"

namespace numeral::vision {
namespace {

/// So many pieces may make one digit.
constexpr std::size_t kMostPieces = 4;
/// A digit is hardly wider than this share of its height, two that touch than that, cut into so many pieces …
constexpr double kWidest = 1.2;
constexpr double kWidestPair = 2;
constexpr std::size_t kMostPiecesOfPair = 7;
/// … and ink farther apart than this share of the writing's height is not the same digit, but for a fragment's.
constexpr double kGap = 0.06;
constexpr double kFragmentGap = 0.25;
constexpr double kFragment = 0.5;

/// Digits seldom touch: an end that was cut out of ink takes this share of a reading's plausibility …
constexpr double kCutEnd = 0.8;
/// … and so does joining two that are both as tall as digits, though nothing joins them.
constexpr double kJoinedTall = 0.35;
constexpr double kTall = 0.6;

struct Piece {
  Patch patch;
  std::size_t source = 0;   ///< index of the patch in its line
  bool lastOfSource = true; ///< the patch ends here
  bool joinsNext = false;   ///< it may be one digit with the next
};

std::vector<Piece> toPieces(const Line& line)
{
  const double height = writingHeight(line);
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (i > 0) {
      auto& before = pieces.back();
      const bool fragment = std::min(line[i].height(), line[i - 1].height()) < kFragment * height;
      before.joinsNext = line[i].left - line[i - 1].right <= (fragment ? kFragmentGap : kGap) * height;
    }
    for (auto& patch : cutWhereDigitsMayTouch(line[i]))
      pieces.push_back({std::move(patch), i, false, true});
    pieces.back().lastOfSource = true;
    pieces.back().joinsNext = false;
  }
  return pieces;
}

void readLine(const std::vector<Piece>& pieces, double height, std::size_t line, std::vector<Reading>& readings)
{
  for (std::size_t from = 0; from < pieces.size(); ++from) {
    const bool begins = from == 0 || pieces[from - 1].lastOfSource;
    Patch run;
    double prior = begins ? 1 : kCutEnd;
    for (std::size_t to = from + 1; to <= pieces.size(); ++to) {
      const auto& last = pieces[to - 1];
      run.add(last.patch);
      if (to > from + 1 && pieces[to - 2].lastOfSource &&
          std::min(last.patch.height(), pieces[to - 2].patch.height()) >= kTall * height)
        prior *= kJoinedTall;
      const bool wholePatch = begins && last.lastOfSource && last.source == pieces[from].source;
      const double tall = std::max<double>(run.height(), height);
      const bool digitLike = to - from <= kMostPieces && run.width() <= kWidest * tall;
      const bool pairLike =
          to - from <= kMostPiecesOfPair && last.source == pieces[from].source && run.width() <= kWidestPair * tall;
      if (to == from + 1 || wholePatch || digitLike || pairLike)
        readings.push_back({run, {line, from, to}, prior * (last.lastOfSource ? 1 : kCutEnd)});
      if (!last.joinsNext)
        break;
    }
  }
}

} // namespace

std::vector<Reading> proposeReadings(const std::vector<Line>& lines, std::size_t most)
{
  std::vector<Reading> readings;
  for (std::size_t i = 0; i < lines.size(); ++i)
    readLine(toPieces(lines[i]), writingHeight(lines[i]), i, readings);
  if (readings.size() <= most)
    return readings;
  readings.clear();
  for (std::size_t i = 0; i < lines.size(); ++i)
    for (std::size_t j = 0; j < lines[i].size(); ++j)
      readings.push_back({lines[i][j], {i, j, j + 1}, 1});
  return readings;
}

} // namespace numeral::vision
