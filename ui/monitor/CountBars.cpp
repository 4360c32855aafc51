#include "ui/monitor/CountBars.h"

#include <algorithm>
#include <utility>

#include <QPainter>

#include "ui/base/Colours.h"
#include "ui/base/Figures.h"

namespace numeral::ui {
namespace {

constexpr int kGap = 8;
constexpr int kRowSpacing = 3;
/// So much of the width is for names at most.
constexpr double kNameShare = 0.45;

} // namespace

CountBars::CountBars(const QString& objectName, const QString& accessibleName, QWidget* parent) : QWidget(parent)
{
  setObjectName(objectName);
  setAccessibleName(accessibleName);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
}

void CountBars::show(std::vector<Row> rows)
{
  if (rows.size() > kMaxRows) {
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.count > b.count; });
    Row rest{tr("others"), 0};
    for (std::size_t i = kMaxRows - 1; i < rows.size(); ++i)
      rest.count += rows[i].count;
    rows.resize(kMaxRows - 1);
    rows.push_back(std::move(rest));
  }
  const bool resized = rows.size() != m_rows.size();
  m_rows = std::move(rows);
  QStringList words;
  for (const Row& row : m_rows)
    words << tr("%1: %2").arg(row.name, wholeNumber(row.count));
  setAccessibleDescription(words.join(QStringLiteral(", ")));
  if (resized)
    updateGeometry();
  update();
}

QSize CountBars::sizeHint() const
{
  return {240, static_cast<int>(m_rows.size()) * (fontMetrics().height() + kRowSpacing)};
}

QSize CountBars::minimumSizeHint() const { return {140, sizeHint().height()}; }

void CountBars::paintEvent(QPaintEvent* /*event*/)
{
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QColor text = palette().color(QPalette::Text);
  const QColor paper = palette().color(QPalette::Base);
  std::uint64_t most = 0;
  int nameWidth = 0;
  int countWidth = 0;
  for (const Row& row : m_rows) {
    most = std::max(most, row.count);
    nameWidth = std::max(nameWidth, fontMetrics().horizontalAdvance(row.name) + 2); // the advance is rounded
    countWidth = std::max(countWidth, fontMetrics().horizontalAdvance(wholeNumber(row.count)));
  }
  nameWidth = std::min(nameWidth, static_cast<int>(width() * kNameShare));
  const int line = fontMetrics().height();
  const double space = width() - nameWidth - countWidth - 2 * kGap;

  for (std::size_t i = 0; i < m_rows.size(); ++i) {
    const Row& row = m_rows[i];
    const int y = static_cast<int>(i) * (line + kRowSpacing);
    painter.setPen(text);
    painter.drawText(QRect(0, y, nameWidth, line), Qt::AlignRight | Qt::AlignVCenter,
                     fontMetrics().elidedText(row.name, Qt::ElideRight, nameWidth));
    painter.drawText(QRect(width() - countWidth, y, countWidth, line), Qt::AlignRight | Qt::AlignVCenter,
                     wholeNumber(row.count));
    const QRectF groove(nameWidth + kGap, y + line * 0.2, space, line * 0.6);
    const double radius = std::min(groove.height() / 2, 4.0);
    constexpr float kFaint = 0.1F;
    painter.setPen(Qt::NoPen);
    painter.setBrush(blend(text, paper, kFaint));
    painter.drawRoundedRect(groove, radius, radius);
    if (row.count == 0)
      continue;
    const double share = static_cast<double>(row.count) / static_cast<double>(most);
    painter.setBrush(palette().color(QPalette::Highlight));
    painter.setClipRect(QRectF(groove.topLeft(), QSizeF(std::max(groove.width() * share, 2.0), groove.height())));
    painter.drawRoundedRect(groove, radius, radius);
    painter.setClipping(false);
  }
}

} // namespace numeral::ui
