#include "core/vision/Paper.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>

#include <opencv2/imgproc.hpp>

#include "core/vision/Histogram.h"
#include "core/vision/StrokeWidth.h"

namespace numeral::vision {
namespace {

/// Light changes slowly: the paper is looked for in a copy of at most so many pixels.
constexpr int kLightSide = 128;
/// What is wider than a stroke may be, as a share of the image, is paper in another light. Tried from pencil to felt
/// tip.
constexpr std::array kWidestStrokes{1.0 / 12, 1.0 / 6, 1.0 / 3};
/// Paper and ink alike reflect a share of the light. Black paper reflects nothing that could be compared.
constexpr double kDarkest = 16;
/// A stroke is as wide as this many mean ones at most, where strokes meet.
constexpr double kCrossing = 3;

double median(const cv::Mat& tones)
{
  Histogram histogram;
  for (int y = 0; y < tones.rows; ++y)
    histogram.add(tones.ptr<std::uint8_t>(y), static_cast<std::size_t>(tones.cols));
  return histogram.quantile(0.5);
}

cv::Mat shrink(const cv::Mat& gray)
{
  const double scale = std::min(1.0, static_cast<double>(kLightSide) / std::max(gray.cols, gray.rows));
  const auto side = [scale](int length) { return std::max(1, static_cast<int>(std::lround(length * scale))); };
  cv::Mat small;
  cv::resize(gray, small, cv::Size(side(gray.cols), side(gray.rows)), 0, 0, cv::INTER_AREA);
  // A median keeps the edge of a shadow where it is and takes away the noise that closing would add up.
  cv::medianBlur(small, small, scale < 1 ? 5 : 3);
  return small;
}

/// The surface of second degree that most of the page lies on: how light falls off across it. Least absolute distances,
/// by least squares weighted anew a few times, so that strokes tell nothing. A constant where a shadow makes nonsense
/// of it.
cv::Mat lightAcross(const cv::Mat& gray)
{
  constexpr int kPoints = 24; // along each side
  constexpr int kRounds = 6;
  constexpr int kTerms = 6;
  constexpr double kOnIt = 0.75;     // of the page lies on the surface …
  constexpr double kNearEnough = 20; // … within one part of so many
  cv::Mat1b tones;
  cv::resize(gray, tones, {kPoints, kPoints}, 0, 0, cv::INTER_AREA);
  const auto terms = [](double x, double y) { return std::array{1.0, x, y, x * x, x * y, y * y}; };
  cv::Mat1d points(kPoints * kPoints, kTerms);
  cv::Mat1d values(kPoints * kPoints, 1);
  for (int y = 0; y < kPoints; ++y)
    for (int x = 0; x < kPoints; ++x) {
      const auto row = terms((x + 0.5) / kPoints - 0.5, (y + 0.5) / kPoints - 0.5);
      std::copy(row.begin(), row.end(), points.ptr<double>(y * kPoints + x));
      values(y * kPoints + x) = tones(y, x);
    }
  cv::Mat1d surface;
  cv::Mat1d weights(values.size(), 1);
  for (int round = 0; round < kRounds; ++round) {
    const cv::Mat1d weighted = points.mul(cv::repeat(weights, 1, points.cols));
    cv::solve(weighted.t() * points, weighted.t() * values, surface, cv::DECOMP_SVD);
    weights = 1 / (cv::abs(points * surface - values) + 1);
  }
  cv::Mat1d distances = cv::abs(points * surface - values) / cv::max(points * surface, kDarkest);
  const auto nth = distances.begin() + static_cast<std::ptrdiff_t>(kOnIt * points.rows);
  std::nth_element(distances.begin(), nth, distances.end());
  if (*nth > 1 / kNearEnough)
    return {gray.size(), CV_32F, cv::mean(gray)};
  cv::Mat light(gray.size(), CV_32F);
  for (int y = 0; y < light.rows; ++y)
    for (int x = 0; x < light.cols; ++x) {
      const auto row = terms((x + 0.5) / light.cols - 0.5, (y + 0.5) / light.rows - 0.5);
      light.at<float>(y, x) =
          static_cast<float>(std::inner_product(row.begin(), row.end(), surface.ptr<double>(), 0.0));
    }
  return light;
}

/// Dark strokes up to so many pixels wide are filled with the paper around them.
cv::Mat paperUnder(const cv::Mat& gray, double widest)
{
  const int side = std::max(3, static_cast<int>(widest));
  cv::Mat paper;
  cv::morphologyEx(gray, paper, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {side, side}));
  return paper;
}

/// Mean, in pixels. `darker`: by how much each pixel is darker than the paper.
double roughStrokeWidth(const cv::Mat& darker)
{
  image::Image ink(darker.cols, darker.rows, 1);
  cv::Mat out(darker.rows, darker.cols, CV_8UC1, ink.pixels.data());
  cv::threshold(darker, out, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
  return strokeWidth(ink, {0, 0, static_cast<double>(ink.width), static_cast<double>(ink.height)});
}

/// Sum of the steps from pixel to pixel.
double variation(const cv::Mat& tones)
{
  double sum = 0;
  if (tones.cols > 1)
    sum += cv::norm(tones.colRange(1, tones.cols), tones.colRange(0, tones.cols - 1), cv::NORM_L1);
  if (tones.rows > 1)
    sum += cv::norm(tones.rowRange(1, tones.rows), tones.rowRange(0, tones.rows - 1), cv::NORM_L1);
  return sum;
}

struct Guess {
  bool darkInk = true;
  cv::Mat paper; ///< lighter than the ink, so turned round where the ink is light
};

/// Closing fills dark strokes with the paper around them. Where the strokes are light, it fills the gaps between them
/// with ink instead, and the supposed paper is full of steps: the kind of ink that leaves the smoother paper is the
/// right one.
Guess guessPaper(const cv::Mat& gray)
{
  Guess best;
  double bestRatio = std::numeric_limits<double>::infinity();
  for (const double share : kWidestStrokes) {
    const double widest = share * std::max(gray.cols, gray.rows);
    const cv::Mat underDark = paperUnder(gray, widest);
    const cv::Mat underLight = paperUnder(255 - gray, widest);
    const double steps = variation(underDark) + 1;
    const double otherSteps = variation(underLight) + 1;
    const double ratio = std::min(steps / otherSteps, otherSteps / steps);
    if (ratio < bestRatio) {
      bestRatio = ratio;
      best = {steps <= otherSteps, steps <= otherSteps ? underDark : underLight};
    }
  }
  return best;
}

} // namespace

Paper measurePaper(const image::Image& gray)
{
  Paper paper;
  if (gray.empty())
    return paper;
  const Histogram border = tonesAtEdge(gray);
  constexpr double kWritingAtEdge = 0.1;
  paper.clean = border.quantile(kWritingAtEdge) == border.quantile(1 - kWritingAtEdge);
  paper.tone = border.quantile(0.5);
  paper.noise = border.deviation(paper.tone);
  if (paper.clean)
    return paper;
  // What is left of a shadow at the edge is no noise: where the page as a whole is more even, it tells more.
  Histogram page;
  page.add(gray.pixels.data(), gray.pixels.size());
  const double tone = page.quantile(0.5);
  if (const double noise = page.deviation(tone); noise < paper.noise) {
    paper.tone = tone;
    paper.noise = noise;
  }
  return paper;
}

EvenLight evenLight(const image::Image& gray)
{
  if (measurePaper(gray).clean)
    return {gray, std::nullopt};
  const cv::Mat in(gray.height, gray.width, CV_8UC1, const_cast<std::uint8_t*>(gray.pixels.data()));
  const cv::Mat asSeen = shrink(in);
  const cv::Mat across = cv::max(lightAcross(asSeen), kDarkest);
  const double level = cv::mean(across)[0];
  cv::Mat small; // without what falls off towards the edges, where the paper could not be followed
  cv::divide(asSeen, across, small, level, CV_8U);
  const int side = std::max(small.cols, small.rows);
  const auto guess = guessPaper(small);
  const cv::Mat inkDark = guess.darkInk ? small : 255 - small;
  // The nearer to the strokes, the closer the paper can follow the light.
  const double widest = kCrossing * roughStrokeWidth(guess.paper - inkDark);
  cv::Mat paper = paperUnder(inkDark, std::clamp(widest, kWidestStrokes.front() * side, kWidestStrokes.back() * side));
  // At the edge of a shadow the paper rather errs to the side where nothing is taken for ink.
  cv::erode(paper, paper, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
  if (!guess.darkInk)
    paper = 255 - paper;
  cv::multiply(paper, across, paper, 1 / level, CV_8U);
  paper = cv::max(paper, kDarkest);
  // A dim photograph is brightened, so that contrast is the share of the light that ink takes, as an eye sees it.
  constexpr double kWhite = 220;
  const double tone = guess.darkInk ? std::max(median(paper), kWhite) : median(paper);
  cv::GaussianBlur(paper, paper, {}, 1);
  cv::resize(paper, paper, in.size(), 0, 0, cv::INTER_LINEAR);
  image::Image even(gray.width, gray.height, 1);
  cv::divide(in, paper, cv::Mat(gray.height, gray.width, CV_8UC1, even.pixels.data()), tone);
  return {std::move(even), guess.darkInk};
}

} // namespace numeral::vision
