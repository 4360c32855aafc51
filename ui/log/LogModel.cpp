#include "ui/log/LogModel.h"

#include <algorithm>

#include <QDateTime>
#include <QFont>

#include "ui/base/ToolTips.h"

namespace numeral::ui {

using RecordLevel = report::LogRecord::Level;

QString levelName(RecordLevel level)
{
  switch (level) {
  case RecordLevel::Trace: return QObject::tr("trace");
  case RecordLevel::Debug: return QObject::tr("detail");
  case RecordLevel::Info: return QObject::tr("info");
  case RecordLevel::Warning: return QObject::tr("warning");
  case RecordLevel::Error: return QObject::tr("error");
  }
  return {};
}

void LogModel::append(const std::vector<report::LogRecord>& records)
{
  const std::size_t taken = std::min(records.size(), kCapacity);
  if (taken == 0)
    return;
  makeRoomFor(taken);
  const int first = rowCount();
  beginInsertRows({}, first, first + static_cast<int>(taken) - 1);
  m_records.insert(m_records.end(), records.end() - static_cast<std::ptrdiff_t>(taken), records.end());
  endInsertRows();
}

/// Details go first, the oldest before the others: a phone that draws sends eight requests a second, and they must not
/// push out why the server did not start.
void LogModel::makeRoomFor(std::size_t count)
{
  const auto isDetail = [](const report::LogRecord& record) { return record.level <= RecordLevel::Debug; };
  while (m_records.size() + count > kCapacity) {
    const std::size_t tooMany = m_records.size() + count - kCapacity;
    auto from = std::find_if(m_records.begin(), m_records.end(), isDetail);
    auto to = std::find_if_not(from, m_records.end(), isDetail);
    if (from == m_records.end()) {
      from = m_records.begin();
      to = m_records.end();
    }
    to = std::min(to, from + static_cast<std::ptrdiff_t>(tooMany));
    beginRemoveRows({}, static_cast<int>(from - m_records.begin()), static_cast<int>(to - m_records.begin()) - 1);
    m_records.erase(from, to);
    endRemoveRows();
  }
}

void LogModel::clear()
{
  beginResetModel();
  m_records.clear();
  endResetModel();
}

int LogModel::rowCount(const QModelIndex& parent) const
{
  return parent.isValid() ? 0 : static_cast<int>(m_records.size());
}

int LogModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : Columns; }

QVariant LogModel::data(const QModelIndex& index, int role) const
{
  const report::LogRecord& record = m_records.at(static_cast<std::size_t>(index.row()));
  if (role == kLevelRole)
    return static_cast<int>(record.level);
  if (role == Qt::FontRole && record.level >= RecordLevel::Warning) {
    QFont bold;
    bold.setBold(true);
    return bold;
  }
  if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
    return {};
  switch (index.column()) {
  case Time: {
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(record.time * 1e3));
    return time.toString(role == Qt::ToolTipRole ? QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz")
                                                 : QStringLiteral("HH:mm:ss.zzz"));
  }
  case Level: return levelName(record.level);
  default: {
    const QString words = QString::fromStdString(record.text);
    return role == Qt::ToolTipRole ? plainToolTip(words) : words;
  }
  }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
  if (orientation != Qt::Horizontal)
    return {};
  if (role == Qt::TextAlignmentRole)
    return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
  if (role != Qt::DisplayRole)
    return {};
  switch (section) {
  case Time: return tr("Time");
  case Level: return tr("Level");
  default: return tr("What happened");
  }
}

} // namespace numeral::ui
