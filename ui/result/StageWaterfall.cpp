#include "ui/result/StageWaterfall.h"

#include <algorithm>
#include <array>

#include <QPainter>

namespace numeral::ui {
namespace {

constexpr int kGap = 8;
constexpr double kSecondsToMilliseconds = 1e3;

struct Stage {
  const char* name;
  double engine::StageTimes::*seconds;
};

/// In the order in which they happen; reading out the answer is too short to be seen.
constexpr std::array kStages{Stage{QT_TRANSLATE_NOOP("StageWaterfall", "Waiting"), &engine::StageTimes::queue},
                             Stage{QT_TRANSLATE_NOOP("StageWaterfall", "To pixels"), &engine::StageTimes::decode},
                             Stage{QT_TRANSLATE_NOOP("StageWaterfall", "Find digits"), &engine::StageTimes::preprocess},
                             Stage{QT_TRANSLATE_NOOP("StageWaterfall", "Model"), &engine::StageTimes::forward}};

QString milliseconds(double seconds)
{
  return StageWaterfall::tr("%1 ms").arg(seconds * kSecondsToMilliseconds, 0, 'f', 2);
}

} // namespace

StageWaterfall::StageWaterfall(QWidget* parent) : QWidget(parent)
{
  setObjectName(QStringLiteral("stages"));
  setAccessibleName(tr("Time of each stage"));
  setToolTip(tr("Where the time of the answer went: waiting for a free worker, to pixels (decoding or drawing the "
                "strokes), finding the digits, the model."));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  clear();
}

void StageWaterfall::show(const engine::StageTimes& times)
{
  m_times = times;
  m_answered = true;
  QStringList words;
  for (const Stage& stage : kStages)
    words << tr("%1 %2").arg(tr(stage.name), milliseconds(times.*stage.seconds));
  setAccessibleDescription(words.join(QStringLiteral(", ")));
  update();
}

void StageWaterfall::clear()
{
  m_answered = false;
  setAccessibleDescription(tr("no answer yet"));
  update();
}

QSize StageWaterfall::sizeHint() const
{
  return {240, static_cast<int>(kStages.size()) * (fontMetrics().height() + 2)};
}

QSize StageWaterfall::minimumSizeHint() const { return {160, sizeHint().height()}; }

void StageWaterfall::paintEvent(QPaintEvent* /*event*/)
{
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QColor text = palette().color(QPalette::WindowText);
  double whole = 0;
  int nameWidth = 0;
  int valueWidth = fontMetrics().horizontalAdvance(QStringLiteral("99.99 ms"));
  for (const Stage& stage : kStages) {
    whole += m_times.*stage.seconds;
    nameWidth = std::max(nameWidth, fontMetrics().horizontalAdvance(tr(stage.name)));
    valueWidth = std::max(valueWidth, fontMetrics().horizontalAdvance(milliseconds(m_times.*stage.seconds)));
  }
  const double row = double(height()) / kStages.size();
  const double left = nameWidth + kGap;
  const double room = width() - left - valueWidth - kGap;
  double begun = 0;
  for (std::size_t i = 0; i < kStages.size(); ++i) {
    const double seconds = m_times.*kStages[i].seconds;
    const QRectF line(0, row * double(i), width(), row);
    painter.setPen(text);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, tr(kStages[i].name));
    QColor faint = text;
    faint.setAlphaF(0.12F);
    painter.fillRect(QRectF(left, line.center().y() - 0.5, room, 1), faint);
    if (!m_answered)
      continue;
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, milliseconds(seconds));
    if (whole <= 0)
      continue;
    // At least a line, so that the shortest stage has its place.
    const QRectF bar(left + room * begun / whole, line.top() + row * 0.25, std::max(room * seconds / whole, 1.0),
                     row * 0.5);
    painter.fillRect(bar, palette().color(QPalette::Highlight));
    begun += seconds;
  }
}

} // namespace numeral::ui
