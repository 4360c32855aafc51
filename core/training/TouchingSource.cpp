#include "core/training/TouchingSource.h"

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

/// One digit cut out, at about twice its size, so that cutting and bringing to size lose little.
cv::Mat glyph(const Mixture::Place& place, Random& random)
{
  const auto shape = place.source->shape();
  std::vector<std::uint8_t> pixels(shape.size());
  place.source->draw(place.index, Random(random.next()), pixels);
  const cv::Mat all(shape.height, shape.width, CV_8UC1, pixels.data());
  const cv::Rect around = cv::boundingRect(all);
  const double scale = 2 * random.uniform(0.85, 1.15);
  cv::Mat large;
  cv::resize(around.empty() ? all : all(around), large, {}, scale * random.uniform(0.9, 1.1), scale, cv::INTER_LINEAR);
  return large;
}

/// Ink on 0, digits on one line.
struct Row {
  cv::Mat ink;
  std::vector<cv::Rect> boxes;
};

Row begin(const cv::Mat& digit) { return {digit, {{0, 0, digit.cols, digit.rows}}}; }

/// Neighbours stand higher or lower than one another by up to this share of their height.
constexpr double kUneven = 0.12;

/// The gap at which the ink of both just meets, seen sideways. `down`: how far right begins below left.
int touchingGap(const cv::Mat& left, const cv::Mat& right, int down)
{
  constexpr std::uint8_t kInked = 128;
  int nearest = std::numeric_limits<int>::max();
  for (int y = std::max(0, down); y < std::min(left.rows, down + right.rows); ++y) {
    int behind = 0;
    while (behind < left.cols && left.at<std::uint8_t>(y, left.cols - 1 - behind) < kInked)
      ++behind;
    int before = 0;
    while (before < right.cols && right.at<std::uint8_t>(y - down, before) < kInked)
      ++before;
    if (behind < left.cols && before < right.cols)
      nearest = std::min(nearest, behind + before);
  }
  return nearest == std::numeric_limits<int>::max() ? 0 : -nearest;
}

/// Adds a digit that touches the row, or is `gap` apart from it, as a share of its height; below 0 they overlap.
/// `uneven`: how much lower than the row's middle it stands, as a share of its height.
void append(Row& row, const cv::Mat& digit, double gap, double uneven)
{
  const cv::Mat left = row.ink;
  const int down = static_cast<int>((left.rows - digit.rows) / 2.0 + uneven * digit.rows);
  const int between = touchingGap(left, digit, down) + static_cast<int>(gap * digit.rows);
  const int overlap = std::min(-between, std::min(left.cols, digit.cols) * 2 / 3);
  const int top = std::min(0, down);
  cv::Mat both(std::max(left.rows, down + digit.rows) - top, left.cols + digit.cols - overlap, CV_8UC1, cv::Scalar(0));
  left.copyTo(both({0, -top, left.cols, left.rows}));
  for (auto& box : row.boxes)
    box.y -= top;
  row.boxes.emplace_back(left.cols - overlap, down - top, digit.cols, digit.rows);
  cv::Mat place = both(row.boxes.back());
  cv::max(place, digit, place);
  row.ink = both;
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

class PairSource final : public Source {
public:
  PairSource(Digits digits, std::size_t count, std::size_t classes)
      : m_digits(std::move(digits)), m_count(count), m_classes(classes)
  {
  }

  model::Shape shape() const override { return m_digits.front()->shape(); }
  std::size_t size() const override { return m_count; }
  int label(std::size_t index) const override
  {
    if (isThree(index))
      return static_cast<int>(m_classes);
    const auto classOf = [](const Mixture::Place& place) {
      return static_cast<std::size_t>(place.source->label(place.index));
    };
    return static_cast<int>(m_classes + 1 + m_classes * classOf(left(index)) + classOf(right(index)));
  }

  void draw(std::size_t index, Random random, std::span<std::uint8_t> image) const override
  {
    Row row = begin(glyph(left(index), random));
    join(row, right(index), random);
    if (isThree(index))
      join(row, anyOf(m_digits, random), random);
    const auto joined = glyphOfRaster(asRaster(row.ink), shape().width);
    augment(joined.pixels, shape(), kCamera, Random(random.next()), image);
  }

  std::string fingerprint() const override
  {
    return "pairs " + std::to_string(m_count) + " of" + fingerprintOf(m_digits);
  }

private:
  static bool isThree(std::size_t index)
  {
    constexpr std::size_t kOneIn = 10;
    return index % kOneIn == kOneIn - 1;
  }
  Mixture::Place left(std::size_t index) const { return shownAt(m_digits, index); }
  /// Mostly by the same kind of hand.
  Mixture::Place right(std::size_t index) const
  {
    const std::size_t stride = m_digits.size() * 7919;
    return shownAt(m_digits, index + stride + (index % 3 == 0 ? 1 : 0));
  }

  static void join(Row& row, const Mixture::Place& next, Random& random)
  {
    const auto digit = glyph(next, random);
    constexpr double kApart = 0.25; // share of those that do not touch: ink may run together in a photograph
    const double gap = random.uniform(0, 1) < kApart ? random.uniform(0, 0.12) : -random.uniform(0, 0.1);
    append(row, digit, gap, random.uniform(-kUneven, kUneven));
  }

  const Digits m_digits;
  const std::size_t m_count;
  const std::size_t m_classes;
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
    // Nothing was cut as wanted: a digit alone, or half of one.
    auto row = begin(glyph(shownAt(m_digits, index), random));
    if (m_label)
      row = begin(row.ink.colRange(0, std::max(1, row.ink.cols / 2)).clone());
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
      append(row, glyph(next, random), -random.uniform(0, 0.08), random.uniform(-kUneven, kUneven));
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
    constexpr double kLittle = 0.35;
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

  /// Less than half of every digit. (A digit and half of the next is a wrong cut as well; but boxes of digits that
  /// touch overlap, and do not tell it from a right one.)
  static const vision::Glyph* anyPart(const vision::Page& page, const Row& row, Random& random)
  {
    constexpr double kPart = 0.45;
    constexpr double kNarrow = 0.45;
    std::vector<const vision::Glyph*> parts;
    for (const auto& found : page.glyphs) {
      const bool small = std::all_of(row.boxes.begin(), row.boxes.end(),
                                     [&](const cv::Rect& box) { return shared(found.box, box).ofDigit <= kPart; });
      if (small && found.box.width >= kNarrow * found.box.height)
        parts.push_back(&found);
    }
    return parts.empty() ? nullptr : parts[random.below(parts.size())];
  }

  const Digits m_digits;
  const std::size_t m_count;
  const std::optional<int> m_label;
};

} // namespace

std::shared_ptr<const Source> makePairSource(Digits digits, std::size_t count, std::size_t classes)
{
  return std::make_shared<PairSource>(std::move(digits), count, classes);
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
