/// Fusion with outlines that can be seen on dark windows; Fusion itself only ever draws them darker than the window.
#pragma once

#include <QProxyStyle>

namespace numeral::ui {

class OutlineStyle final : public QProxyStyle {
  Q_OBJECT
public:
  enum class Lines {
    Faint, ///< of what would look like a hole: fields, boxes to tick
    Strong ///< of everything, in the colour of text
  };

  explicit OutlineStyle(Lines lines);

  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
  void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                          const QWidget* widget) const override;

private:
  /// Disabled controls keep their outline, in the colour of disabled text.
  void outline(QPainter& painter, const QStyleOption& option, const QRect& rect, double radius = 0) const;

  Lines m_lines;
};

} // namespace numeral::ui
