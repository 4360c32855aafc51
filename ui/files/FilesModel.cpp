#include "ui/files/FilesModel.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <QFont>

#include "ui/base/Figures.h"
#include "ui/base/ToolTips.h"
#include "ui/files/NameLabels.h"
#include "ui/files/PathParts.h"
#include "ui/result/Words.h"

namespace numeral::ui {
namespace {

QString truthInWords(const std::string& truth) { return truth.empty() ? QObject::tr("no digit") : inOneLine(truth); }

QVariant alignment(int column)
{
  switch (column) {
  case FilesModel::Confidence:
  case FilesModel::Milliseconds: return QVariant(Qt::AlignRight | Qt::AlignVCenter);
  case FilesModel::Right: return Qt::AlignCenter;
  default: return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
  }
}

bool isRight(const FilesModel::Row& row) { return row.answer.right.value_or(false); }

} // namespace

FilesModel::FilesModel(QObject* parent) : QAbstractTableModel(parent)
{
  connect(&m_thumbnails, &Thumbnails::made, this, &FilesModel::showPicture);
}

std::size_t FilesModel::add(const std::vector<FoundFile>& files)
{
  std::vector<const FoundFile*> fresh;
  fresh.reserve(files.size());
  for (const FoundFile& file : files)
    if (m_places.try_emplace(file.path, static_cast<int>(m_rows.size() + fresh.size())).second)
      fresh.push_back(&file);
  if (fresh.empty())
    return files.size();
  const std::size_t needed = m_rows.size() + fresh.size();
  beginInsertRows({}, static_cast<int>(m_rows.size()), static_cast<int>(needed) - 1);
  if (needed > m_rows.capacity()) // at once: fresh pages are what ten thousand rows cost most
    m_rows.reserve(std::max(needed, 2 * m_rows.size()));
  for (const FoundFile* file : fresh) {
    Row& row = m_rows.emplace_back();
    row.path = file->path;
    row.name = file->name;
    row.listed = file->truth;
  }
  m_counts.files = static_cast<int>(m_rows.size());
  endInsertRows();
  return files.size() - fresh.size();
}

void FilesModel::clear()
{
  beginResetModel();
  m_rows = {};
  m_places = {};
  m_counts = {};
  m_score = {};
  m_sources = {};
  m_thumbnails.forget();
  endResetModel();
}

void FilesModel::reset()
{
  for (Row& row : m_rows) {
    row.state = State::Waiting;
    row.answer = {};
  }
  m_counts = {};
  m_counts.files = static_cast<int>(m_rows.size());
  m_score = {};
  m_sources = {};
  m_thumbnails.forget();
  if (!m_rows.empty())
    Q_EMIT dataChanged(index(0, 0), index(m_counts.files - 1, kColumns - 1));
}

std::vector<BatchFile> FilesModel::takeWaiting(const std::vector<std::string>& classes)
{
  if (std::none_of(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.state == State::Waiting; }))
    return {};
  // Names count by their whole folder, so also those of files that do not wait.
  std::vector<std::string_view> unlabelled;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < m_rows.size(); ++i) {
    Row& row = m_rows[i];
    const std::string_view folder = nameOf(folderOf(row.path));
    const bool byFolder = std::find(classes.begin(), classes.end(), folder) != classes.end();
    if (!row.listed && !byFolder) {
      unlabelled.push_back(row.path);
      places.push_back(i);
    } else if (row.state == State::Waiting) {
      row.truth = row.listed ? *row.listed : std::string(folder);
      (row.listed ? m_sources.lists : m_sources.folders) = true;
    }
  }
  auto named = labelsInNames(unlabelled, classes);
  for (std::size_t i = 0; i < places.size(); ++i) {
    Row& row = m_rows[places[i]];
    if (row.state != State::Waiting)
      continue;
    row.truth = std::move(named[i]);
    m_sources.names |= row.truth.has_value();
  }
  std::vector<BatchFile> files;
  for (std::size_t i = 0; i < m_rows.size(); ++i) {
    Row& row = m_rows[i];
    if (row.state != State::Waiting)
      continue;
    m_counts.truths |= row.truth.has_value();
    row.state = State::Queued;
    files.push_back({static_cast<int>(i), row.path, row.truth});
  }
  return files;
}

void FilesModel::giveBack()
{
  for (Row& row : m_rows) {
    if (row.state == State::Queued)
      row.state = State::Waiting; // looks the same
  }
}

std::vector<Exporter::Row> FilesModel::finished() const
{
  std::vector<Exporter::Row> rows;
  for (const Row& row : m_rows) {
    if (isRead(row))
      rows.push_back({row.path, row.answer.place});
  }
  return rows;
}

void FilesModel::take(const std::vector<BatchAnswer>& answers)
{
  int first = rowCount();
  int last = -1;
  for (const BatchAnswer& answer : answers) {
    Row& row = m_rows[static_cast<std::size_t>(answer.row)];
    row.answer = answer;
    row.state = answer.problem.isEmpty() ? State::Answered : State::Failed;
    count(row);
    first = std::min(first, answer.row);
    last = std::max(last, answer.row);
  }
  if (last >= 0)
    Q_EMIT dataChanged(index(first, 0), index(last, kColumns - 1));
}

void FilesModel::count(const Row& row)
{
  const BatchAnswer& answer = row.answer;
  ++m_counts.read;
  if (row.state == State::Failed) {
    ++m_counts.failed;
  } else {
    switch (answer.verdict) {
    case model::Verdict::Digit: ++m_counts.digit; break;
    case model::Verdict::Unsure: ++m_counts.unsure; break;
    case model::Verdict::NotADigit: ++m_counts.notADigit; break;
    case model::Verdict::Empty: ++m_counts.empty; break;
    }
  }
  if (!row.truth)
    return;
  training::Tally& tally = row.truth->empty() ? m_score.noDigits : m_score.digits;
  ++tally.samples;
  tally.right += isRight(row) ? 1 : 0;
  tally.abstained += row.state == State::Failed || answer.verdict != model::Verdict::Digit ? 1 : 0;
  if (!row.truth->empty())
    ++m_score.confusion[*row.truth][answer.label.value_or(std::string())];
}

void FilesModel::showPicture(const std::string& path)
{
  const auto place = m_places.find(path);
  if (place == m_places.end())
    return;
  const QModelIndex cell = index(place->second, Picture);
  Q_EMIT dataChanged(cell, cell, {Qt::DecorationRole});
}

int FilesModel::rowCount(const QModelIndex& parent) const
{
  return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int FilesModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int{kColumns}; }

QString FilesModel::text(const Row& row, int column) const
{
  const BatchAnswer& answer = row.answer;
  const bool answered = row.state == State::Answered;
  switch (column) {
  case File: return row.name;
  case Answer: return answered ? answer.words : QString();
  case Verdict:
    if (answered)
      return inWords(std::string(model::name(answer.verdict)));
    return row.state == State::Failed ? tr("failed: %1").arg(answer.problem) : tr("not read yet");
  case Confidence: return answered && answer.label ? percent(answer.confidence) : QString();
  case Right:
    if (!row.truth)
      return {};
    if (!isRead(row))
      return truthInWords(*row.truth);
    return (isRight(row) ? tr("%1 ✓") : tr("%1 ✗")).arg(truthInWords(*row.truth));
  case Milliseconds: return answered ? QString::number(answer.seconds * 1e3, 'f', 1) : QString();
  default: return {};
  }
}

QString FilesModel::toolTip(const Row& row, int column) const
{
  switch (column) {
  case Picture:
  case File: return QString::fromStdString(row.path);
  case Right:
    if (!row.truth || !isRead(row))
      return {};
    return isRight(row) ? tr("Read rightly") : tr("Read wrongly: the right answer is %1").arg(truthInWords(*row.truth));
  default: return text(row, column);
  }
}

QVariant FilesModel::data(const QModelIndex& index, int role) const
{
  if (!index.isValid())
    return {};
  const Row& row = m_rows[static_cast<std::size_t>(index.row())];
  switch (role) {
  case Qt::DisplayRole: return text(row, index.column());
  case Qt::ToolTipRole: return plainToolTip(toolTip(row, index.column()));
  case Qt::AccessibleTextRole:
    return index.column() == Right && row.truth && isRead(row)
               ? toolTip(row, Right)
               : (index.column() == Picture ? tr("Picture of %1").arg(row.name) : text(row, index.column()));
  case Qt::DecorationRole:
    return index.column() == Picture ? QVariant(m_thumbnails.picture(row.path, m_scale)) : QVariant();
  case Qt::TextAlignmentRole: return alignment(index.column());
  case Qt::FontRole: {
    const bool wrong = index.column() == Right && row.truth && isRead(row) && !isRight(row);
    if (index.column() != Answer && !wrong)
      return {};
    QFont font;
    font.setBold(true);
    return font;
  }
  default: return {};
  }
}

QVariant FilesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
  if (orientation != Qt::Horizontal)
    return {};
  struct Words {
    QString name;
    QString toolTip;
  };
  const auto words = [section]() -> Words {
    switch (section) {
    case Picture: return {QString(), tr("The image; click to sort as the files came")};
    case File: return {tr("File"), tr("Which file; click to sort by name")};
    case Answer: return {tr("Answer"), tr("What was read; click to sort by it")};
    case Verdict:
      return {kRoom + tr("Verdict"), tr("Whether the answer holds, or why there is none; click to sort by it")};
    case Confidence: return {tr("Confidence"), tr("How sure the answer is; click to sort by it")};
    case Right:
      return {tr("Right"), tr("The right answer, by the folder's name or a labels.csv; click to sort wrong first")};
    case Milliseconds: return {tr("ms"), tr("Milliseconds to read it, without waiting; click to sort by them")};
    default: return {};
    }
  }();
  if (role == Qt::DisplayRole)
    return words.name;
  if (role == Qt::ToolTipRole)
    return words.toolTip;
  if (role == Qt::TextAlignmentRole)
    return alignment(section);
  return {};
}

} // namespace numeral::ui
