/// Pixels of core as a QImage.
#pragma once

#include <QImage>

#include "core/image/Image.h"

namespace numeral::ui {

/// A copy. Threads: any.
QImage toQImage(const image::Image& image);

} // namespace numeral::ui
