#include "ui/files/FilesTable.h"

#include <algorithm>

#include <QHeaderView>
#include <QStyledItemDelegate>

namespace numeral::ui {
namespace {

constexpr int kRowHeight = Thumbnails::kSide + 8;

/// Sentences are cut at their end, names in their middle.
class SentenceDelegate final : public QStyledItemDelegate {
public:
  using QStyledItemDelegate::QStyledItemDelegate;

protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
  {
    QStyledItemDelegate::initStyleOption(option, index);
    option->textElideMode = Qt::ElideRight;
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
  fit(FilesModel::Verdict, tr("not read yet"));
  setItemDelegateForColumn(FilesModel::Verdict, new SentenceDelegate(this));
  fitColumns({});
  connect(this, &QTableView::activated, this,
          [this, &shown](const QModelIndex& index) { Q_EMIT opened(QString::fromStdString(shown.row(index).path)); });
}

void FilesTable::fitColumns(const FilesModel::Counts& counts)
{
  setColumnHidden(FilesModel::Right, !counts.truths);
  horizontalHeader()->setSectionResizeMode(FilesModel::Verdict,
                                           counts.failed > 0 ? QHeaderView::Stretch : QHeaderView::Interactive);
}

} // namespace numeral::ui
