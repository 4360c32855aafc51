#include "core/image/Codec.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <mutex>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/core/version.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <webp/decode.h>

#include "core/image/Header.h"

namespace numeral::image {
namespace {

using base::ErrorCode;
using base::Expected;
using base::failure;

/// OpenCV prints its own words about broken files to stderr; ours say more.
[[maybe_unused]] const bool g_quiet = [] {
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  return true;
}();

/// By libwebp itself: what its signature check refuses OpenCV offers to decoders of other formats, one of which ends
/// the program.
cv::Mat decodeWebP(base::ByteSpan bytes)
{
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(bytes.data(), bytes.size(), &features) != VP8_STATUS_OK)
    return {};
  cv::Mat pixels(features.height, features.width, features.has_alpha != 0 ? CV_8UC4 : CV_8UC3);
  const auto decode = features.has_alpha != 0 ? WebPDecodeBGRAInto : WebPDecodeBGRInto;
  const bool whole = decode(bytes.data(), bytes.size(), pixels.data, pixels.total() * pixels.elemSize(),
                            static_cast<int>(pixels.step)) != nullptr;
  return whole ? pixels : cv::Mat();
}

cv::Mat decodePixels(base::ByteSpan bytes, Format format, int reduction)
{
  if (format == Format::WebP)
    return decodeWebP(bytes);
  const cv::Mat data(1, static_cast<int>(bytes.size()), CV_8UC1, const_cast<std::uint8_t*>(bytes.data()));
  // JPEG has neither alpha nor depth, and a CMYK one needs the conversion; for the rest UNCHANGED keeps alpha and
  // 16 bits. Orientation is ours in both cases: UNCHANGED ignores it.
  if (format != Format::Jpeg)
    return cv::imdecode(data, cv::IMREAD_UNCHANGED);
  int flags = cv::IMREAD_ANYCOLOR | cv::IMREAD_IGNORE_ORIENTATION;
  switch (reduction) { // "grayscale" is the flag without a colour bit: ANYCOLOR decides
  case 2: flags |= cv::IMREAD_REDUCED_GRAYSCALE_2; break;
  case 4: flags |= cv::IMREAD_REDUCED_GRAYSCALE_4; break;
  case 8: flags |= cv::IMREAD_REDUCED_GRAYSCALE_8; break;
  default: break;
  }
  return cv::imdecode(data, flags);
}

/// By how much an image may be divided so that `enough` pixels are left of its larger side.
int reductionFor(const Header& header, int enough)
{
  int reduction = 8; // the most that a JPEG's transform offers
  while (reduction > 1 && std::max(header.width, header.height) / static_cast<std::uint64_t>(reduction) <
                              static_cast<std::uint64_t>(enough))
    reduction /= 2;
  return reduction;
}

/// Bytes that decoding takes, roughly.
std::uint64_t memoryFor(const Header& header, int reduction)
{
  constexpr std::uint64_t kChannels = 4;
  constexpr std::uint64_t kCoefficients = 6; // two bytes for each of three components
  const std::uint64_t pixels = header.width * header.height;
  const auto divisor = static_cast<std::uint64_t>(header.format == Format::Jpeg ? reduction * reduction : 1);
  return pixels * kChannels * (header.bits > 8 ? 2 : 1) / divisor + (header.scans > 1 ? pixels * kCoefficients : 0);
}

/// Held while a large image is decoded: several at once could take more memory than a container has.
std::unique_lock<std::mutex> oneAtATime(const Header& header, int reduction)
{
  static std::mutex mutex;
  constexpr std::uint64_t kLarge = std::uint64_t{128} << 20;
  return memoryFor(header, reduction) > kLarge ? std::unique_lock(mutex) : std::unique_lock<std::mutex>();
}

/// To 8 bits a channel; nothing for depths that images of handwriting do not come in.
bool toEightBits(cv::Mat& pixels)
{
  if (pixels.depth() == CV_16U)
    pixels.convertTo(pixels, CV_8U, 1.0 / 257);
  return pixels.depth() == CV_8U;
}

/// Tone of the ink, and how much of the image is opaque.
struct Ink {
  double tone = 0; ///< mean grey by opacity
  double share = 0;
};

Ink inkOf(const cv::Mat& bgra)
{
  std::uint64_t opacity = 0;
  std::uint64_t tone = 0;
  cv::Mat gray; // of one row: images may have fifty million pixels
  for (int y = 0; y < bgra.rows; ++y) {
    cv::cvtColor(bgra.row(y), gray, cv::COLOR_BGRA2GRAY);
    for (int x = 0; x < bgra.cols; ++x) {
      const std::uint32_t alpha = bgra.at<cv::Vec4b>(y, x)[3];
      opacity += alpha;
      tone += alpha * gray.at<std::uint8_t>(0, x);
    }
  }
  const auto sum = static_cast<double>(opacity);
  return {opacity > 0 ? static_cast<double>(tone) / sum : 0, sum / 255 / static_cast<double>(bgra.total())};
}

/// Transparent paper has no tone of its own: it is white, unless the ink is light.
cv::Mat layOverPaper(const cv::Mat& bgra)
{
  const Ink ink = inkOf(bgra);
  // A mostly opaque image brings paper of its own, and only its rim is transparent.
  constexpr double kOwnPaper = 0.5;
  constexpr unsigned kOpaque = 255;
  const unsigned paper = ink.tone > 127 && ink.share < kOwnPaper ? 0 : 255;
  cv::Mat bgr(bgra.size(), CV_8UC3);
  for (int y = 0; y < bgra.rows; ++y) {
    const auto* from = bgra.ptr<cv::Vec4b>(y);
    auto* to = bgr.ptr<cv::Vec3b>(y);
    for (int x = 0; x < bgra.cols; ++x) {
      const unsigned alpha = from[x][3];
      for (int channel = 0; channel < 3; ++channel)
        to[x][channel] =
            static_cast<std::uint8_t>((from[x][channel] * alpha + paper * (kOpaque - alpha) + kOpaque / 2) / kOpaque);
    }
  }
  return bgr;
}

/// As a JPEG's decoder does it: sides are rounded up.
cv::Mat reduce(const cv::Mat& pixels, int reduction)
{
  if (reduction == 1)
    return pixels;
  const auto side = [reduction](int length) { return (length + reduction - 1) / reduction; };
  cv::Mat reduced;
  cv::resize(pixels, reduced, {side(pixels.cols), side(pixels.rows)}, 0, 0, cv::INTER_AREA);
  return reduced;
}

/// EXIF 2.3, tag 274: how to turn what is stored to see it upright.
cv::Mat turnUpright(const cv::Mat& stored, int orientation)
{
  cv::Mat turned = stored;
  if (orientation >= 5) // rows and columns change places
    cv::transpose(stored, turned);
  cv::Mat upright = turned;
  switch (orientation) {
  case 2:
  case 6: cv::flip(turned, upright, 1); break;
  case 3:
  case 7: cv::flip(turned, upright, -1); break;
  case 4:
  case 8: cv::flip(turned, upright, 0); break;
  default: break;
  }
  return upright;
}

Image toImage(const cv::Mat& pixels)
{
  Image image(pixels.cols, pixels.rows, pixels.channels());
  cv::Mat out(pixels.rows, pixels.cols, pixels.type(), image.pixels.data());
  if (pixels.channels() == 3)
    cv::cvtColor(pixels, out, cv::COLOR_BGR2RGB);
  else
    pixels.copyTo(out);
  return image;
}

Expected<base::Bytes> encode(const Image& image, const std::string& ending, const std::vector<int>& settings)
{
  if (image.empty())
    return failure(ErrorCode::Internal, "An image without pixels cannot be encoded.");
  const auto refused = [&](std::string detail) {
    return failure(ErrorCode::Internal, "The image could not be encoded as " + ending.substr(1) + ".",
                   std::move(detail));
  };
  try {
    cv::Mat pixels(image.height, image.width, CV_8UC(image.channels), const_cast<std::uint8_t*>(image.pixels.data()));
    if (image.channels == 3) {
      cv::Mat bgr;
      cv::cvtColor(pixels, bgr, cv::COLOR_RGB2BGR);
      pixels = bgr;
    }
    base::Bytes bytes;
    if (cv::imencode(ending, pixels, bytes, settings))
      return bytes;
    return refused({});
  } catch (const cv::Exception& e) {
    return refused(e.what());
  }
}

} // namespace

std::string codecVersion() { return CV_VERSION; }

Expected<Image> decode(base::ByteSpan bytes, const Limits& limits)
{
  return decodeReduced(bytes, limits, std::numeric_limits<int>::max()).map([](Reduced&& reduced) {
    return std::move(reduced.image);
  });
}

Expected<Reduced> decodeReduced(base::ByteSpan bytes, const Limits& limits, int enough)
{
  if (bytes.size() > limits.maxBytes)
    return failure(ErrorCode::TooManyBytes, "The image has " + std::to_string(bytes.size()) + " bytes, more than the " +
                                                std::to_string(limits.maxBytes) + " allowed. Send a smaller one.");
  const auto header = readHeader(bytes);
  if (!header)
    return tl::unexpected(header.error());
  // Each side alone first: the product of two 32-bit sizes fits 64 bits, but a side beyond OpenCV's limit never does.
  constexpr std::uint64_t kMaxSide = 1 << 20;
  const bool deep = header->bits > 8;
  if (header->width > kMaxSide || header->height > kMaxSide ||
      header->width * header->height * (deep ? 2 : 1) > limits.maxPixels)
    return failure(ErrorCode::ImageTooLarge, "The image is " + std::to_string(header->width) + " x " +
                                                 std::to_string(header->height) + " pixels" +
                                                 (deep ? " of 16 bits, which count twice" : "") + ", more than the " +
                                                 std::to_string(limits.maxPixels) + " allowed. Send a smaller one.");
  const auto broken = [&](std::string detail) {
    return failure(ErrorCode::UnusableImage,
                   "The " + std::string(name(header->format)) +
                       " image cannot be decoded: it is broken or cut short. Save or send it again.",
                   std::move(detail));
  };
  try {
    const int reduction = reductionFor(*header, enough);
    const auto lock = oneAtATime(*header, reduction);
    cv::Mat pixels = decodePixels(bytes, header->format, reduction);
    if (pixels.empty())
      return broken({});
    // What was decoded is held against what the header promised: a lying header does not get past the limits.
    if (static_cast<std::uint64_t>(pixels.total()) > limits.maxPixels)
      return broken("header and content differ");
    if (!toEightBits(pixels))
      return broken("floating-point or 32-bit pixels");
    if (pixels.channels() == 4)
      pixels = layOverPaper(pixels);
    if (pixels.channels() != 1 && pixels.channels() != 3)
      return broken(std::to_string(pixels.channels()) + " channels");
    if (header->format != Format::Jpeg)
      pixels = reduce(pixels, reduction);
    return Reduced{toImage(turnUpright(pixels, header->orientation)), 1.0 / reduction};
  } catch (const cv::Exception& e) {
    return broken(e.what());
  } catch (const std::bad_alloc&) {
    return failure(ErrorCode::ImageTooLarge, "There is not enough memory to decode the image. Send a smaller one.");
  }
}

Expected<base::Bytes> encodePng(const Image& image) { return encode(image, ".png", {}); }

Expected<base::Bytes> encodeJpeg(const Image& image, int quality)
{
  return encode(image, ".jpg", {cv::IMWRITE_JPEG_QUALITY, quality});
}

} // namespace numeral::image
