/// The newest log records as the rows of a table.
#pragma once

#include <deque>
#include <vector>

#include <QAbstractTableModel>

#include "core/report/LogRecord.h"

namespace numeral::ui {

class LogModel final : public QAbstractTableModel {
  Q_OBJECT
public:
  static constexpr std::size_t kCapacity = 2000;
  enum Column { Time, Level, Words, Columns };
  static constexpr int kLevelRole = Qt::UserRole; ///< the level's number, for filters

  using QAbstractTableModel::QAbstractTableModel;

  /// Where there are more than kCapacity, details go first, then the oldest.
  void append(const std::vector<report::LogRecord>& records);
  void clear();

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
  void makeRoomFor(std::size_t count);

  std::deque<report::LogRecord> m_records;
};

/// "warning", for people.
QString levelName(report::LogRecord::Level level);

} // namespace numeral::ui
