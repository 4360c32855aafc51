#include "core/vision/Lines.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace numeral::vision {
namespace {

// All lengths are shares of the height of the writing.
constexpr double kFragment = 0.4; ///< lower ink is no digit of its own
constexpr double kSpeck = 0.12;   ///< smaller fragments far from a digit are dirt
constexpr double kReach = 0.35;   ///< how far a roof or bar may be from its digit, up or down
constexpr double kBreak = 0.08;   ///< a gap in a stroke

int overlapX(const Patch& a, const Patch& b) { return std::min(a.right, b.right) - std::max(a.left, b.left); }
int overlapY(const Patch& a, const Patch& b) { return std::min(a.bottom, b.bottom) - std::max(a.top, b.top); }

/// Above, below or inside one another, by half of the narrower.
bool sameColumn(const Patch& a, const Patch& b) { return overlapX(a, b) >= 0.5 * std::min(a.width(), b.width()); }

bool inside(const Patch& inner, const Patch& outer)
{
  return inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top &&
         inner.bottom <= outer.bottom;
}

/// How far a fragment is from a digit, if it may be a part of it: a roof above, a bar beside, a dot inside.
std::optional<double> distance(const Patch& fragment, const Patch& digit, double height)
{
  const double gapX = std::max(0, -overlapX(fragment, digit));
  const double gapY = std::max(0, -overlapY(fragment, digit));
  const bool near = sameColumn(fragment, digit) ? gapY <= kReach * height : std::max(gapX, gapY) <= kBreak * height;
  return near ? std::optional(gapX + gapY) : std::nullopt;
}

/// Takes the fragments out of `patches` and joins them with the digits that they are parts of. Returns those without.
std::vector<Patch> joinFragments(std::vector<Patch>& patches, double height)
{
  const auto digitsEnd = std::stable_partition(
      patches.begin(), patches.end(), [&](const Patch& patch) { return patch.height() >= kFragment * height; });
  std::vector<Patch> fragments(std::make_move_iterator(digitsEnd), std::make_move_iterator(patches.end()));
  patches.erase(digitsEnd, patches.end());
  const auto digits = patches; // as they are before: no digit reaches further because of the bars it has already got
  std::vector<Patch> left;
  for (auto& fragment : fragments) {
    std::optional<double> nearest;
    std::size_t host = 0;
    for (std::size_t i = 0; i < digits.size(); ++i)
      if (const auto gap = distance(fragment, digits[i], height); gap && (!nearest || *gap < *nearest)) {
        nearest = gap;
        host = i;
      }
    if (nearest)
      patches[host].add(fragment);
    else if (std::max(fragment.width(), fragment.height()) >= kSpeck * height)
      left.push_back(std::move(fragment));
  }
  return left;
}

/// Joins digits that broke into an upper and a lower part, and what lies inside another.
void joinBroken(std::vector<Patch>& patches, double height)
{
  for (std::size_t i = 0; i < patches.size(); ++i)
    for (std::size_t j = 0; j < patches.size();) {
      const bool broken = i != j && sameColumn(patches[i], patches[j]) && overlapY(patches[i], patches[j]) <= 0 &&
                          -overlapY(patches[i], patches[j]) <= kBreak * height;
      if (broken || (i != j && inside(patches[j], patches[i]))) {
        patches[i].add(patches[j]);
        patches.erase(patches.begin() + static_cast<std::ptrdiff_t>(j));
        i -= j < i ? 1 : 0;
        j = 0; // it has grown: look again
      } else {
        ++j;
      }
    }
}

double middle(const Line& line)
{
  double sum = 0;
  for (const auto& patch : line)
    sum += patch.centreY();
  return sum / static_cast<double>(line.size());
}

/// Whether two patches may be the halves of one digit though both are large: a roof and what hangs from it, two rings.
bool mayBeStacked(const Patch& a, const Patch& b, double height)
{
  constexpr double kTallest = 1.25; // of the writing's height
  Patch both = a;
  both.add(b);
  return sameColumn(a, b) && overlapY(a, b) > 0 && both.height() <= kTallest * height;
}

/// The line whose nearest patch on the left lies beside this one, if any.
Line* lineBeside(const Patch& patch, std::vector<Line>& lines, double leastShare, double height)
{
  Line* best = nullptr;
  double bestShare = leastShare;
  for (auto& line : lines) {
    const auto& last = line.back();
    const double share = static_cast<double>(overlapY(last, patch)) / std::min(last.height(), patch.height());
    if (share >= bestShare || (best == nullptr && mayBeStacked(last, patch, height))) {
      bestShare = std::max(share, leastShare);
      best = &line;
    }
  }
  return best;
}

} // namespace

double writingHeight(const std::vector<Patch>& patches)
{
  std::vector<int> heights;
  double all = 0;
  for (const auto& patch : patches) {
    heights.push_back(patch.height());
    all += static_cast<double>(patch.height()) * patch.height();
  }
  std::sort(heights.begin(), heights.end());
  double sum = 0;
  for (const int height : heights)
    if ((sum += static_cast<double>(height) * height) >= all / 2)
      return height;
  return 0;
}

std::vector<Line> findLines(std::vector<Patch> patches)
{
  const double height = writingHeight(patches);
  auto fragments = joinFragments(patches, height);
  joinBroken(patches, height);

  // From left to right, so that a line may rise and fall.
  constexpr double kBeside = 0.35;
  std::sort(patches.begin(), patches.end(), [](const Patch& a, const Patch& b) { return a.left < b.left; });
  // Two or three patches alone on a page are seldom rows of writing, however large their halves look.
  constexpr std::size_t kFew = 3;
  const double stack = patches.size() <= kFew ? 2 * height : height;
  std::vector<Line> lines;
  for (auto& patch : patches) {
    if (Line* line = lineBeside(patch, lines, kBeside, stack))
      line->push_back(std::move(patch));
    else
      lines.push_back({std::move(patch)});
  }
  for (auto& fragment : fragments)
    for (auto& line : lines)
      if (std::any_of(line.begin(), line.end(), [&](const Patch& patch) {
            return overlapY(patch, fragment) > 0 && -overlapX(patch, fragment) < height;
          })) {
        line.push_back(std::move(fragment));
        break;
      }
  std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return middle(a) < middle(b); });
  for (auto& line : lines)
    std::sort(line.begin(), line.end(), [](const Patch& a, const Patch& b) { return a.centreX() < b.centreX(); });
  return lines;
}

} // namespace numeral::vision
