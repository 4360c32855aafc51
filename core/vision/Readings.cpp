#include "core/vision/Readings.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/vision/Cuts.h"

namespace numeral::vision {
namespace {

/// So many pieces may make one digit.
constexpr std::size_t kMostPieces = 4;
/// A digit is hardly wider than this share of its height …
constexpr double kWidest = 1.2;
/// … and ink farther apart than this share of the writing's height is not the same digit, but for a fragment's.
constexpr double kGap = 0.06;
constexpr double kFragmentGap = 0.25;
constexpr double kFragment = 0.5;

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
    for (std::size_t to = from + 1; to <= std::min(pieces.size(), from + kMostPieces); ++to) {
      const auto& last = pieces[to - 1];
      run.add(last.patch);
      const bool wholePatch = begins && last.lastOfSource && last.source == pieces[from].source;
      const bool digitLike = run.width() <= kWidest * std::max<double>(run.height(), height);
      if (to == from + 1 || wholePatch || digitLike)
        readings.push_back({run, {line, from, to}});
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
      readings.push_back({lines[i][j], {i, j, j + 1}});
  return readings;
}

} // namespace numeral::vision
