/// Which files of the list are shown, and in which order.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <QSortFilterProxyModel>

#include "ui/files/FilesModel.h"

namespace numeral::ui {

class FilesFilter final : public QSortFilterProxyModel {
  Q_OBJECT
public:
  enum class Choice { All, Wrong, Unsure, NotADigit, Failed };

  explicit FilesFilter(FilesModel& files, QObject* parent = nullptr);

  /// What was written and what was read instead; an answer outside of `classes` is each that is none of them.
  struct Confusion {
    std::string truth;
    std::string answer;
    std::vector<std::string> classes;
    bool operator==(const Confusion&) const = default;
  };

  void setChoice(Choice choice);
  /// One cell of the table of confusions instead of a choice.
  void setConfusion(Confusion confusion);
  const std::optional<Confusion>& confusion() const { return m_confusion; }
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
  std::optional<Confusion> m_confusion;
  QString m_text;
};

} // namespace numeral::ui
