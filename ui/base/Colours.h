/// Colours between those of the palette.
#pragma once

#include <QColor>

namespace numeral::ui {

/// `share` of `a`, the rest of `b`.
inline QColor blend(const QColor& a, const QColor& b, float share)
{
  const auto mix = [share](float x, float y) { return x * share + y * (1 - share); };
  return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()), mix(a.blueF(), b.blueF()));
}

} // namespace numeral::ui
