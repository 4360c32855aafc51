#include "core/training/NeighbourSource.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include <opencv2/imgproc.hpp>

#include "core/training/Augmentation.h"
#include "core/training/GlyphImage.h"
#include "core/vision/GlyphFinder.h"

namespace numeral::training {
namespace {

using Digits = std::vector<std::shared_ptr<const Source>>;

Mixture::Place anyOf(const Digits& digits, Random& random)
{
  const auto& source = *digits[random.below(digits.size())];
  return {&source, random.below(source.size())};
}

/// One digit cut out, at twice its size, so that cutting and bringing to size lose little.
cv::Mat glyph(const Mixture::Place& place, Random& random)
{
  const auto shape = place.source->shape();
  std::vector<std::uint8_t> pixels(shape.size());
  place.source->draw(place.index, Random(random.next()), pixels);
  const cv::Mat all(shape.height, shape.width, CV_8UC1, pixels.data());
  const cv::Rect around = cv::boundingRect(all);
  cv::Mat large;
  cv::resize(around.empty() ? all : all(around), large, {}, 2 * random.uniform(0.85, 1.15), 2, cv::INTER_LINEAR);
  return large;
}

/// Ink on 0, digits on one line.
struct Row {
  cv::Mat ink;
  std::vector<cv::Rect> boxes;
};

/// `gap`: between the boxes, in pixels; below 0 they overlap.
void append(Row& row, const cv::Mat& digit, int gap)
{
  const cv::Mat left = row.ink;
  const int height = std::max(left.rows, digit.rows);
  const int overlap = std::min(-gap, std::min(left.cols, digit.cols) * 2 / 3);
  const int down = (height - left.rows) / 2;
  cv::Mat both(height, left.cols + digit.cols - overlap, CV_8UC1, cv::Scalar(0));
  left.copyTo(both({0, down, left.cols, left.rows}));
  for (auto& box : row.boxes)
    box.y += down;
  row.boxes.emplace_back(left.cols - overlap, (height - digit.rows) / 2, digit.cols, digit.rows);
  cv::Mat place = both(row.boxes.back());
  cv::max(place, digit, place);
  row.ink = both;
}

Row begin(const cv::Mat& digit) { return {digit, {{0, 0, digit.cols, digit.rows}}}; }

/// The gap at which the ink of both just meets.
int touchingGap(const cv::Mat& left, const cv::Mat& right)
{
  constexpr std::uint8_t kInked = 128;
  const int height = std::max(left.rows, right.rows);
  int nearest = std::numeric_limits<int>::max();
  for (int y = 0; y < height; ++y) {
    const int leftRow = y - (height - left.rows) / 2;
    const int rightRow = y - (height - right.rows) / 2;
    if (leftRow < 0 || leftRow >= left.rows || rightRow < 0 || rightRow >= right.rows)
      continue;
    int behind = 0;
    while (behind < left.cols && left.at<std::uint8_t>(leftRow, left.cols - 1 - behind) < kInked)
      ++behind;
    int before = 0;
    while (before < right.cols && right.at<std::uint8_t>(rightRow, before) < kInked)
      ++before;
    if (behind < left.cols && before < right.cols)
      nearest = std::min(nearest, behind + before);
  }
  return nearest == std::numeric_limits<int>::max() ? 0 : -nearest;
}

constexpr int kMargin = 6;

image::Image asRaster(const cv::Mat& ink)
{
  image::Image raster(ink.cols + 2 * kMargin, ink.rows + 2 * kMargin, 1, 255);
  cv::Mat page(raster.height, raster.width, CV_8UC1, raster.pixels.data());
  cv::bitwise_not(ink, page({kMargin, kMargin, ink.cols, ink.rows}));
  return raster;
}

/// How much of a digit and of what was found is in the other, 0 to 1. `found`: on the raster; `digit`: in the row.
struct Shares {
  double ofDigit = 0;
  double ofFound = 0;
};

Shares shared(const vision::Box& found, const cv::Rect& digit)
{
  const cv::Rect2d a(found.x, found.y, found.width, found.height);
  const cv::Rect2d b(digit.x + kMargin, digit.y + kMargin, digit.width, digit.height);
  return {(a & b).area() / b.area(), (a & b).area() / a.area()};
}

class NeighbourSource final : public Source {
public:
  NeighbourSource(Digits digits, std::size_t count, int label)
      : m_digits(std::move(digits)), m_count(count), m_label(label)
  {
  }

  model::Shape shape() const override { return m_digits.front()->shape(); }
  std::size_t size() const override { return m_count; }
  int label(std::size_t) const override { return m_label; }

  void draw(std::size_t, Random random, std::span<std::uint8_t> image) const override
  {
    constexpr double kNarrow = 0.8; // two ones that overlap look like one
    Row row;
    do {
      row = begin(glyph(anyOf(m_digits, random), random));
      for (std::size_t more = random.below(6) == 0 ? 2 : 1; more > 0; --more) {
        const auto digit = glyph(anyOf(m_digits, random), random);
        append(row, digit, static_cast<int>(random.uniform(-0.15, 0.35) * std::max(row.ink.rows, digit.rows)));
      }
    } while (row.ink.cols < kNarrow * row.ink.rows);
    const auto joined = glyphOfRaster(asRaster(row.ink), shape().width);
    augment(joined.pixels, shape(), kCamera, Random(random.next()), image);
  }

  std::string fingerprint() const override
  {
    return "neighbours " + std::to_string(m_count) + " of" + fingerprintOf(m_digits);
  }

private:
  const Digits m_digits;
  const std::size_t m_count;
  const int m_label;
};

/// Of what vision finds in a row of touching digits, what is one digit, or what is none.
class CutSource final : public Source {
public:
  /// `label`: that of no class for parts; absent: whole digits.
  CutSource(Digits digits, std::size_t count, std::optional<int> label)
      : m_digits(std::move(digits)), m_count(count), m_label(label)
  {
  }

  model::Shape shape() const override { return m_digits.front()->shape(); }
  std::size_t size() const override { return m_count; }
  int label(std::size_t index) const override
  {
    const auto place = shownAt(m_digits, index);
    return m_label.value_or(place.source->label(place.index));
  }

  void draw(std::size_t index, Random random, std::span<std::uint8_t> image) const override
  {
    constexpr int kTries = 8;
    for (int left = kTries; left > 0; --left) {
      const auto [row, digit] = writeRow(shownAt(m_digits, index), random);
      const auto page = vision::findGlyphs(asRaster(row.ink), {shape().width});
      const auto* found = m_label ? anyPart(page, row, random) : theDigit(page, row, digit);
      if (found != nullptr) {
        augment(found->input.pixels, shape(), kCamera, Random(random.next()), image);
        return;
      }
    }
    // Nothing was cut as wanted: a digit alone, or two together.
    auto row = begin(glyph(shownAt(m_digits, index), random));
    if (m_label)
      append(row, glyph(anyOf(m_digits, random), random), 0);
    augment(glyphOfRaster(asRaster(row.ink), shape().width).pixels, shape(), kCamera, Random(random.next()), image);
  }

  std::string fingerprint() const override
  {
    return (m_label ? "cut parts " : "cut digits ") + std::to_string(m_count) + " of" + fingerprintOf(m_digits);
  }

private:
  /// The digit with a neighbour that it touches on its left or right, or one on both sides; and its place.
  std::pair<Row, std::size_t> writeRow(const Mixture::Place& place, Random& random) const
  {
    const std::size_t sides = random.below(5); // 0 and 1: left, 2 and 3: right, 4: both
    const bool leftToo = sides < 2 || sides == 4;
    Row row = begin(glyph(leftToo ? anyOf(m_digits, random) : place, random));
    const auto touch = [&](const Mixture::Place& next) {
      const auto digit = glyph(next, random);
      const int overlap = static_cast<int>(random.uniform(0, 0.08) * digit.rows);
      append(row, digit, touchingGap(row.ink, digit) - overlap);
    };
    if (leftToo)
      touch(place);
    const std::size_t digit = row.boxes.size() - 1;
    if (sides >= 2)
      touch(anyOf(m_digits, random));
    return {std::move(row), digit};
  }

  /// What is nearly all of the digit and little of the others.
  static const vision::Glyph* theDigit(const vision::Page& page, const Row& row, std::size_t digit)
  {
    constexpr double kNearlyAll = 0.85;
    constexpr double kLittle = 0.5;
    for (const auto& found : page.glyphs) {
      bool alone = true;
      for (std::size_t i = 0; i < row.boxes.size(); ++i)
        alone = alone && (i == digit || shared(found.box, row.boxes[i]).ofDigit <= kLittle);
      const auto own = shared(found.box, row.boxes[digit]);
      if (alone && own.ofDigit >= kNearlyAll && own.ofFound >= kNearlyAll)
        return &found;
    }
    return nullptr;
  }

  /// Less than half of every digit, or most of two.
  static const vision::Glyph* anyPart(const vision::Page& page, const Row& row, Random& random)
  {
    constexpr double kPart = 0.45;
    constexpr double kMost = 0.75;
    constexpr double kNarrow = 0.45;
    std::vector<const vision::Glyph*> parts;
    for (const auto& found : page.glyphs) {
      std::size_t small = 0;
      std::size_t large = 0;
      for (const auto& box : row.boxes) {
        const double share = shared(found.box, box).ofDigit;
        small += share <= kPart ? 1 : 0;
        large += share >= kMost ? 1 : 0;
      }
      if (found.box.width >= kNarrow * found.box.height && (small == row.boxes.size() || large > 1))
        parts.push_back(&found);
    }
    return parts.empty() ? nullptr : parts[random.below(parts.size())];
  }

  const Digits m_digits;
  const std::size_t m_count;
  const std::optional<int> m_label;
};

} // namespace

std::shared_ptr<const Source> makeNeighbourSource(Digits digits, std::size_t count, int label)
{
  return std::make_shared<NeighbourSource>(std::move(digits), count, label);
}

std::shared_ptr<const Source> makeCutDigitSource(Digits digits, std::size_t count)
{
  return std::make_shared<CutSource>(std::move(digits), count, std::nullopt);
}

std::shared_ptr<const Source> makeCutPartSource(Digits digits, std::size_t count, int label)
{
  return std::make_shared<CutSource>(std::move(digits), count, label);
}

} // namespace numeral::training
