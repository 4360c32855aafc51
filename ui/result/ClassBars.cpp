#include "ui/result/ClassBars.h"

#include <algorithm>

#include <QVBoxLayout>

#include "ui/result/ClassBar.h"

namespace numeral::ui {
namespace {

/// Longer names are read in the tool tip.
constexpr int kMaxLabelWidth = 96;

} // namespace

ClassBars::ClassBars(QWidget* parent) : QScrollArea(parent)
{
  setObjectName(QStringLiteral("bars"));
  setAccessibleName(tr("Probabilities"));
  setAccessibleDescription(tr("How probable each class is"));
  setToolTip(tr("How probable each class is"));
  setFrameShape(QFrame::NoFrame);
  setWidgetResizable(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  viewport()->setAutoFillBackground(false);
  setFocusPolicy(Qt::NoFocus);
  setMaximumHeight(0);
}

void ClassBars::setClasses(const std::vector<std::string>& classes)
{
  if (classes == m_classes)
    return;
  m_classes = classes;
  m_bars.clear();
  auto* holder = new QWidget;
  holder->setAutoFillBackground(false);
  auto* layout = new QVBoxLayout(holder);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(3);
  int labelWidth = 0;
  for (const std::string& name : classes)
    labelWidth = std::max(labelWidth, fontMetrics().horizontalAdvance(QString::fromStdString(name)));
  labelWidth = std::min(labelWidth + 4, kMaxLabelWidth);
  for (const std::string& name : classes) {
    m_bars.push_back(new ClassBar(QString::fromStdString(name), labelWidth, holder));
    layout->addWidget(m_bars.back());
  }
  layout->addStretch();
  setWidget(holder); // deletes the former one
  // Ten fit without scrolling; a model of many classes scrolls.
  constexpr std::size_t kVisible = 10;
  const int row = m_bars.empty() ? 0 : m_bars.front()->sizeHint().height() + layout->spacing();
  setMinimumHeight(static_cast<int>(std::min(classes.size(), kVisible)) * row);
  setMaximumHeight(static_cast<int>(classes.size()) * row);
}

void ClassBars::show(const model::Item& item)
{
  const bool known = item.verdict != model::Verdict::NotADigit;
  const std::size_t count = std::min(m_bars.size(), item.probabilities.size());
  for (std::size_t i = 0; i < count; ++i)
    m_bars[i]->setProbability(item.probabilities[i], known && i == item.best);
}

void ClassBars::clear()
{
  for (ClassBar* bar : m_bars)
    bar->clear();
}

} // namespace numeral::ui
