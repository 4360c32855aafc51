#include "ui/files/FilesTable.h"

#include <algorithm>

#include <QAction>
#include <QHeaderView>
#include <QStyledItemDelegate>

#include "ui/base/PageParts.h"

namespace numeral::ui {
namespace {

constexpr int kRowHeight = Thumbnails::kSide + 8;

/// Sentences are cut at their end, names in their middle; room parts them from the figures before them.
class SentenceDelegate final : public QStyledItemDelegate {
public:
  using QStyledItemDelegate::QStyledItemDelegate;

protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
  {
    QStyledItemDelegate::initStyleOption(option, index);
    option->textElideMode = Qt::ElideRight;
    option->text.prepend(FilesModel::kRoom);
  }
};

} // namespace

FilesTable::FilesTable(FilesFilter& shown, QWidget* parent) : QTableView(parent)
{
  setObjectName(QStringLiteral("filesTable"));
  setAccessibleName(tr("Files and their answers"));
  setToolTip(tr("Double click or Enter opens a file on the drawing page"));
  setModel(&shown);
  setSelectionBehavior(QAbstractItemView::SelectRows);
  setSelectionMode(QAbstractItemView::SingleSelection);
  setEditTriggers(QAbstractItemView::NoEditTriggers);
  setAlternatingRowColors(true);
  setShowGrid(false);
  setWordWrap(false);
  setTabKeyNavigation(false);
  setCornerButtonEnabled(false);
  setTextElideMode(Qt::ElideMiddle);
  setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  setIconSize({Thumbnails::kSide, Thumbnails::kSide});
  verticalHeader()->hide();
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  verticalHeader()->setDefaultSectionSize(kRowHeight);

  QHeaderView* header = horizontalHeader();
  header->setHighlightSections(false);
  header->setMinimumSectionSize(kRowHeight);
  header->setSortIndicator(-1, Qt::AscendingOrder); // as the files came
  header->setSortIndicatorClearable(true);
  setSortingEnabled(true);
  const QFontMetrics metrics(header->font());
  const auto fit = [&](int column, const QString& widest) {
    const QString title = shown.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    setColumnWidth(column, std::max(metrics.horizontalAdvance(title) + 28, metrics.horizontalAdvance(widest) + 16));
  };
  header->setSectionResizeMode(FilesModel::Picture, QHeaderView::Fixed);
  header->setSectionResizeMode(FilesModel::File, QHeaderView::Stretch);
  setColumnWidth(FilesModel::Picture, kRowHeight);
  fit(FilesModel::Answer, QStringLiteral("4 or 9 0"));
  fit(FilesModel::Confidence, QStringLiteral("100.0 %"));
  fit(FilesModel::Right, QStringLiteral("00 ✓"));
  fit(FilesModel::Milliseconds, QStringLiteral("1000.0"));
  fit(FilesModel::Verdict, FilesModel::kRoom + tr("not read yet"));
  setItemDelegateForColumn(FilesModel::Verdict, new SentenceDelegate(this));
  makeSortings();
  fitColumns({});
  connect(this, &QTableView::activated, this,
          [this, &shown](const QModelIndex& index) { Q_EMIT opened(QString::fromStdString(shown.row(index).path)); });
}

void FilesTable::makeSortings()
{
  const auto add = [this](int column, const char* name, const QString& text, const QString& toolTip) {
    QAction* action = makeAction(name, text, toolTip, this);
    connect(action, &QAction::triggered, this, [this, column] { sortOrTurnRound(column); });
    m_sortings << action;
  };
  add(FilesModel::Picture, "actionSortAsTheyCame", tr("As They &Came"), tr("Sort files as they came"));
  add(FilesModel::File, "actionSortByFile", tr("By &File"), tr("Sort files by name; again to turn round"));
  add(FilesModel::Answer, "actionSortByAnswer", tr("By &Answer"),
      tr("Sort files by what was read; again to turn round"));
  add(FilesModel::Confidence, "actionSortByConfidence", tr("By C&onfidence"),
      tr("Sort files by how sure the answer is; again to turn round"));
  add(FilesModel::Right, "actionSortByRight", tr("&Wrong Ones First"),
      tr("Sort files by whether the answer is right; again to turn round"));
  add(FilesModel::Milliseconds, "actionSortByTime", tr("By &Time"),
      tr("Sort files by the time it took to read them; again to turn round"));
  add(FilesModel::Verdict, "actionSortByVerdict", tr("By &Verdict"),
      tr("Sort files by whether the answer holds; again to turn round"));
}

void FilesTable::sortOrTurnRound(int column)
{
  const QHeaderView& header = *horizontalHeader();
  const bool again = header.sortIndicatorSection() == column && header.sortIndicatorOrder() == Qt::AscendingOrder;
  sortByColumn(column, again ? Qt::DescendingOrder : Qt::AscendingOrder);
}

void FilesTable::fitColumns(const FilesModel::Counts& counts)
{
  setColumnHidden(FilesModel::Right, !counts.truths);
  horizontalHeader()->setSectionResizeMode(FilesModel::Verdict,
                                           counts.failed > 0 ? QHeaderView::Stretch : QHeaderView::Interactive);
}

} // namespace numeral::ui
