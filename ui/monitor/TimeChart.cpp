#include "ui/monitor/TimeChart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <QPainter>
#include <QPainterPath>

#include "ui/base/Colours.h"

namespace numeral::ui {
namespace {

constexpr int kSeconds = 60;
constexpr double kLineWidth = 1.8;
constexpr int kSampleWidth = 22; ///< of a line in the legend
constexpr int kGap = 6;
constexpr std::array kDashes{Qt::SolidLine, Qt::DashLine, Qt::DotLine};

QFont smallFont(const QFont& font)
{
  constexpr double kSmaller = 0.9;
  QFont smaller = font;
  smaller.setPointSizeF(font.pointSizeF() * kSmaller);
  return smaller;
}

} // namespace

double roundedUp(double value)
{
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (value <= step * power)
      return step * power;
  }
  return 10 * power;
}

TimeChart::TimeChart(const QString& objectName, const QString& accessibleName, Format format, double smallestTop,
                     QWidget* parent)
    : QWidget(parent), m_format(std::move(format)), m_smallestTop(smallestTop)
{
  setObjectName(objectName);
  setAccessibleName(accessibleName);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void TimeChart::show(std::vector<Line> lines)
{
  const bool resized = (lines.size() > 1) != (m_lines.size() > 1); // the legend needs room
  m_lines = std::move(lines);
  QStringList words;
  for (const Line& line : m_lines)
    words << (line.name.isEmpty() ? line.value : tr("%1: %2").arg(line.name, line.value));
  setAccessibleDescription(words.join(QStringLiteral(", ")));
  if (resized)
    updateGeometry();
  update();
}

QSize TimeChart::sizeHint() const { return {240, m_lines.size() > 1 ? 116 : 84}; }

QSize TimeChart::minimumSizeHint() const { return {140, 72}; }

double TimeChart::top() const
{
  double largest = 0;
  for (const Line& line : m_lines) {
    for (const double value : line.values)
      largest = value > largest ? value : largest; // not a number is never larger
  }
  return largest > m_smallestTop ? roundedUp(largest) : m_smallestTop;
}

QColor TimeChart::colour(std::size_t line) const
{
  const QColor accent = palette().color(QPalette::Highlight);
  const QColor text = palette().color(QPalette::Text);
  constexpr float kBetween = 0.5F;
  return line == 0 ? accent : line == 1 ? text : blend(accent, text, kBetween);
}

QPen TimeChart::pen(std::size_t line) const
{
  QPen pen(colour(line), kLineWidth, kDashes[line % kDashes.size()], Qt::FlatCap, Qt::RoundJoin);
  if (pen.style() == Qt::DashLine)
    pen.setDashPattern({4, 2});
  else if (pen.style() == Qt::DotLine)
    pen.setDashPattern({1, 1.5});
  return pen;
}

void TimeChart::paintEvent(QPaintEvent* /*event*/)
{
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const int legend = paintLegend(painter);

  painter.setFont(smallFont(font()));
  const QFontMetrics metrics(painter.font());
  int labelWidth = 0;
  for (const double value : {0.0, top() / 2, top()})
    labelWidth = std::max(labelWidth, metrics.horizontalAdvance(m_format(value)));
  const int half = metrics.height() / 2;
  const QRectF plot(labelWidth + kGap, legend + half, width() - labelWidth - kGap - 1,
                    height() - legend - half - metrics.height() - 2);
  if (plot.width() < 1 || plot.height() < 1)
    return;
  paintAxes(painter, plot);
  for (std::size_t i = m_lines.size(); i-- > 0;)
    paintLine(painter, plot, i);
}

int TimeChart::paintLegend(QPainter& painter) const
{
  if (m_lines.empty() || m_lines.front().name.isEmpty())
    return 0;
  const QFontMetrics metrics(font());
  int x = 0;
  int y = 0;
  for (std::size_t i = 0; i < m_lines.size(); ++i) {
    const QString words = QStringLiteral("%1 %2").arg(m_lines[i].name, m_lines[i].value);
    const int wide = kSampleWidth + kGap + metrics.horizontalAdvance(words);
    if (x > 0 && x + wide > width()) {
      x = 0;
      y += metrics.height();
    }
    const double middle = y + metrics.height() / 2.0;
    painter.setPen(pen(i));
    painter.drawLine(QPointF(x, middle), QPointF(x + kSampleWidth, middle));
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(QRect(x + kSampleWidth + kGap, y, wide, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     words);
    x += wide + 2 * kGap;
  }
  return y + metrics.height() + 2;
}

void TimeChart::paintAxes(QPainter& painter, const QRectF& plot) const
{
  constexpr float kFaint = 0.15F;
  constexpr float kQuiet = 0.7F;
  const QColor text = palette().color(QPalette::Text);
  const QColor paper = palette().color(QPalette::Base);
  const int line = painter.fontMetrics().height();
  for (const double share : {0.0, 0.5, 1.0}) {
    const double y = std::round(plot.bottom() - share * plot.height()) + 0.5;
    painter.setPen(QPen(blend(text, paper, share == 0 ? 2 * kFaint : kFaint), 1));
    painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
    painter.setPen(blend(text, paper, kQuiet));
    painter.drawText(QRectF(0, y - line / 2.0, plot.left() - kGap, line), Qt::AlignRight | Qt::AlignVCenter,
                     m_format(share * top()));
  }
  const QRectF foot(plot.left(), plot.bottom() + 2, plot.width(), line);
  painter.drawText(foot, Qt::AlignLeft | Qt::AlignTop, tr("%1 s ago").arg(kSeconds));
  painter.drawText(foot, Qt::AlignRight | Qt::AlignTop, tr("now"));
}

void TimeChart::paintLine(QPainter& painter, const QRectF& plot, std::size_t line) const
{
  const std::vector<double>& values = m_lines[line].values;
  const double highest = top();
  const auto place = [&](std::size_t i) {
    const auto age = static_cast<double>(values.size() - 1 - i);
    return QPointF(plot.right() - age * plot.width() / (kSeconds - 1),
                   plot.bottom() - std::min(values[i] / highest, 1.0) * plot.height());
  };
  painter.save();
  painter.setClipRect(plot.adjusted(-1, -2, 2, 2));
  const QPen stroke = pen(line);
  for (std::size_t from = 0; from < values.size(); ++from) {
    if (std::isnan(values[from]))
      continue;
    std::size_t end = from + 1;
    QPainterPath path(place(from));
    for (; end < values.size() && !std::isnan(values[end]); ++end)
      path.lineTo(place(end));
    if (end - from == 1) { // alone between two gaps
      painter.setPen(Qt::NoPen);
      painter.setBrush(stroke.color());
      painter.drawEllipse(place(from), kLineWidth, kLineWidth);
    } else {
      if (m_lines.size() == 1) {
        QPainterPath area = path;
        area.lineTo(place(end - 1).x(), plot.bottom());
        area.lineTo(place(from).x(), plot.bottom());
        QColor fill = stroke.color();
        fill.setAlphaF(0.15F);
        painter.fillPath(area, fill);
      }
      painter.strokePath(path, stroke);
    }
    from = end;
  }
  painter.restore();
}

} // namespace numeral::ui
