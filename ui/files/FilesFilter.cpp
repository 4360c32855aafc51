#include "ui/files/FilesFilter.h"

#include <algorithm>
#include <utility>

namespace numeral::ui {
namespace {

using Row = FilesModel::Row;
using State = FilesModel::State;

/// Whether the row has something in the column to sort it by.
bool hasValue(const Row& row, int column)
{
  switch (column) {
  case FilesModel::Verdict: return isRead(row);
  case FilesModel::Milliseconds: return row.state == State::Answered;
  case FilesModel::Answer:
  case FilesModel::Confidence: return row.state == State::Answered && row.answer.label;
  case FilesModel::Right: return row.truth.has_value() && isRead(row);
  default: return true;
  }
}

bool belongsTo(const Row& row, const FilesFilter::Confusion& confusion)
{
  if (!isRead(row) || row.truth != confusion.truth)
    return false;
  const auto isClass = [&confusion](const std::string& name) {
    return std::find(confusion.classes.begin(), confusion.classes.end(), name) != confusion.classes.end();
  };
  const std::string answer = row.answer.label.value_or(std::string());
  return answer == confusion.answer || (!isClass(answer) && !isClass(confusion.answer));
}

/// Below zero: `a` comes first.
int compare(const Row& a, const Row& b, int column)
{
  const auto order = [](const auto& x, const auto& y) { return x < y ? -1 : (y < x ? 1 : 0); };
  switch (column) {
  case FilesModel::File: return a.name.compare(b.name, Qt::CaseInsensitive);
  case FilesModel::Answer: return a.answer.words.compare(b.answer.words);
  case FilesModel::Verdict:
    if (const int failedLast = a.answer.problem.compare(b.answer.problem))
      return failedLast;
    return order(a.answer.verdict, b.answer.verdict);
  case FilesModel::Confidence: return order(a.answer.confidence, b.answer.confidence);
  case FilesModel::Right:
    if (const int wrongFirst = order(a.answer.right.value_or(false), b.answer.right.value_or(false)))
      return wrongFirst;
    return order(*a.truth, *b.truth);
  case FilesModel::Milliseconds: return order(a.answer.seconds, b.answer.seconds);
  default: return 0;
  }
}

} // namespace

FilesFilter::FilesFilter(FilesModel& files, QObject* parent) : QSortFilterProxyModel(parent), m_files(files)
{
  setSourceModel(&files);
}

void FilesFilter::setChoice(Choice choice)
{
  m_choice = choice;
  m_confusion.reset();
  invalidateFilter();
}

void FilesFilter::setConfusion(Confusion confusion)
{
  m_choice = Choice::All;
  m_confusion = std::move(confusion);
  invalidateFilter();
}

void FilesFilter::setText(const QString& text)
{
  m_text = text.trimmed();
  invalidateFilter();
}

const FilesModel::Row& FilesFilter::row(const QModelIndex& index) const
{
  return m_files.row(mapToSource(index).row());
}

bool FilesFilter::chosen(const Row& row) const
{
  const bool answered = row.state == State::Answered;
  switch (m_choice) {
  case Choice::All: return true;
  case Choice::Wrong: return isRead(row) && row.truth && !row.answer.right.value_or(false);
  case Choice::Unsure: return answered && row.answer.verdict == model::Verdict::Unsure;
  case Choice::NotADigit:
    return answered && (row.answer.verdict == model::Verdict::NotADigit || row.answer.verdict == model::Verdict::Empty);
  case Choice::Failed: return row.state == State::Failed;
  }
  return true;
}

bool FilesFilter::filterAcceptsRow(int index, const QModelIndex& /*parent*/) const
{
  const Row& row = m_files.row(index);
  if (!chosen(row) || (m_confusion && !belongsTo(row, *m_confusion)))
    return false;
  if (m_text.isEmpty())
    return true;
  const auto holds = [this](const QString& text) { return text.contains(m_text, Qt::CaseInsensitive); };
  return holds(row.name) || holds(row.answer.words) || holds(row.answer.problem) ||
         (row.truth && holds(QString::fromStdString(*row.truth)));
}

bool FilesFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
  const Row& a = m_files.row(left.row());
  const Row& b = m_files.row(right.row());
  const int column = left.column();
  // What has nothing to be sorted by stands at the end, whatever the order.
  const bool backwards = sortOrder() == Qt::DescendingOrder;
  if (hasValue(a, column) != hasValue(b, column))
    return hasValue(a, column) != backwards;
  if (const int order = hasValue(a, column) ? compare(a, b, column) : 0)
    return order < 0;
  return left.row() < right.row();
}

} // namespace numeral::ui
