#include "core/vision/SheetFinder.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace numeral::vision {
namespace {

using Quad = std::vector<cv::Point2f>; ///< four corners, clockwise from the top left

/// The sheet is looked for in a copy of this size.
constexpr int kSide = 200;
/// In smaller pictures there is a digit, not a sheet.
constexpr int kSmallest = 150;
/// Of the picture.
constexpr double kLeastArea = 0.2;
constexpr double kMostArea = 0.97;
/// The area, its hull and the four-sided figure are the same but for so much.
constexpr double kSame = 0.93;
/// The table's tone as a share of the sheet's.
constexpr double kDarker = 0.7;
/// So much of each side is cut off, where the edge casts a shadow.
constexpr double kRim = 0.015;

std::vector<cv::Point> brightArea(const cv::Mat& gray)
{
  cv::Mat bright;
  cv::medianBlur(gray, bright, 5);
  cv::threshold(bright, bright, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
  std::vector<std::vector<cv::Point>> areas;
  cv::findContours(bright, areas, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_NONE);
  if (areas.empty())
    return {};
  return *std::max_element(areas.begin(), areas.end(),
                           [](const auto& a, const auto& b) { return cv::contourArea(a) < cv::contourArea(b); });
}

std::vector<cv::Point> fourCorners(const std::vector<cv::Point>& hull)
{
  const double around = cv::arcLength(hull, true);
  std::vector<cv::Point> corners;
  for (double tolerance = 0.01; tolerance < 0.1; tolerance += 0.01) {
    cv::approxPolyDP(hull, corners, tolerance * around, true);
    if (corners.size() <= 4)
      break;
  }
  return corners;
}

int sidesAtEdge(const std::vector<cv::Point>& corners, cv::Size size)
{
  constexpr int kNear = 3;
  int count = 0;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const auto a = corners[i];
    const auto b = corners[(i + 1) % corners.size()];
    const auto both = [&](auto&& near) { return near(a) && near(b); };
    count += both([](cv::Point p) { return p.x < kNear; }) || both([](cv::Point p) { return p.y < kNear; }) ||
                     both([&](cv::Point p) { return p.x >= size.width - kNear; }) ||
                     both([&](cv::Point p) { return p.y >= size.height - kNear; })
                 ? 1
                 : 0;
  }
  return count;
}

bool standsOut(const cv::Mat& gray, const std::vector<cv::Point>& corners)
{
  cv::Mat inside(gray.size(), CV_8UC1, cv::Scalar(0));
  cv::fillConvexPoly(inside, corners, cv::Scalar(255));
  return cv::mean(gray, 255 - inside)[0] <= kDarker * cv::mean(gray, inside)[0];
}

/// The corner nearest to the top left first: a sheet is hardly turned by more than 45 degrees.
Quad inOrder(const std::vector<cv::Point>& corners, double scale)
{
  std::vector<cv::Point> hull;
  cv::convexHull(corners, hull, false); // clockwise where y points down
  const auto first = std::min_element(hull.begin(), hull.end(), [](auto a, auto b) { return a.x + a.y < b.x + b.y; });
  std::rotate(hull.begin(), first, hull.end());
  Quad quad;
  for (const auto corner : hull)
    quad.emplace_back(static_cast<float>((corner.x + 0.5) * scale), static_cast<float>((corner.y + 0.5) * scale));
  return quad;
}

Quad findQuad(const cv::Mat& gray)
{
  const double scale = std::max(1.0, static_cast<double>(std::max(gray.cols, gray.rows)) / kSide);
  cv::Mat small;
  cv::resize(gray, small, {}, 1 / scale, 1 / scale, cv::INTER_AREA);
  const auto area = brightArea(small);
  const double share = area.empty() ? 0 : cv::contourArea(area) / static_cast<double>(small.total());
  if (share < kLeastArea || share > kMostArea)
    return {};
  std::vector<cv::Point> hull;
  cv::convexHull(area, hull);
  const auto corners = fourCorners(hull);
  if (corners.size() != 4 || cv::contourArea(area) < kSame * cv::contourArea(hull) ||
      cv::contourArea(corners) < kSame * cv::contourArea(hull) || sidesAtEdge(corners, small.size()) > 1 ||
      !standsOut(small, corners))
    return {};
  return inOrder(corners, scale);
}

} // namespace

Box FlatSheet::inPhotograph(const Box& box) const
{
  const auto& m = toPhotograph;
  double left = 0, top = 0, right = 0, bottom = 0;
  bool first = true;
  for (const double x : {box.x, box.x + box.width})
    for (const double y : {box.y, box.y + box.height}) {
      const double w = m[6] * x + m[7] * y + m[8];
      const double px = (m[0] * x + m[1] * y + m[2]) / w;
      const double py = (m[3] * x + m[4] * y + m[5]) / w;
      left = first ? px : std::min(left, px);
      top = first ? py : std::min(top, py);
      right = first ? px : std::max(right, px);
      bottom = first ? py : std::max(bottom, py);
      first = false;
    }
  return {left, top, right - left, bottom - top};
}

std::optional<FlatSheet> findSheet(const image::Image& gray)
{
  if (std::min(gray.width, gray.height) < kSmallest)
    return std::nullopt;
  const cv::Mat photograph(gray.height, gray.width, CV_8UC1, const_cast<std::uint8_t*>(gray.pixels.data()));
  const Quad quad = findQuad(photograph);
  if (quad.empty())
    return std::nullopt;
  const auto longer = [&](int a, int b, int c, int d) {
    return std::max(cv::norm(quad[a] - quad[b]), cv::norm(quad[c] - quad[d]));
  };
  const double width = longer(0, 1, 3, 2);
  const double height = longer(0, 3, 1, 2);
  const auto x = static_cast<float>(kRim * width);
  const auto y = static_cast<float>(kRim * height);
  const auto w = static_cast<float>(width) - x;
  const auto h = static_cast<float>(height) - y;
  FlatSheet sheet;
  sheet.image = image::Image(static_cast<int>(w - x), static_cast<int>(h - y), 1);
  const Quad whole{{-x, -y}, {w, -y}, {w, h}, {-x, h}};
  const cv::Matx33d toPhotograph = cv::getPerspectiveTransform(whole.data(), quad.data());
  std::copy(std::begin(toPhotograph.val), std::end(toPhotograph.val), sheet.toPhotograph.begin());
  cv::Mat flat(sheet.image.height, sheet.image.width, CV_8UC1, sheet.image.pixels.data());
  cv::warpPerspective(photograph, flat, toPhotograph, flat.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                      cv::BORDER_REPLICATE);
  return sheet;
}

} // namespace numeral::vision
