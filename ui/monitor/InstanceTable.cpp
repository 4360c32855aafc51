#include "ui/monitor/InstanceTable.h"

#include <array>

#include <QHeaderView>
#include <QScrollBar>

#include "ui/base/Figures.h"
#include "ui/base/ToolTips.h"
#include "ui/result/Words.h"

namespace numeral::ui {
namespace {

enum Column { kName, kState, kModel, kRequests, kP95, kErrors, kConfidence, kActive, kColumns };

QString orNone(const std::optional<double>& value, QString (*words)(double))
{
  return value ? words(*value) : noAnswer();
}

QString perSecond(double rate) { return QObject::tr("%1/s").arg(shortNumber(rate)); }

QString stateInWords(const report::InstanceState& state)
{
  switch (state.phase) {
  case report::InstanceState::Phase::Asking: return QObject::tr("Asking …");
  case report::InstanceState::Phase::Up: return QObject::tr("Up");
  case report::InstanceState::Phase::Gone: return QObject::tr("Gone for %1").arg(timeSpan(state.goneSeconds));
  }
  return {};
}

} // namespace

InstanceTable::InstanceTable(QWidget* parent) : QTableWidget(0, kColumns, parent)
{
  setObjectName(QStringLiteral("instances"));
  setAccessibleName(tr("Instances"));
  setToolTip(tr("This program and the other instances that are watched"));
  struct Heading {
    QString text;
    QString toolTip;
  };
  const std::array<Heading, kColumns> headings{
      Heading{tr("Instance"), tr("Where its metrics are asked for")},
      Heading{tr("State"), tr("Asked every two seconds")},
      Heading{tr("Model"), tr("The model that it reads with")},
      Heading{tr("Requests"), tr("A second, over the last minute")},
      Heading{tr("p95"), tr("95 of 100 answers of the last minute took no longer; for others as HTTP clients saw it")},
      Heading{tr("Errors"), tr("Share of the last minute's requests that failed or were refused")},
      Heading{tr("Confidence"), tr("Mean of the last minute's readings")},
      Heading{tr("Under way"), tr("Requests under way, and how many may be")},
  };
  for (int column = 0; column < kColumns; ++column) {
    auto* item = new QTableWidgetItem(headings[static_cast<std::size_t>(column)].text);
    item->setToolTip(headings[static_cast<std::size_t>(column)].toolTip);
    item->setTextAlignment((column >= kRequests ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    setHorizontalHeaderItem(column, item);
  }
  verticalHeader()->hide();
  constexpr int kNarrowest = 84;
  horizontalHeader()->setHighlightSections(false);
  horizontalHeader()->setMinimumSectionSize(kNarrowest);
  horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  horizontalHeader()->setSectionResizeMode(kName, QHeaderView::Stretch);
  setShowGrid(false);
  setAlternatingRowColors(true);
  setSelectionBehavior(QAbstractItemView::SelectRows);
  setSelectionMode(QAbstractItemView::SingleSelection);
  setEditTriggers(QAbstractItemView::NoEditTriggers);
  setTabKeyNavigation(false);                         // the next control is what Tab is for
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // the page scrolls
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(horizontalScrollBar(), &QScrollBar::rangeChanged, this, [this] { updateGeometry(); });
  connect(this, &QTableWidget::itemSelectionChanged, this, &InstanceTable::selectedAddressChanged);
}

void InstanceTable::show(const report::InstanceState& own, const std::vector<report::InstanceState>& others)
{
  const std::string selected = selectedAddress();
  std::vector<std::string> addresses;
  for (const report::InstanceState& other : others)
    addresses.push_back(other.address);
  const bool changed = rowCount() == 0 || addresses != m_addresses;
  m_addresses = std::move(addresses);
  if (changed) {
    clearSpans();
    setRowCount(static_cast<int>(others.size()) + 1);
    setCurrentItem(nullptr); // Qt has chosen a row in place of one that went
    clearSelection();
  }
  showRow(0, tr("This window"), own);
  for (std::size_t i = 0; i < others.size(); ++i) {
    const int row = static_cast<int>(i) + 1;
    showRow(row, QString::fromStdString(others[i].address), others[i]);
    if (changed && others[i].address == selected)
      selectRow(row);
  }
  if (changed)
    updateGeometry();
}

std::string InstanceTable::selectedAddress() const
{
  const QList<QTableWidgetItem*> items = selectedItems();
  const int row = items.isEmpty() ? 0 : items.front()->row();
  return row > 0 ? m_addresses[static_cast<std::size_t>(row) - 1] : std::string();
}

/// All rows, for the page scrolls; Qt's own hint counts the headings twice.
QSize InstanceTable::sizeHint() const
{
  const int bar = horizontalScrollBar()->maximum() > 0 ? horizontalScrollBar()->sizeHint().height() : 0;
  return {QTableWidget::sizeHint().width(),
          horizontalHeader()->sizeHint().height() + verticalHeader()->length() + bar + 2 * frameWidth()};
}

QSize InstanceTable::minimumSizeHint() const { return {QTableWidget::minimumSizeHint().width(), sizeHint().height()}; }

void InstanceTable::showRow(int row, const QString& name, const report::InstanceState& state)
{
  set(row, kName, name);
  set(row, kState, stateInWords(state),
      state.version.empty() ? QString() : tr("Version %1").arg(QString::fromStdString(state.version)));
  // There are no figures of one that is gone: the words take their place.
  const bool gone = state.phase == report::InstanceState::Phase::Gone;
  QFont weight = font();
  weight.setBold(gone);
  item(row, kState)->setFont(weight);
  if (columnSpan(row, kModel) != (gone ? kColumns - kModel : 1))
    setSpan(row, kModel, 1, gone ? kColumns - kModel : 1);
  if (gone) {
    const QString words = QString::fromStdString(state.message);
    set(row, kModel, words, words);
    return;
  }
  set(row, kModel, state.model.empty() ? noAnswer() : QString::fromStdString(state.model));
  set(row, kRequests, orNone(state.requestsPerSecond, perSecond));
  set(row, kP95, orNone(state.p95, duration));
  set(row, kErrors, orNone(state.errorShare, percent));
  set(row, kConfidence, orNone(state.confidence, percent));
  set(row, kActive,
      state.active && state.capacity ? tr("%1 of %2").arg(shortNumber(*state.active), shortNumber(*state.capacity))
                                     : noAnswer());
}

void InstanceTable::set(int row, int column, const QString& text, const QString& toolTip)
{
  QTableWidgetItem* cell = item(row, column);
  if (!cell) {
    cell = new QTableWidgetItem;
    cell->setTextAlignment((column >= kRequests ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    setItem(row, column, cell);
  }
  cell->setText(text);
  cell->setToolTip(plainToolTip(toolTip));
}

} // namespace numeral::ui
