#include "ui/canvas/ImageView.h"

#include <algorithm>
#include <utility>

#include <QPainter>

#include "ui/base/ToolTips.h"

namespace numeral::ui {
namespace {

/// A scan of 28 pixels blown up further tells nobody more.
constexpr double kMaxGrowth = 12;

} // namespace

ImageView::ImageView(QWidget* parent) : QWidget(parent)
{
  setObjectName(QStringLiteral("imageView"));
  setAccessibleName(tr("Opened image"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void ImageView::show(const QImage& image, const QSize& original, const QString& name)
{
  m_image = image;
  m_original = original;
  m_marks.clear();
  setAccessibleName(tr("Image %1").arg(name));
  setToolTip(plainToolTip(name));
  update();
}

void ImageView::setMarks(std::vector<Mark> marks)
{
  if (marks == m_marks)
    return; // painting is what an answer costs most
  m_marks = std::move(marks);
  update();
}

void ImageView::paintEvent(QPaintEvent* /*event*/)
{
  if (m_image.isNull())
    return;
  QPainter painter(this);
  const double fit = std::min(double(width()) / m_image.width(), double(height()) / m_image.height());
  const double scale = std::min(fit, kMaxGrowth);
  QRect target({}, (QSizeF(m_image.size()) * scale).toSize());
  target.moveTopLeft({(width() - target.width()) / 2, 0});
  painter.setRenderHint(QPainter::SmoothPixmapTransform, scale < 1);
  painter.drawImage(target, m_image);
  painter.setPen(palette().color(QPalette::Mid));
  painter.drawRect(target.adjusted(0, 0, -1, -1));
  const double shrunk = double(target.width()) / m_original.width();
  paintMarks(painter, m_marks, QTransform(shrunk, 0, 0, shrunk, target.left(), target.top()), palette());
}

} // namespace numeral::ui
