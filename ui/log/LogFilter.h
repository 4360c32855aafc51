/// Which rows of the log are shown.
#pragma once

#include <QSortFilterProxyModel>

#include "core/report/LogRecord.h"

namespace numeral::ui {

class LogFilter final : public QSortFilterProxyModel {
  Q_OBJECT
public:
  using QSortFilterProxyModel::QSortFilterProxyModel;

  void setLeast(report::LogRecord::Level level);
  /// Anywhere in the words, upper or lower case.
  void setText(const QString& text);

protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
  int m_least = static_cast<int>(report::LogRecord::Level::Info);
  QString m_text;
};

} // namespace numeral::ui
