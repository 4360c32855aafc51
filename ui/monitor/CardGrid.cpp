#include "ui/monitor/CardGrid.h"

#include <QGridLayout>

namespace numeral::ui {
namespace {

constexpr int kCardWidth = 210;

} // namespace

CardGrid::CardGrid(QWidget* parent) : QWidget(parent), m_layout(new QGridLayout(this))
{
  setObjectName(QStringLiteral("cards"));
  m_layout->setContentsMargins(0, 0, 0, 0);
  m_layout->setSpacing(12);
  m_layout->setSizeConstraint(QLayout::SetNoConstraint);
}

void CardGrid::add(QWidget* card)
{
  m_cards.push_back(card);
  arrange();
}

QSize CardGrid::minimumSizeHint() const { return {kCardWidth, m_layout->totalMinimumSize().height()}; }

void CardGrid::resizeEvent(QResizeEvent* event)
{
  QWidget::resizeEvent(event);
  const int fit = width() / kCardWidth;
  const int columns = fit >= 4 ? 4 : fit >= 2 ? 2 : 1; // three would leave a hole
  if (columns == m_columns)
    return;
  m_columns = columns;
  arrange();
}

void CardGrid::arrange()
{
  for (int column = 0; column < 4; ++column)
    m_layout->setColumnStretch(column, column < m_columns ? 1 : 0);
  for (std::size_t i = 0; i < m_cards.size(); ++i) {
    m_layout->removeWidget(m_cards[i]);
    m_layout->addWidget(m_cards[i], static_cast<int>(i) / m_columns, static_cast<int>(i) % m_columns);
  }
  updateGeometry();
}

} // namespace numeral::ui
