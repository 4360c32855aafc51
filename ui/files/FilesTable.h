/// The list of files as it is shown: which columns there are, how wide, and what opens a row.
#pragma once

#include <QTableView>

#include "ui/files/FilesFilter.h"

namespace numeral::ui {

class FilesTable final : public QTableView {
  Q_OBJECT
public:
  /// `shown` must outlive the table.
  explicit FilesTable(FilesFilter& shown, QWidget* parent = nullptr);

  /// Room for right answers and for sentences only where there are some.
  void fitColumns(const FilesModel::Counts& counts);

  /// What a click on each column's title does, for a menu: keys do not lead to the titles. Children of the table.
  const QList<QAction*>& sortings() const { return m_sortings; }

Q_SIGNALS:
  /// By double click or Enter.
  void opened(const QString& path);

private:
  void makeSortings();
  void sortOrTurnRound(int column);

  QList<QAction*> m_sortings;
};

} // namespace numeral::ui
