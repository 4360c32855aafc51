#include "core/training/GlyphImage.h"

#include <opencv2/imgproc.hpp>

#include "core/vision/Normaliser.h"
#include "core/vision/StrokeWidth.h"

namespace numeral::training {

image::Image glyphOfRaster(const image::Image& raster, int side)
{
  image::Image ink = raster;
  for (auto& pixel : ink.pixels)
    pixel = static_cast<std::uint8_t>(255 - pixel);
  const cv::Rect around = cv::boundingRect(cv::Mat(ink.height, ink.width, CV_8UC1, ink.pixels.data()));
  if (around.empty())
    return image::Image(side, side, 1, 0);
  const auto stroked =
      vision::bringToKnownWidth(ink, {static_cast<double>(around.x), static_cast<double>(around.y),
                                      static_cast<double>(around.width), static_cast<double>(around.height)});
  return vision::normalise(stroked.ink, stroked.box, side);
}

} // namespace numeral::training
