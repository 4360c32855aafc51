/// The colours of the whole program.
#pragma once

#include <QPalette>

class QStyle;

namespace numeral::ui {

enum class Theme { System, Light, Dark, HighContrast };

/// The application's own palette for System.
QPalette themePalette(Theme theme);

/// A new one that takes all its colours from the palette; the caller owns it. Not for System.
QStyle* makeThemeStyle(Theme theme);

/// At once, for every window. Where System is asked for first nothing is touched.
void applyTheme(Theme theme);

} // namespace numeral::ui
