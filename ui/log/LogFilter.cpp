#include "ui/log/LogFilter.h"

#include "ui/log/LogModel.h"

namespace numeral::ui {

void LogFilter::setLeast(report::LogRecord::Level level)
{
  m_least = static_cast<int>(level);
  invalidateFilter();
}

void LogFilter::setText(const QString& text)
{
  m_text = text;
  invalidateFilter();
}

bool LogFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
  const QModelIndex words = sourceModel()->index(row, LogModel::Words, parent);
  return words.data(LogModel::kLevelRole).toInt() >= m_least &&
         (m_text.isEmpty() || words.data().toString().contains(m_text, Qt::CaseInsensitive));
}

} // namespace numeral::ui
