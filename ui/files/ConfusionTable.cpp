#include "ui/files/ConfusionTable.h"

#include <algorithm>

#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>

#include "ui/base/Colours.h"
#include "ui/base/ToolTips.h"

namespace numeral::ui {
namespace {

constexpr int kCellHeight = 24;
constexpr int kCellMargin = 10;
constexpr int kCountRole = Qt::UserRole;
constexpr int kShareRole = Qt::UserRole + 1; ///< of the largest count

} // namespace

ConfusionTable::ConfusionTable(QWidget* parent) : QTableWidget(parent)
{
  setObjectName(QStringLiteral("confusion"));
  setAccessibleName(tr("What was written, by rows, against what was read, by columns"));
  setToolTip(tr("Each row is what was written, each column what was read; click a number to see its files"));
  setEditTriggers(NoEditTriggers);
  setSelectionMode(SingleSelection);
  setCornerButtonEnabled(false);
  setTabKeyNavigation(false);
  setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
  setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Maximum);
  for (QHeaderView* header : {horizontalHeader(), verticalHeader()}) {
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionsClickable(false);
    header->setHighlightSections(false);
    header->setMinimumSectionSize(1);
  }
  verticalHeader()->setDefaultSectionSize(kCellHeight);
  verticalHeader()->setDefaultAlignment(Qt::AlignCenter);
  connect(this, &QTableWidget::cellClicked, this, &ConfusionTable::choose);
}

/// Not cellActivated(): where one click activates, it comes beside cellClicked().
void ConfusionTable::keyPressEvent(QKeyEvent* event)
{
  const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space;
  if (enter && currentItem())
    choose(currentRow(), currentColumn());
  else
    QTableWidget::keyPressEvent(event);
}

void ConfusionTable::choose(int truth, int answer)
{
  const auto column = static_cast<std::size_t>(answer);
  Q_EMIT chosen(m_classes[static_cast<std::size_t>(truth)], column < m_classes.size() ? m_classes[column] : "");
}

void ConfusionTable::setClasses(const std::vector<std::string>& classes)
{
  m_classes = classes;
  const int count = static_cast<int>(classes.size());
  clear();
  setRowCount(count);
  setColumnCount(count + 1);
  QStringList names;
  for (const std::string& name : classes)
    names << QString::fromStdString(name);
  setVerticalHeaderLabels(names);
  setHorizontalHeaderLabels(names + QStringList(tr("other")));
  for (int row = 0; row < count; ++row) {
    for (int column = 0; column <= count; ++column) {
      auto* cell = new QTableWidgetItem;
      cell->setTextAlignment(Qt::AlignCenter);
      setItem(row, column, cell);
    }
  }
}

void ConfusionTable::show(const FilesModel::Score& score, const std::vector<std::string>& classes)
{
  if (classes != m_classes)
    setClasses(classes);
  const int size = static_cast<int>(classes.size());
  std::vector<int> counts(static_cast<std::size_t>(size * (size + 1)));
  const auto placeOf = [&classes](const std::string& name) {
    return static_cast<int>(std::find(classes.begin(), classes.end(), name) - classes.begin());
  };
  const auto at = [&counts, size](int row, int column) -> int& {
    return counts[static_cast<std::size_t>(row) * (static_cast<std::size_t>(size) + 1) +
                  static_cast<std::size_t>(column)];
  };
  for (const auto& [truth, answers] : score.confusion) {
    const int row = placeOf(truth);
    if (row == size)
      continue; // several digits: no row of this table
    for (const auto& [answer, count] : answers)
      at(row, placeOf(answer)) += count;
  }
  const int most = counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
  for (int row = 0; row < size; ++row) {
    for (int column = 0; column <= size; ++column)
      setCount(row, column, at(row, column), most);
  }
  const QFontMetrics metrics(font());
  const int digits = metrics.horizontalAdvance(QString::number(most)) + kCellMargin;
  for (int column = 0; column <= size; ++column) {
    const QString name = horizontalHeaderItem(column)->text();
    setColumnWidth(column, std::max(digits, metrics.horizontalAdvance(name) + kCellMargin));
  }
  colour();
  updateGeometry();
}

void ConfusionTable::setCount(int truth, int answer, int count, int most)
{
  QTableWidgetItem* cell = item(truth, answer);
  cell->setText(count > 0 ? QString::number(count) : QString());
  cell->setData(kCountRole, count);
  cell->setData(kShareRole, most > 0 ? double(count) / most : 0.0);
  const QString words = tr("%1 was read as %2: %3")
                            .arg(verticalHeaderItem(truth)->text(), horizontalHeaderItem(answer)->text())
                            .arg(count);
  cell->setToolTip(plainToolTip(words));
  cell->setData(Qt::AccessibleTextRole, words);
}

/// Right answers by their share, wrong ones as warnings are; the numbers say it as well.
void ConfusionTable::colour()
{
  const QColor paper = palette().color(QPalette::Base);
  // High contrast has no colour for warnings: there they stand out the other way round.
  const bool tinted = palette().color(QPalette::ToolTipBase) != paper;
  const QColor wrongGround = palette().color(tinted ? QPalette::ToolTipBase : QPalette::Text);
  const QColor wrongText = tinted ? palette().color(QPalette::ToolTipText) : paper;
  for (int row = 0; row < rowCount(); ++row) {
    for (int column = 0; column < columnCount(); ++column) {
      QTableWidgetItem* cell = item(row, column);
      const bool any = cell->data(kCountRole).toInt() > 0;
      const bool right = row == column;
      const auto share = static_cast<float>(0.15 + 0.25 * cell->data(kShareRole).toDouble());
      const QColor ground = right ? blend(palette().color(QPalette::Highlight), paper, share) : wrongGround;
      cell->setBackground(any ? ground : paper);
      cell->setForeground(any && !right ? wrongText : palette().color(QPalette::Text));
      QFont style = font();
      style.setBold(any && !right);
      cell->setFont(style);
    }
  }
}

void ConfusionTable::changeEvent(QEvent* event)
{
  QTableWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange)
    colour();
}

QSize ConfusionTable::sizeHint() const
{
  const int frame = 2 * frameWidth();
  return {horizontalHeader()->length() + verticalHeader()->sizeHint().width() + frame,
          verticalHeader()->length() + horizontalHeader()->sizeHint().height() + frame};
}

QSize ConfusionTable::minimumSizeHint() const { return {std::min(sizeHint().width(), 420), 80}; }

} // namespace numeral::ui
