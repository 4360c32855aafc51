#include "core/training/Photograph.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "core/image/Codec.h"
#include "core/training/Texture.h"

namespace numeral::training {
namespace {

using Corners = std::array<cv::Point2f, 4>;
using Tone = std::array<double, 3>; ///< red, green, blue

/// Changes the colour and leaves the luminance (BT.601).
constexpr Tone kBlue{-0.12, -0.03, 0.47};
constexpr Tone kRed{0.35, -0.16, -0.09};
constexpr Tone kGreen{-0.20, 0.12, -0.09};
constexpr Tone kWarm{0.06, 0, -0.16};

bool happens(double share, Random& random) { return random.uniform(0, 1) < share; }

Tone tinted(double tone, const Tone& tint, double strength)
{
  Tone result;
  for (std::size_t c = 0; c < result.size(); ++c)
    result[c] = std::clamp(tone + strength * tint[c], 0.0, 1.0);
  return result;
}

Corners cornersOf(cv::Size size)
{
  const auto w = static_cast<float>(size.width);
  const auto h = static_cast<float>(size.height);
  return {cv::Point2f(0, 0), cv::Point2f(w, 0), cv::Point2f(w, h), cv::Point2f(0, h)};
}

/// Where the camera stands: how points of the page come to points of the picture.
struct View {
  cv::Matx33d transform;
  cv::Size size;
};

View drawView(cv::Size ink, double height, const Paper& paper, Random& random)
{
  const double angle = random.uniform(-paper.rotation, paper.rotation) * std::numbers::pi / 180;
  const double moved = paper.perspective * std::max(ink.width, ink.height);
  const Corners from = cornersOf(ink);
  Corners to;
  double left = 0, top = 0, right = 0, bottom = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const double x = from[i].x - ink.width / 2.0;
    const double y = from[i].y - ink.height / 2.0;
    const double toX = x * std::cos(angle) - y * std::sin(angle) + random.uniform(-moved, moved);
    const double toY = x * std::sin(angle) + y * std::cos(angle) + random.uniform(-moved, moved);
    to[i] = {static_cast<float>(toX), static_cast<float>(toY)};
    left = std::min(left, toX);
    right = std::max(right, toX);
    top = std::min(top, toY);
    bottom = std::max(bottom, toY);
  }
  const auto margin = [&] { return height * paper.margin.draw(random); };
  // Whole pixels on the left and at the top, so that ink that is not turned stays as sharp as it is.
  const double x = std::ceil(margin() - left - ink.width / 2.0) + ink.width / 2.0;
  const double y = std::ceil(margin() - top - ink.height / 2.0) + ink.height / 2.0;
  for (auto& corner : to)
    corner += cv::Point2f(static_cast<float>(x), static_cast<float>(y));
  View view;
  view.transform = cv::getPerspectiveTransform(from.data(), to.data());
  view.size = {static_cast<int>(std::ceil(x + right + margin())), static_cast<int>(std::ceil(y + bottom + margin()))};
  return view;
}

cv::Mat1f seen(const cv::Mat1f& page, const cv::Matx33d& transform, cv::Size size)
{
  cv::Mat1f picture;
  cv::warpPerspective(page, picture, transform, size, cv::INTER_LINEAR, cv::BORDER_CONSTANT, 0);
  return picture;
}

cv::Mat1f inkOn(const image::Image& ink, const View& view)
{
  const cv::Mat1b given(ink.height, ink.width, const_cast<std::uint8_t*>(ink.pixels.data()));
  cv::Mat1f covered;
  given.convertTo(covered, CV_32F, 1.0 / 255);
  return seen(covered, view.transform, view.size);
}

void wear(cv::Mat1f& ink, double height, double uneven, bool pencil, Random& random)
{
  if (uneven > 0)
    ink = ink.mul(1 - random.uniform(0, uneven) * clouds(ink.size(), 0.2 * height, random));
  if (pencil) {
    cv::Mat1f tooth = whiteNoise(ink.size(), random);
    cv::GaussianBlur(tooth, tooth, {}, std::max(0.6, 0.012 * height));
    const double strength = random.uniform(0.3, 1) / std::max(0.05, cv::norm(tooth) / std::sqrt(tooth.total())) / 3;
    ink = ink.mul(cv::min(cv::max(0.8 + strength * tooth, 0), 1));
  }
}

/// Coverage by the lines of the page, as far as the picture shows it; empty where there are none.
cv::Mat1f linesOn(const View& view, double height, const Paper& paper, Random& random)
{
  const double kind = random.uniform(0, 1);
  if (kind >= paper.ruled + paper.squared)
    return {};
  const bool squared = kind >= paper.ruled;
  const Corners corners = cornersOf(view.size);
  std::vector<cv::Point2f> page;
  cv::perspectiveTransform(std::vector<cv::Point2f>(corners.begin(), corners.end()), page, view.transform.inv());
  const cv::Rect box = cv::boundingRect(page);
  const double pitch = height * (squared ? random.uniform(0.45, 1.1) : random.uniform(0.9, 1.8));
  const double width = std::max(0.7, height * random.uniform(0.01, 0.03));
  const cv::Matx33d toBox(1, 0, box.x, 0, 1, box.y, 0, 0, 1);
  return seen(ruling(box.size(), pitch, width, squared, random), view.transform * toBox, view.size);
}

void addSpecks(cv::Mat1f& ink, double height, double specks, Random& random)
{
  constexpr double kSquare = 8;
  constexpr int kFractionBits = 4;
  const double most = specks * static_cast<double>(ink.total()) / std::pow(kSquare * height, 2);
  cv::Mat1b drawn(ink.size(), 0);
  for (auto left = std::lround(random.uniform(0, most)); left > 0; --left) {
    const cv::Point at(static_cast<int>(std::ldexp(random.uniform(0, ink.cols), kFractionBits)),
                       static_cast<int>(std::ldexp(random.uniform(0, ink.rows), kFractionBits)));
    const int radius = static_cast<int>(std::ldexp(std::max(0.4, height * random.uniform(0.004, 0.02)), kFractionBits));
    cv::circle(drawn, at, radius, random.uniform(80, 200), cv::FILLED, cv::LINE_AA, kFractionBits);
  }
  cv::Mat covered;
  drawn.convertTo(covered, CV_32F, 1.0 / 255);
  cv::max(ink, covered, ink);
}

/// The three tones of a picture.
struct Tones {
  Tone paper;
  Tone ink;
  Tone line;
};

Tones drawTones(const Paper& paper, bool pencil, Random& random)
{
  const bool inverted = happens(paper.inverted, random);
  const double tone = inverted ? random.uniform(0.04, 0.3) : paper.tone.draw(random);
  const double contrast = paper.contrast.draw(random) * (pencil ? random.uniform(0.7, 0.95) : 1);
  const auto against = [&](double share) { return inverted ? tone + share * (1 - tone) : tone * (1 - share); };
  constexpr std::array<Tone, 6> kInks{Tone{}, Tone{}, kBlue, kBlue, kRed, kGreen};
  constexpr std::array<Tone, 4> kLines{Tone{}, kBlue, kRed, kGreen};
  const Tone& ink = kInks[pencil ? 0 : random.below(kInks.size())];
  const Tone& line = kLines[random.below(kLines.size())];
  const double lines = std::min(paper.lines.draw(random), 0.7 * contrast);
  return {tinted(tone, kWarm, paper.tint * tone * random.uniform(-0.5, 0.9)),
          tinted(against(contrast), ink, paper.tint * random.uniform(0.4, 1)),
          tinted(against(lines), line, paper.tint * random.uniform(0.1, 0.5))};
}

double luminance(const Tone& tone) { return 0.299 * tone[0] + 0.587 * tone[1] + 0.114 * tone[2]; }

/// One channel: ink over lines over paper. `lines` may be empty.
cv::Mat1f laid(const cv::Mat1f& ink, const cv::Mat1f& lines, double inkTone, double lineTone, double paperTone)
{
  cv::Mat1f channel(ink.size(), static_cast<float>(paperTone));
  if (!lines.empty())
    channel += (lineTone - paperTone) * lines;
  return channel + ink.mul(inkTone - channel);
}

void blur(cv::Mat& picture, double height, const Paper& paper, Random& random)
{
  const double sigma = height * random.uniform(0, paper.defocus);
  const double length = height * random.uniform(0, paper.motion);
  const double angle = random.uniform(0, std::numbers::pi);
  constexpr double kVisible = 0.3; // pixels
  if (sigma > kVisible)
    cv::GaussianBlur(picture, picture, {}, sigma, 0, cv::BORDER_REPLICATE);
  if (length < 1)
    return;
  const int reach = static_cast<int>(std::ceil(length / 2));
  cv::Mat1f kernel(2 * reach + 1, 2 * reach + 1, 0.F);
  constexpr int kSteps = 64;
  for (int i = 0; i < kSteps; ++i) {
    const double along = length * ((i + 0.5) / kSteps - 0.5);
    kernel(reach + static_cast<int>(std::lround(along * std::sin(angle))),
           reach + static_cast<int>(std::lround(along * std::cos(angle)))) += 1.F / kSteps;
  }
  cv::filter2D(picture, picture, -1, kernel, {-1, -1}, 0, cv::BORDER_REPLICATE);
}

/// `picture`: one plane for grey, three for red, green, blue.
image::Image developed(const cv::Mat& picture, int quality)
{
  image::Image result(picture.cols, picture.rows, picture.channels());
  cv::Mat pixels(picture.rows, picture.cols, CV_8UC(picture.channels()), result.pixels.data());
  picture.convertTo(pixels, CV_8U, 255);
  if (quality == 0)
    return result;
  return image::encodeJpeg(result, quality)
      .and_then([](const base::Bytes& file) { return image::decode(file); })
      .value_or(result);
}

} // namespace

image::Image photograph(const image::Image& given, double height, const Paper& paper, Random random)
{
  const View view = drawView({given.width, given.height}, height, paper, random);
  const bool pencil = happens(paper.pencil, random);
  cv::Mat1f ink = inkOn(given, view);
  wear(ink, height, paper.uneven, pencil, random);
  if (paper.specks > 0)
    addSpecks(ink, height, paper.specks, random);
  const cv::Mat1f lines = linesOn(view, height, paper, random);
  const Tones tones = drawTones(paper, pencil, random);

  std::vector<cv::Mat> planes;
  if (paper.colour)
    for (std::size_t c = 0; c < tones.ink.size(); ++c)
      planes.push_back(laid(ink, lines, tones.ink[c], tones.line[c], tones.paper[c]));
  else
    planes.push_back(laid(ink, lines, luminance(tones.ink), luminance(tones.line), luminance(tones.paper)));

  cv::Mat1f lit = light(view.size, paper.shade, happens(paper.shadow, random), random);
  if (paper.grain > 0)
    lit += random.uniform(0, paper.grain) * whiteNoise(lit.size(), random);
  for (auto& plane : planes)
    cv::multiply(plane, lit, plane);
  cv::Mat picture;
  cv::merge(planes, picture);
  blur(picture, height, paper, random);
  if (paper.noise > 0) {
    cv::Mat1f values = picture.reshape(1); // a view: each colour has noise of its own
    values += random.uniform(0, paper.noise) * whiteNoise(values.size(), random);
  }
  return developed(picture, static_cast<int>(std::lround(paper.jpeg.draw(random))));
}

} // namespace numeral::training
