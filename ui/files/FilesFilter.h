/// Which files of the list are shown, and in which order.
#pragma once

#include <QSortFilterProxyModel>

#include "ui/files/FilesModel.h"

namespace numeral::ui {

class FilesFilter final : public QSortFilterProxyModel {
  Q_OBJECT
public:
  enum class Choice { All, Wrong, Unsure, NotADigit, Failed };

  explicit FilesFilter(FilesModel& files, QObject* parent = nullptr);

  void setChoice(Choice choice);
  /// In the file's name, the answer, the right one or the problem.
  void setText(const QString& text);
  const FilesModel::Row& row(const QModelIndex& index) const;

protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
  bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
  bool chosen(const FilesModel::Row& row) const;

  FilesModel& m_files;
  Choice m_choice = Choice::All;
  QString m_text;
};

} // namespace numeral::ui
