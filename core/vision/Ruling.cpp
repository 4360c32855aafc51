#include "core/vision/Ruling.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "core/vision/StrokeWidth.h"

namespace numeral::vision {
namespace {

constexpr double kSteepest = 1; // upright and level together see every direction
constexpr double kSlopeStep = 1.0 / 64;
/// A line is seen along this share of its way at least: strokes cover it, and print is faint.
constexpr double kSeen = 0.55;
/// Shorter lines, as a share of the image's height, tell too little.
constexpr double kShortest = 0.4;
constexpr double kShortestInCorner = 0.06;
/// A bin of so many marks, as a share of the image's height, may be a line.
constexpr double kStandsOut = kShortest * kSeen / 2;
/// How far, in pixels, paper that is not quite flat lets a line stray from row to row.
constexpr double kStray = 2.5;
/// So much thinner or fainter than the writing is print.
constexpr double kThinner = 0.7;
constexpr double kFainter = 0.75;

/// The centre of a short run of ink in a row: what an upright line leaves there.
struct Mark {
  int y = 0;
  int from = 0;
  int to = 0;
  double centre() const { return (from + to - 1) / 2.0; }
};

struct PrintedLine {
  double middle = 0; ///< column at half height
  std::vector<Mark> marks;
};

int widestLine(const cv::Mat& ink) { return std::max(3, std::max(ink.cols, ink.rows) / 40); }

std::vector<Mark> findMarks(const cv::Mat& ink)
{
  const int widest = widestLine(ink);
  std::vector<Mark> marks;
  for (int y = 0; y < ink.rows; ++y) {
    const auto* row = ink.ptr<std::uint8_t>(y);
    for (int x = 0; x < ink.cols; ++x) {
      const int from = x;
      while (x < ink.cols && row[x] != 0)
        ++x;
      if (x > from && x - from <= widest)
        marks.push_back({y, from, x});
    }
  }
  return marks;
}

/// Marks by the column in which the line of this slope through them crosses half height, in bins of two pixels. Where a
/// line cuts a corner, that column lies outside the image, by half of the height at most: bins begin there.
std::vector<int> countMarks(const std::vector<Mark>& marks, const cv::Mat& ink, double slope)
{
  std::vector<int> bins(static_cast<std::size_t>((ink.cols + ink.rows) / 2 + 2), 0);
  const double first = -ink.rows / 2.0;
  for (const auto& mark : marks)
    ++bins[static_cast<std::size_t>((mark.centre() - slope * (mark.y - ink.rows / 2.0) - first) / 2)];
  return bins;
}

double middleOf(std::ptrdiff_t bin, const cv::Mat& ink) { return 2.0 * static_cast<double>(bin) + 1 - ink.rows / 2.0; }

/// Rows in which the line lies in the image.
double visibleRows(const cv::Mat& ink, double middle, double slope)
{
  if (slope == 0)
    return ink.rows;
  const double a = ink.rows / 2.0 - middle / slope;
  const double b = ink.rows / 2.0 + (ink.cols - middle) / slope;
  return std::max(0.0, std::min<double>(ink.rows, std::max(a, b)) - std::max(0.0, std::min(a, b)));
}

/// Long lines stand out of the counts; the slope at which they do so most is that of all.
double findSlope(const std::vector<Mark>& marks, const cv::Mat& ink)
{
  double best = 0;
  double bestScore = 0;
  const auto search = [&](double from, double to, double step) {
    for (double slope = from; slope <= to; slope += step) {
      double score = 0;
      for (const int count : countMarks(marks, ink, slope))
        if (const double more = count - kStandsOut * ink.rows; more > 0)
          score += more * more;
      if (score > bestScore) {
        bestScore = score;
        best = slope;
      }
    }
  };
  search(-kSteepest, kSteepest, kSlopeStep);
  search(std::max(-kSteepest, best - kSlopeStep), std::min(kSteepest, best + kSlopeStep), kSlopeStep / 4);
  return best;
}

/// The marks along one line, which may bend a little.
PrintedLine follow(const std::vector<Mark>& marks, const cv::Mat& ink, double middle, double slope)
{
  PrintedLine line{middle, {}};
  double stray = 0;
  for (const auto& mark : marks) {
    const double off = mark.centre() - middle - slope * (mark.y - ink.rows / 2.0);
    if (std::abs(off - stray) > kStray || std::abs(off) > 3 * kStray)
      continue;
    constexpr double kFollow = 0.1;
    stray += kFollow * (off - stray);
    line.marks.push_back(mark);
  }
  return line;
}

bool runsFromEdgeToEdge(const PrintedLine& line, double visible)
{
  if (line.marks.empty())
    return false;
  constexpr double kWholeWay = 0.9;
  return line.marks.back().y - line.marks.front().y >= kWholeWay * visible &&
         static_cast<double>(line.marks.size()) >= kSeen * visible;
}

std::vector<PrintedLine> findLines(const cv::Mat& ink)
{
  const auto marks = findMarks(ink);
  const double slope = findSlope(marks, ink);
  auto bins = countMarks(marks, ink, slope);
  std::vector<PrintedLine> lines;
  for (;;) {
    const auto most = std::max_element(bins.begin(), bins.end());
    const auto bin = most - bins.begin();
    const double middle = middleOf(bin, ink);
    const double visible = visibleRows(ink, middle, slope);
    // Once there is a long line, what is parallel to it may be short: it cuts a corner of the image.
    const double shortest = (lines.empty() ? kShortest : kShortestInCorner) * ink.rows;
    if (*most < kShortestInCorner * kSeen / 2 * ink.rows || (lines.empty() && *most < kStandsOut * ink.rows))
      break;
    if (visible >= shortest && *most >= kSeen / 2 * visible)
      if (auto line = follow(marks, ink, middle, slope); runsFromEdgeToEdge(line, visible))
        lines.push_back(std::move(line));
    const auto around = 1 + widestLine(ink) / 2;
    std::fill(bins.begin() + std::max<std::ptrdiff_t>(0, bin - around),
              bins.begin() + std::min<std::ptrdiff_t>(std::ssize(bins), bin + around + 1), 0);
  }
  std::sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.middle < b.middle; });
  return lines;
}

/// As print is; a pen's lines are not.
bool evenlySpaced(const std::vector<PrintedLine>& lines)
{
  constexpr std::size_t kLeast = 4;
  if (lines.size() < kLeast)
    return false;
  const double pitch = (lines.back().middle - lines.front().middle) / static_cast<double>(lines.size() - 1);
  for (std::size_t i = 1; i < lines.size(); ++i)
    if (std::abs(lines[i].middle - lines[i - 1].middle - pitch) > 0.15 * pitch)
      return false;
  return true;
}

double meanWidth(const std::vector<PrintedLine>& lines)
{
  double sum = 0;
  double count = 0;
  for (const auto& line : lines)
    for (const auto& mark : line.marks) {
      sum += mark.to - mark.from;
      ++count;
    }
  return sum / count;
}

double meanInk(const cv::Mat& ink) { return cv::mean(ink, ink > 0)[0]; }

/// Takes upright lines out of `ink`.
void removeUpright(cv::Mat& ink)
{
  const auto lines = findLines(ink);
  if (lines.empty())
    return;
  cv::Mat rest = ink.clone();
  for (const auto& line : lines)
    for (const auto& mark : line.marks)
      rest.row(mark.y).colRange(mark.from, mark.to).setTo(0);
  const cv::Mat print = ink - rest;

  constexpr double kPenShare = 0.02; // of its length: a lonely 1 is thicker, in a picture cut to its size
  const bool hairline = meanWidth(lines) <= kPenShare * std::max(ink.cols, ink.rows);
  constexpr std::uint8_t kInked = 96;
  constexpr double kCrumbs = 0.15;
  const bool alone = cv::countNonZero(rest >= kInked) <= kCrumbs * cv::countNonZero(print >= kInked);
  if (alone && !hairline)
    return;
  image::Image writing(rest.cols, rest.rows, 1);
  rest.copyTo(cv::Mat(rest.rows, rest.cols, CV_8UC1, writing.pixels.data()));
  const double stroke = strokeWidth(writing, {0, 0, static_cast<double>(rest.cols), static_cast<double>(rest.rows)});
  const bool differs = alone || meanWidth(lines) <= kThinner * stroke || meanInk(print) <= kFainter * meanInk(rest) ||
                       evenlySpaced(lines);
  if (!differs)
    return;

  // A thin stroke that crosses a line went with it there: what lies between ink on both sides comes back.
  const int gap = 2 * static_cast<int>(std::lround(meanWidth(lines) / 2)) + 3;
  cv::Mat mended;
  cv::morphologyEx(rest, mended, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {gap, 1}));
  ink = cv::max(rest, cv::min(mended, print));
}

/// A line reaches the edge of the image; most images have no ink there.
bool inkAtEdge(const cv::Mat& ink)
{
  return cv::countNonZero(ink.row(0)) + cv::countNonZero(ink.row(ink.rows - 1)) + cv::countNonZero(ink.col(0)) +
             cv::countNonZero(ink.col(ink.cols - 1)) >
         1;
}

} // namespace

image::Image removeRuling(const image::Image& ink)
{
  image::Image result = ink;
  if (ink.empty())
    return result;
  cv::Mat page(ink.height, ink.width, CV_8UC1, result.pixels.data());
  if (!inkAtEdge(page))
    return result;
  cv::Mat work = page.clone();
  removeUpright(work);
  cv::Mat turned;
  cv::transpose(work, turned);
  removeUpright(turned);
  cv::transpose(turned, work);
  work.copyTo(page);
  return result;
}

} // namespace numeral::vision
