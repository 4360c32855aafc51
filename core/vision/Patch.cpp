#include "core/vision/Patch.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <numeric>
#include <utility>

namespace numeral::vision {
namespace {

const std::uint8_t* rowOf(const image::Image& ink, int y)
{
  return ink.pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(ink.width);
}

/// Index of the next inked pixel: paper is most of a page, so eight pixels are looked at together.
int skipPaper(const std::uint8_t* row, int x, int width)
{
  std::uint64_t eight = 0;
  for (; x + 8 <= width; x += 8) {
    std::memcpy(&eight, row + x, sizeof eight);
    if (eight != 0)
      break;
  }
  while (x < width && row[x] == 0)
    ++x;
  return x;
}

std::vector<Run> findRuns(const image::Image& ink)
{
  std::vector<Run> runs;
  for (int y = 0; y < ink.height; ++y) {
    const auto* row = rowOf(ink, y);
    for (int x = skipPaper(row, 0, ink.width); x < ink.width; x = skipPaper(row, x, ink.width)) {
      Run run{y, x, x};
      while (run.to < ink.width && row[run.to] != 0)
        ++run.to;
      runs.push_back(run);
      x = run.to;
    }
  }
  return runs;
}

/// Which runs hang together: each knows another one of its patch, the first of all in the end.
class Groups {
public:
  explicit Groups(std::size_t count) : m_parents(count) { std::iota(m_parents.begin(), m_parents.end(), 0U); }

  std::size_t first(std::size_t run)
  {
    while (m_parents[run] != run)
      run = m_parents[run] = m_parents[m_parents[run]];
    return run;
  }

  void join(std::size_t a, std::size_t b)
  {
    const std::size_t firstOfA = first(a);
    const std::size_t firstOfB = first(b);
    m_parents[std::max(firstOfA, firstOfB)] = std::min(firstOfA, firstOfB);
  }

private:
  std::vector<std::size_t> m_parents;
};

Groups joinRows(const std::vector<Run>& runs)
{
  Groups groups(runs.size());
  std::size_t above = 0; // the first run of the row above that may still touch
  for (std::size_t i = 0; i < runs.size(); ++i) {
    while (above < i && (runs[above].y < runs[i].y - 1 || (runs[above].y < runs[i].y && runs[above].to < runs[i].from)))
      ++above;
    for (std::size_t j = above; j < i && runs[j].y < runs[i].y && runs[j].from <= runs[i].to; ++j)
      groups.join(i, j);
  }
  return groups;
}

} // namespace

void Patch::add(const Run& run)
{
  if (runs.empty()) {
    left = run.from;
    right = run.to;
    top = run.y;
    bottom = run.y + 1;
  }
  left = std::min(left, run.from);
  right = std::max(right, run.to);
  top = std::min(top, run.y);
  bottom = std::max(bottom, run.y + 1);
  area += run.to - run.from;
  runs.push_back(run);
}

void Patch::add(const Patch& other)
{
  for (const auto& run : other.runs)
    add(run);
  strongest = std::max(strongest, other.strongest);
}

std::vector<Patch> findPatches(const image::Image& ink)
{
  const auto runs = findRuns(ink);
  auto groups = joinRows(runs);
  std::vector<Patch> patches;
  std::vector<std::size_t> patchOf(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::size_t first = groups.first(i);
    if (first == i) {
      patchOf[i] = patches.size();
      patches.emplace_back();
    }
    auto& patch = patches[patchOf[first]];
    patch.add(runs[i]);
    const auto* row = rowOf(ink, runs[i].y);
    patch.strongest = std::max(patch.strongest, *std::max_element(row + runs[i].from, row + runs[i].to));
  }
  return patches;
}

image::Image cutOut(const image::Image& ink, const Patch& patch)
{
  image::Image alone(patch.width(), patch.height(), 1);
  for (const auto& run : patch.runs)
    std::copy_n(rowOf(ink, run.y) + run.from, run.to - run.from, &alone.at(run.from - patch.left, run.y - patch.top));
  return alone;
}

} // namespace numeral::vision
