#include "ui/settings/Theme.h"

#include <memory>

#include <QApplication>
#include <QStyle>
#include <QStyleFactory>

#include "ui/settings/OutlineStyle.h"

namespace numeral::ui {
namespace {

/// The one style that takes all its colours from the palette.
constexpr QLatin1String kStyle("Fusion");

struct Colours {
  QColor window;
  QColor base;
  QColor button;
  QColor midlight; ///< the rail of pages
  QColor text;
  QColor disabled;
  QColor highlight;
  QColor highlighted;
  QColor link;
  QColor notice;
};

QPalette paletteOf(const Colours& colours)
{
  QPalette palette(colours.text, colours.button, Qt::white, QColor(0x18, 0x19, 0x1b), QColor(0x6b, 0x6e, 0x73),
                   colours.text, Qt::white, colours.base, colours.window);
  palette.setColor(QPalette::AlternateBase, colours.window);
  palette.setColor(QPalette::Midlight, colours.midlight);
  palette.setColor(QPalette::Highlight, colours.highlight);
  palette.setColor(QPalette::HighlightedText, colours.highlighted);
  palette.setColor(QPalette::Link, colours.link);
  palette.setColor(QPalette::LinkVisited, colours.link);
  palette.setColor(QPalette::ToolTipBase, colours.notice);
  palette.setColor(QPalette::ToolTipText, colours.text);
  palette.setColor(QPalette::PlaceholderText, colours.disabled);
  for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
    palette.setColor(QPalette::Disabled, role, colours.disabled);
  return palette;
}

} // namespace

QPalette themePalette(Theme theme)
{
  switch (theme) {
  case Theme::System: break;
  case Theme::Light: {
    QPalette light = std::unique_ptr<QStyle>(makeThemeStyle(theme))->standardPalette();
    light.setColor(QPalette::Highlight, QColor(0x1f, 0x72, 0xab)); // white on the style's own is hard to read
    return light;
  }
  case Theme::Dark:
    return paletteOf({.window = QColor(0x2b, 0x2d, 0x30),
                      .base = QColor(0x1e, 0x1f, 0x22),
                      .button = QColor(0x3a, 0x3d, 0x41),
                      .midlight = QColor(0x35, 0x37, 0x3b),
                      .text = QColor(0xe3, 0xe5, 0xe8),
                      .disabled = QColor(0x8a, 0x8d, 0x92),
                      .highlight = QColor(0x2f, 0x74, 0xbd),
                      .highlighted = Qt::white,
                      .link = QColor(0x7a, 0xb7, 0xf5),
                      .notice = QColor(0x4a, 0x42, 0x2a)});
  case Theme::HighContrast:
    return paletteOf({.window = Qt::black,
                      .base = Qt::black,
                      .button = Qt::black,
                      .midlight = Qt::black,
                      .text = Qt::white,
                      .disabled = QColor(0xa8, 0xa8, 0xa8),
                      .highlight = Qt::yellow,
                      .highlighted = Qt::black,
                      .link = Qt::yellow,
                      .notice = Qt::black});
  }
  return QApplication::palette();
}

QStyle* makeThemeStyle(Theme theme)
{
  if (theme == Theme::HighContrast)
    return new OutlineStyle(OutlineStyle::Lines::Strong);
  if (theme == Theme::Dark)
    return new OutlineStyle(OutlineStyle::Lines::Faint);
  return QStyleFactory::create(kStyle);
}

void applyTheme(Theme theme)
{
  static const QString systemStyle = QApplication::style()->name();
  static Theme current = Theme::System;
  if (theme == current)
    return;
  current = theme;
  if (theme == Theme::System) {
    QApplication::setStyle(systemStyle);
    QApplication::setPalette(QPalette());
    return;
  }
  QApplication::setStyle(makeThemeStyle(theme));
  QApplication::setPalette(themePalette(theme));
}

} // namespace numeral::ui
