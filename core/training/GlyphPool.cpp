#include "core/training/GlyphPool.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

#include <opencv2/imgproc.hpp>

#include "core/strokes/Bounds.h"
#include "core/strokes/Rasteriser.h"
#include "core/vision/StrokeWidth.h"

namespace numeral::training {
namespace {

using base::ErrorCode;
using base::Expected;
using base::failure;

cv::Mat1b view(const image::Image& gray)
{
  return {gray.height, gray.width, const_cast<std::uint8_t*>(gray.pixels.data())};
}

image::Image cutToInk(const cv::Mat1b& ink)
{
  const cv::Rect box = cv::boundingRect(ink);
  image::Image result(std::max(1, box.width), std::max(1, box.height), 1);
  if (!box.empty())
    ink(box).copyTo(view(result));
  return result;
}

/// Of a pen, as a share of a glyph's larger side.
constexpr double kThinnest = 0.04;
constexpr double kThickest = 0.16;

/// Grows or shrinks the ink towards a pen of that share of the glyph's larger side, as far as loops stay open and lines
/// whole. It grows by more than it shrinks: there is no telling what thin lines went under in a blur.
image::Image withPen(const cv::Mat1b& given, double pen)
{
  const auto ink = cutToInk(given);
  const vision::Box whole{0, 0, static_cast<double>(ink.width), static_cast<double>(ink.height)};
  const double width = vision::strokeWidth(ink, whole);
  const double wanted = std::max(ink.width, ink.height) * std::lerp(kThinnest, kThickest, pen);
  const double growth = std::clamp((wanted - width) / 2, -0.2 * width, 0.3 * width);
  const int radius = static_cast<int>(std::lround(std::abs(growth)));
  const cv::Mat disc = cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * radius + 1, 2 * radius + 1});
  cv::Mat1b changed;
  cv::copyMakeBorder(view(ink), changed, radius, radius, radius, radius, cv::BORDER_CONSTANT, 0);
  cv::morphologyEx(changed, changed, growth > 0 ? cv::MORPH_DILATE : cv::MORPH_ERODE, disc);
  return cutToInk(changed);
}

/// A small image is enlarged until its edges are soft, which are then made sharp again.
image::Image enlarge(const image::Image& small, double pen)
{
  constexpr double kSide = 224;
  constexpr double kSmoothing = 0.4; // of a pixel as given
  constexpr double kSharpening = 3;
  constexpr double kLevel = 0.45;
  const double factor = std::max(1.0, kSide / std::max(small.width, small.height));
  cv::Mat1f large;
  view(small).convertTo(large, CV_32F, 1.0 / 255);
  cv::resize(large, large, {}, factor, factor, cv::INTER_CUBIC);
  cv::GaussianBlur(large, large, {}, kSmoothing * factor);
  cv::Mat1b ink;
  large.convertTo(ink, CV_8U, 255 * kSharpening, 255 * (0.5 - kSharpening * kLevel));
  return withPen(ink, pen);
}

image::Image draw(strokes::Drawing drawing, double pen)
{
  if (const double side = strokes::boundsOf(drawing).larger(); side > 0)
    drawing.penWidth = side * std::lerp(kThinnest, kThickest, pen);
  const auto raster = strokes::rasterise(drawing); // its thinnest pen is thicker than ours
  return withPen(~view(raster.image), pen);
}

} // namespace

Expected<GlyphPool> GlyphPool::open(const std::filesystem::path& path, const GlyphPoolOptions& options)
{
  SampleOptions sampleOptions;
  sampleOptions.split = options.split;
  sampleOptions.pipeline = true; // IDX images as images
  auto samples = openSamples(path, sampleOptions);
  if (!samples)
    return tl::unexpected(samples.error());
  if (const auto first = samples->front().load(); !first || std::holds_alternative<engine::EncodedImage>(*first))
    return failure(ErrorCode::InvalidArgument, path.string() + " holds image files, which have paper of their own; "
                                                               "glyphs come from IDX images or from strokes.");
  auto chosen = select(std::move(*samples), options.selection, path);
  if (!chosen)
    return tl::unexpected(chosen.error());
  GlyphPool pool;
  pool.m_samples = std::move(*chosen);
  std::erase_if(pool.m_samples,
                [](const Sample& sample) { return sample.truth.find_first_of("| \t\r\n") != std::string::npos; });
  if (pool.m_samples.empty())
    return failure(ErrorCode::InvalidArgument, path.string() + " holds no glyphs whose label a labels.csv can hold.");
  for (std::size_t i = 0; i < pool.size(); ++i)
    pool.m_byContributor[pool.m_samples[i].contributor][pool.m_samples[i].truth].push_back(i);
  return pool;
}

std::vector<std::size_t> GlyphPool::pick(std::size_t count, Random& random) const
{
  const ByLabel& labels = m_byContributor.at(m_samples[random.below(size())].contributor);
  std::vector<std::size_t> glyphs;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& same = std::next(labels.begin(), static_cast<std::ptrdiff_t>(random.below(labels.size())))->second;
    glyphs.push_back(same[random.below(same.size())]);
  }
  return glyphs;
}

Expected<image::Image> GlyphPool::render(std::size_t glyph, double pen) const
{
  const auto input = m_samples[glyph].load();
  if (!input)
    return tl::unexpected(input.error());
  if (const auto* drawing = std::get_if<strokes::Drawing>(&*input))
    return draw(*drawing, pen);
  return enlarge(std::get<image::Image>(*input), pen);
}

} // namespace numeral::training
