#include "ui/settings/ContrastStyle.h"

#include <QPainter>
#include <QStyleOption>

namespace numeral::ui {
namespace {

/// Disabled controls keep their outline, in the colour of disabled text.
void outline(QPainter& painter, const QStyleOption& option, const QRect& rect, bool round = false)
{
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing, round);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(option.state & QStyle::State_HasFocus ? option.palette.color(QPalette::Highlight)
                                                       : option.palette.color(QPalette::WindowText));
  if (round)
    painter.drawEllipse(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5));
  else
    painter.drawRect(rect.adjusted(0, 0, -1, -1));
  painter.restore();
}

} // namespace

ContrastStyle::ContrastStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

void ContrastStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                  const QWidget* widget) const
{
  QProxyStyle::drawPrimitive(element, option, painter, widget);
  switch (element) {
  case PE_Frame:
  case PE_FrameLineEdit:
  case PE_FrameGroupBox:
  case PE_FrameMenu:
  case PE_IndicatorCheckBox:
  case PE_IndicatorItemViewItemCheck:
  case PE_PanelButtonCommand:
  case PE_PanelButtonTool: outline(*painter, *option, option->rect); break;
  case PE_IndicatorRadioButton: outline(*painter, *option, option->rect, true); break;
  default: break;
  }
}

void ContrastStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                       const QWidget* widget) const
{
  QProxyStyle::drawComplexControl(control, option, painter, widget);
  switch (control) {
  case CC_ComboBox:
  case CC_SpinBox:
  case CC_ScrollBar: outline(*painter, *option, option->rect); break;
  case CC_Slider: {
    const QRect handle = subControlRect(control, option, SC_SliderHandle, widget);
    outline(*painter, *option, handle);
    if (option->state & State_Horizontal)
      outline(*painter, *option, QRect(handle.right(), handle.center().y(), option->rect.right() - handle.right(), 2));
    break;
  }
  default: break;
  }
}

} // namespace numeral::ui
