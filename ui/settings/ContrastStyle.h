/// Fusion with outlines in the colour of text, which Fusion itself only ever draws darker than the window.
#pragma once

#include <QProxyStyle>

namespace numeral::ui {

class ContrastStyle final : public QProxyStyle {
  Q_OBJECT
public:
  ContrastStyle();

  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
  void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                          const QWidget* widget) const override;
};

} // namespace numeral::ui
