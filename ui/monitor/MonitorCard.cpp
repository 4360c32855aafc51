#include "ui/monitor/MonitorCard.h"

#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/base/Colours.h"

namespace numeral::ui {
namespace {

/// Times the size of ordinary text.
constexpr double kFigureSize = 1.9;
constexpr int kGap = 4;

QLabel* makeLabel(const QString& objectName, QWidget* parent)
{
  auto* label = new QLabel(parent);
  label->setObjectName(objectName);
  label->setTextFormat(Qt::PlainText); // names of classes come from model files
  label->setForegroundRole(QPalette::Text);
  return label;
}

} // namespace

MonitorCard::MonitorCard(const QString& name, const QString& title, const QString& toolTip, QWidget* parent)
    : QWidget(parent), m_figure(makeLabel(name + QStringLiteral("Figure"), this)),
      m_words(makeLabel(name + QStringLiteral("Words"), this)), m_layout(new QVBoxLayout(this))
{
  setObjectName(name + QStringLiteral("Card"));
  setAccessibleName(title);
  setToolTip(toolTip);
  auto* heading = makeLabel(name + QStringLiteral("Title"), this);
  heading->setText(title);
  QFont bold = font();
  bold.setBold(true);
  heading->setFont(bold);
  bold.setPointSizeF(font().pointSizeF() * kFigureSize);
  m_figure->setFont(bold);
  m_figure->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); // a long name of a class is cut, not the layout
  m_words->setWordWrap(true);
  m_words->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  m_words->setMinimumHeight(2 * fontMetrics().lineSpacing()); // so that nothing jumps

  m_layout->setContentsMargins(12, 10, 12, 10);
  m_layout->setSpacing(2);
  m_layout->addWidget(heading);
  m_layout->addWidget(m_figure);
  m_layout->addWidget(m_words);
  m_layout->addStretch(); // takes what no chart takes
}

void MonitorCard::add(QWidget* chart, bool stretch)
{
  const int place = m_layout->count() - 1;
  m_layout->insertWidget(place, chart, stretch ? 1 : 0);
  m_layout->insertSpacing(place, kGap);
}

void MonitorCard::show(const QString& figure, const QString& words)
{
  m_figure->setText(figure);
  m_words->setText(words);
  setAccessibleDescription(QStringLiteral("%1, %2").arg(figure, words));
}

void MonitorCard::paintEvent(QPaintEvent* /*event*/)
{
  constexpr float kFaint = 0.2F;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QColor paper = palette().color(QPalette::Base);
  painter.setBrush(paper);
  painter.setPen(blend(palette().color(QPalette::Text), paper, kFaint));
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

} // namespace numeral::ui
