#include "core/model/Reading.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

namespace numeral::model {
namespace {

/// Keeps the logarithm finite, and a hopeless part from deciding alone.
constexpr double kLeastProbability = 1e-4;

/// Writing of other kinds often looks like two: below this a pair is not sure, as what was cut is not.
constexpr float kSurePair = 0.95F;

double asPair(const Item& item) { return item.pair ? item.pair->probability : 0; }

double asOne(const Item& item) { return item.probabilities[item.best]; }

double score(const Item& item)
{
  return std::log(item.prior) + std::log(std::max({kLeastProbability, asOne(item), asPair(item)}));
}

/// The best way through one line (Viterbi): indices into `line`.
std::vector<std::size_t> bestPath(std::span<const Item> line)
{
  struct Place {
    double score = -std::numeric_limits<double>::infinity();
    std::size_t item = 0; ///< that leads here
  };
  std::size_t pieces = 0;
  for (const auto& item : line)
    pieces = std::max(pieces, item.span.to);
  std::vector<Place> places(pieces + 1);
  const std::size_t first = line.front().span.from;
  places[first].score = 0;
  for (std::size_t i = 0; i < line.size(); ++i) { // by span: all ways to an item's start are known when it comes
    const auto& span = line[i].span;
    const double reached = places[span.from].score + score(line[i]);
    if (reached > places[span.to].score)
      places[span.to] = {reached, i};
  }
  std::vector<std::size_t> path;
  for (std::size_t place = pieces; place > first; place = line[path.back()].span.from)
    path.push_back(places[place].item);
  std::reverse(path.begin(), path.end());
  return path;
}

/// The item as two: each has what its side of the best cut has, half of the box where there is no cut. `line`: all
/// readings of its ink.
std::array<Item, 2> parted(const Item& item, std::span<const Item> line)
{
  const auto& pair = *item.pair;
  std::array<Item, 2> two{item, item};
  for (const std::size_t side : {0U, 1U}) {
    two[side].best = pair.best[side];
    two[side].probabilities = pair.probabilities[side];
    two[side].pair.reset();
    if (pair.probability < kSurePair)
      two[side].prior *= pair.probability;
  }
  two[0].box->width /= 2;
  two[1].box->width -= two[0].box->width;
  two[1].box->x += two[0].box->width;
  double best = 0;
  for (const auto& left : line)
    for (const auto& right : line) {
      if (left.span.from != item.span.from || left.span.to != right.span.from || right.span.to != item.span.to)
        continue;
      const double likely = left.probabilities[pair.best[0]] * right.probabilities[pair.best[1]];
      if (likely <= best)
        continue;
      best = likely;
      two[0].box = left.box;
      two[0].ink = left.ink;
      two[1].box = right.box;
      two[1].ink = right.ink;
    }
  return two;
}

/// A mark is smaller than this share of the largest digit, in width and in height.
constexpr double kMark = 0.4;

double larger(const Item& item) { return item.box ? std::max(item.box->width, item.box->height) : 0; }

} // namespace

void chooseReadings(std::vector<Item>& items)
{
  std::vector<Item> chosen;
  for (auto begin = items.begin(); begin != items.end();) {
    const auto end =
        std::find_if(begin, items.end(), [&](const Item& item) { return item.span.line != begin->span.line; });
    const std::span<const Item> line(begin, end);
    for (const std::size_t i : bestPath(line)) {
      const auto& item = line[i];
      if (asPair(item) > asOne(item)) {
        for (auto& one : parted(item, line))
          chosen.push_back(std::move(one));
      } else {
        chosen.push_back(item);
        chosen.back().pair.reset();
      }
    }
    begin = end;
  }
  items = std::move(chosen);
}

void dropMarks(std::vector<Item>& items)
{
  double digit = 0;
  for (const auto& item : items)
    if (item.verdict != Verdict::NotADigit)
      digit = std::max(digit, larger(item));
  std::erase_if(items, [digit](const Item& item) {
    return item.verdict == Verdict::NotADigit && item.box && larger(item) < kMark * digit;
  });
}

} // namespace numeral::model
