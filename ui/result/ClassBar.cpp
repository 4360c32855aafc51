#include "ui/result/ClassBar.h"

#include <algorithm>
#include <cmath>

#include <QPainter>

#include "ui/base/ToolTips.h"
#include "ui/result/Words.h"

namespace numeral::ui {
namespace {

constexpr int kSteps = 1000;
constexpr int kGap = 8;

} // namespace

ClassBar::ClassBar(const QString& label, int labelWidth, QWidget* parent)
    : QProgressBar(parent), m_label(label), m_labelWidth(labelWidth)
{
  setObjectName(QStringLiteral("bar_") + label);
  setAccessibleName(label);
  setRange(0, kSteps);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  clear();
}

void ClassBar::setProbability(double probability, bool best)
{
  m_probability = probability;
  m_best = best;
  setValue(static_cast<int>(std::lround(probability * kSteps)));
  setAccessibleDescription(text());
  setToolTip(plainToolTip(tr("%1: %2").arg(m_label, text())));
  update();
}

void ClassBar::clear()
{
  m_probability = -1;
  m_best = false;
  reset();
  setAccessibleDescription(tr("no answer yet"));
  setToolTip(plainToolTip(tr("How probable it is that this is %1").arg(m_label)));
  update();
}

QString ClassBar::text() const { return m_probability < 0 ? QString() : percent(m_probability); }

QSize ClassBar::sizeHint() const { return {240, fontMetrics().height() + 6}; }

QSize ClassBar::minimumSizeHint() const { return {160, fontMetrics().height() + 2}; }

void ClassBar::paintEvent(QPaintEvent* /*event*/)
{
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QPalette& colours = palette();
  QFont bold = font();
  bold.setBold(true);
  painter.setFont(m_best ? bold : font());

  const QRect labelRect(0, 0, m_labelWidth, height());
  const int valueWidth = QFontMetrics(bold).horizontalAdvance(QStringLiteral("99.9 %")) + 2;
  const QRect valueRect(width() - valueWidth, 0, valueWidth, height());
  const QRectF groove(m_labelWidth + kGap, height() * 0.2, width() - m_labelWidth - valueWidth - 2 * kGap,
                      height() * 0.6);

  painter.setPen(colours.color(QPalette::WindowText));
  painter.drawText(labelRect, Qt::AlignRight | Qt::AlignVCenter, m_label);
  painter.drawText(valueRect, Qt::AlignRight | Qt::AlignVCenter, text());

  const double radius = std::min(groove.height() / 2, 4.0);
  QColor faint = colours.color(QPalette::WindowText);
  faint.setAlphaF(0.12F);
  painter.setPen(Qt::NoPen);
  painter.setBrush(faint);
  painter.drawRoundedRect(groove, radius, radius);
  if (m_probability <= 0)
    return;
  QColor filled = colours.color(QPalette::Highlight);
  if (!m_best)
    filled.setAlphaF(0.55F);
  painter.setBrush(filled);
  painter.setClipRect(QRectF(groove.topLeft(), QSizeF(groove.width() * std::min(m_probability, 1.0), groove.height())));
  painter.drawRoundedRect(groove, radius, radius);
}

} // namespace numeral::ui
