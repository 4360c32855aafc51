#include "ui/canvas/Marks.h"

#include <QPainter>

namespace numeral::ui {
namespace {

constexpr double kAir = 4; ///< between ink and frame
constexpr double kCorner = 3;
constexpr double kPadding = 4;
constexpr double kHalo = 1.5; ///< an image may have the frame's own colour

} // namespace

std::vector<Mark> marksOf(const engine::Recognition& recognition, std::size_t chosen)
{
  std::vector<Mark> marks;
  for (std::size_t i = 0; i < recognition.items.size(); ++i) {
    const model::Item& item = recognition.items[i];
    if (!item.box)
      continue;
    Mark mark;
    mark.box = {item.box->x, item.box->y, item.box->width, item.box->height};
    if (item.verdict == model::Verdict::NotADigit)
      mark.label = QStringLiteral("?");
    else if (item.best < recognition.model.classes.size())
      mark.label = QString::fromStdString(recognition.model.classes[item.best]);
    mark.sure = item.verdict == model::Verdict::Digit;
    mark.chosen = i == chosen && recognition.items.size() > 1;
    marks.push_back(std::move(mark));
  }
  return marks;
}

void paintMarks(QPainter& painter, const std::vector<Mark>& marks, const QTransform& toWidget, const QPalette& palette)
{
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  QFont bold = painter.font();
  bold.setBold(true);
  painter.setFont(bold);
  const QFontMetricsF metrics(bold);
  const QColor colour = palette.color(QPalette::Highlight);
  for (const Mark& mark : marks) {
    const QRectF frame = toWidget.mapRect(mark.box).adjusted(-kAir, -kAir, kAir, kAir);
    const double width = mark.chosen ? 2.5 : 1.5;
    painter.setBrush(Qt::NoBrush);
    for (const QPen& pen : {QPen(palette.color(QPalette::Base), width + 2 * kHalo),
                            QPen(colour, width, mark.sure ? Qt::SolidLine : Qt::DashLine)}) {
      painter.setPen(pen);
      painter.drawRoundedRect(frame, kCorner, kCorner);
    }
    if (mark.label.isEmpty())
      continue;
    // Above the frame, or within it where there is no room above.
    QRectF tag(frame.topLeft(),
               QSizeF(metrics.horizontalAdvance(mark.label) + 2 * kPadding, metrics.height() + kPadding / 2));
    if (tag.top() >= tag.height())
      tag.moveBottom(frame.top());
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(tag, kCorner, kCorner);
    painter.setPen(palette.color(QPalette::HighlightedText));
    painter.drawText(tag, Qt::AlignCenter, mark.label);
  }
  painter.restore();
}

} // namespace numeral::ui
