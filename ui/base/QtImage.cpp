#include "ui/base/QtImage.h"

namespace numeral::ui {

QImage toQImage(const image::Image& image)
{
  if (image.empty())
    return {};
  const auto format = image.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888;
  return QImage(image.pixels.data(), image.width, image.height, qsizetype{image.width} * image.channels, format).copy();
}

} // namespace numeral::ui
