#include "ui/result/ModelInputView.h"

#include <algorithm>

#include <QPainter>

#include "ui/base/QtImage.h"

namespace numeral::ui {
namespace {

constexpr int kHeight = 112; // four screen pixels for each of 28
constexpr int kWidth = 150;

QRect inkBox(const image::Image& input)
{
  QRect box;
  if (input.channels != 1)
    return box;
  for (int y = 0; y < input.height; ++y) {
    for (int x = 0; x < input.width; ++x) {
      if (input.at(x, y) > 0)
        box = box.united(QRect(x, y, 1, 1));
    }
  }
  return box;
}

} // namespace

ModelInputView::ModelInputView(QWidget* parent) : QWidget(parent)
{
  setObjectName(QStringLiteral("modelInput"));
  setAccessibleName(tr("What the model sees"));
  setToolTip(tr("What the model sees: the writing, scaled and centred. The frame is its box, the cross the centre."));
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  show({});
}

void ModelInputView::show(const image::Image& input, Marks marks)
{
  m_input = toQImage(input);
  m_ink = marks == Marks::None ? QRect() : inkBox(input);
  setAccessibleDescription(m_input.isNull() ? tr("nothing yet")
                                            : tr("%1 by %2 pixels").arg(m_input.width()).arg(m_input.height()));
  update();
}

QSize ModelInputView::sizeHint() const { return {kWidth, kHeight}; }

QSize ModelInputView::minimumSizeHint() const { return sizeHint(); }

void ModelInputView::paintEvent(QPaintEvent* /*event*/)
{
  QPainter painter(this);
  const QColor frame = palette().color(QPalette::Mid);
  if (m_input.isNull()) {
    painter.setPen(QPen(frame, 1, Qt::DashLine));
    painter.drawRect(QRect(0, 0, kHeight - 1, kHeight - 1));
    return;
  }
  const double scale = std::min(double(width()) / m_input.width(), double(height()) / m_input.height());
  QRect target({}, (QSizeF(m_input.size()) * scale).toSize());
  painter.setRenderHint(QPainter::SmoothPixmapTransform, scale < 1);
  painter.drawImage(target, m_input);

  const QColor mark = palette().color(QPalette::Highlight);
  painter.setPen(QPen(mark, 1));
  if (!m_ink.isNull()) {
    painter.drawRect(QRectF(target.topLeft() + QPointF(m_ink.topLeft()) * scale, QSizeF(m_ink.size()) * scale));
    const QPointF centre = QRectF(target).center();
    constexpr double kArm = 5;
    painter.drawLine(centre - QPointF(kArm, 0), centre + QPointF(kArm, 0));
    painter.drawLine(centre - QPointF(0, kArm), centre + QPointF(0, kArm));
  }
  painter.setPen(frame);
  painter.drawRect(target.adjusted(0, 0, -1, -1));
}

} // namespace numeral::ui
