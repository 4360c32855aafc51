#include "ui/settings/OutlineStyle.h"

#include <QPainter>
#include <QStyleOption>

namespace numeral::ui {
namespace {

constexpr double kFusionsRadius = 2;

} // namespace

OutlineStyle::OutlineStyle(Lines lines) : QProxyStyle(QStringLiteral("Fusion")), m_lines(lines) {}

void OutlineStyle::outline(QPainter& painter, const QStyleOption& option, const QRect& rect, double radius) const
{
  const auto colour = m_lines == Lines::Strong ? QPalette::WindowText : QPalette::PlaceholderText;
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing, radius > 0);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(option.palette.color(option.state & QStyle::State_HasFocus ? QPalette::Highlight : colour));
  if (radius > 0)
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
  else
    painter.drawRect(rect.adjusted(0, 0, -1, -1));
  painter.restore();
}

void OutlineStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                 const QWidget* widget) const
{
  QProxyStyle::drawPrimitive(element, option, painter, widget);
  const bool strong = m_lines == Lines::Strong;
  switch (element) {
  case PE_Frame:
  case PE_FrameGroupBox:
  case PE_FrameMenu:
  case PE_PanelButtonCommand:
  case PE_PanelButtonTool:
    if (strong)
      outline(*painter, *option, option->rect);
    break;
  case PE_FrameLineEdit:
  case PE_IndicatorCheckBox:
  case PE_IndicatorItemViewItemCheck: outline(*painter, *option, option->rect, strong ? 0 : kFusionsRadius); break;
  case PE_IndicatorRadioButton: outline(*painter, *option, option->rect, option->rect.height() / 2.0); break;
  default: break;
  }
}

void OutlineStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                      const QWidget* widget) const
{
  QProxyStyle::drawComplexControl(control, option, painter, widget);
  if (m_lines == Lines::Faint) {
    if (control == CC_SpinBox)
      outline(*painter, *option, option->rect, kFusionsRadius);
    return;
  }
  switch (control) {
  case CC_ComboBox:
  case CC_SpinBox: outline(*painter, *option, option->rect); break;
  case CC_ScrollBar: {
    outline(*painter, *option, option->rect);
    const QRect handle = subControlRect(control, option, SC_ScrollBarSlider, widget);
    painter->fillRect(handle.adjusted(3, 3, -3, -3), option->palette.color(QPalette::WindowText));
    break;
  }
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
