#include "core/model/Reading.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

namespace numeral::model {
namespace {

/// Keeps the logarithm finite, and a hopeless part from deciding alone.
constexpr double kLeastProbability = 1e-4;

double score(const Item& item)
{
  return std::log(item.prior) +
         std::log(std::max(kLeastProbability, static_cast<double>(item.probabilities[item.best])));
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
    for (const std::size_t i : bestPath({begin, end}))
      chosen.push_back(std::move(begin[static_cast<std::ptrdiff_t>(i)]));
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
