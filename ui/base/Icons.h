/// Our icons in the colours of the palette.
#pragma once

#include <QIcon>
#include <QPalette>

namespace numeral::ui {

/// `name`: a file of resources/icons without ".svg", drawn in `currentColor`.
QIcon icon(const QString& name, const QPalette& palette);

/// The program's own, in its own colours.
QIcon programIcon();

} // namespace numeral::ui
