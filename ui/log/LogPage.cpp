#include "ui/log/LogPage.h"

#include <algorithm>
#include <array>
#include <utility>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/base/Icons.h"
#include "ui/base/PageParts.h"
#include "ui/log/LogFilter.h"
#include "ui/log/LogModel.h"

namespace numeral::ui {
namespace {

using Level = report::LogRecord::Level;

/// In the order of the choices.
constexpr std::array kLeast{Level::Debug, Level::Info, Level::Warning, Level::Error};
constexpr int kInfo = 1;

} // namespace

LogPage::LogPage(LogSource& source, QWidget* parent)
    : QWidget(parent), m_records(new LogModel(this)), m_filter(new LogFilter(this)), m_level(new QComboBox(this)),
      m_search(new QLineEdit(this)), m_table(new QTableView(this)),
      m_nothing(plainWords(QStringLiteral("logNothing"), tr("Why the table is empty"), this)),
      m_count(plainWords(QStringLiteral("logCount"), tr("How many records are shown"), this))
{
  setObjectName(QStringLiteral("logPage"));
  m_filter->setSourceModel(m_records);
  makeActions();
  makeTable();
  layOut();
  paintIcons();
  connect(&source, &LogSource::arrived, this, &LogPage::take);
  connect(m_level, &QComboBox::currentIndexChanged, this, [this](int index) {
    m_filter->setLeast(kLeast.at(static_cast<std::size_t>(index)));
    showCount();
  });
  connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
    m_filter->setText(text);
    showCount();
  });
  showCount();
}

void LogPage::makeActions()
{
  m_actions.pause = makeAction("actionPauseLog", tr("&Pause the Log"), tr("Hold new records back for a while"), this);
  m_actions.pause->setCheckable(true);
  m_actions.copy =
      makeAction("actionCopyLog", tr("&Copy the Log"), tr("Copy the chosen records, or all that are shown"), this);
  m_actions.clear = makeAction("actionClearLog", tr("Cl&ear the Log"), tr("Take the records off the page"), this);
  connect(m_actions.pause, &QAction::toggled, this, [this](bool paused) {
    if (!paused)
      goOn();
    showCount();
  });
  connect(m_actions.copy, &QAction::triggered, this, &LogPage::copy);
  connect(m_actions.clear, &QAction::triggered, this, [this] {
    m_records->clear();
    m_held.clear();
    m_missed = 0;
    showCount();
  });
}

void LogPage::makeTable()
{
  m_table->setObjectName(QStringLiteral("logTable"));
  m_table->setAccessibleName(tr("Log"));
  m_table->setToolTip(tr("What the program did, newest at the end"));
  m_table->setModel(m_filter);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_table->setTabKeyNavigation(false);
  m_table->setShowGrid(false);
  m_table->setAlternatingRowColors(true);
  m_table->setWordWrap(false);
  m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
  QHeaderView* header = m_table->horizontalHeader();
  header->setHighlightSections(false);
  header->setStretchLastSection(true);
  const QFontMetrics metrics = fontMetrics();
  m_table->setColumnWidth(LogModel::Time, metrics.horizontalAdvance(QStringLiteral("00:00:00.000")) + 24);
  m_table->setColumnWidth(LogModel::Level, metrics.horizontalAdvance(QStringLiteral("warning")) + 32);
}

void LogPage::layOut()
{
  m_level->setObjectName(QStringLiteral("logLevel"));
  m_level->setAccessibleName(tr("Least level"));
  m_level->setToolTip(tr("How important a record must be to be shown"));
  m_level->addItems({tr("All, also each request"), tr("Info and worse"), tr("Warnings and errors"), tr("Errors")});
  m_level->setCurrentIndex(kInfo);
  m_search->setObjectName(QStringLiteral("logSearch"));
  m_search->setAccessibleName(tr("Find in the log"));
  m_search->setToolTip(tr("Show only records with these words"));
  m_search->setPlaceholderText(tr("Find …"));
  m_search->setClearButtonEnabled(true);
  m_search->setMaximumWidth(260);
  // The clear button is the line's own; its place in the tab order is the line's.
  for (QToolButton* clear : m_search->findChildren<QToolButton*>())
    clear->setObjectName(QStringLiteral("qt_clear"));

  auto* head = new QHBoxLayout;
  head->setSpacing(8);
  head->addWidget(pageHeading(QStringLiteral("logHeading"), tr("Log"), this));
  head->addStretch();
  head->addWidget(m_level);
  head->addWidget(m_search);
  auto* foot = new QHBoxLayout;
  foot->setSpacing(8);
  foot->addWidget(m_count, 1);
  foot->addWidget(actionButton("pauseLogButton", m_actions.pause, this));
  foot->addWidget(actionButton("copyLogButton", m_actions.copy, this));
  foot->addWidget(actionButton("clearLogButton", m_actions.clear, this));

  m_nothing->setAlignment(Qt::AlignCenter);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(24, 20, 24, 16);
  layout->setSpacing(12);
  layout->addLayout(head);
  layout->addWidget(m_table, 1);
  layout->addWidget(m_nothing, 1);
  layout->addLayout(foot);
}

void LogPage::take(const std::vector<report::LogRecord>& records, std::size_t missed)
{
  m_missed += missed;
  if (!m_actions.pause->isChecked()) {
    append(records);
  } else {
    m_held.insert(m_held.end(), records.begin(), records.end());
    if (m_held.size() > LogModel::kCapacity)
      m_held.erase(m_held.begin(), m_held.end() - static_cast<std::ptrdiff_t>(LogModel::kCapacity));
  }
  showCount();
}

/// Stays at the end where it stood there, and where it stood elsewhere otherwise.
void LogPage::append(const std::vector<report::LogRecord>& records)
{
  const QScrollBar* bar = m_table->verticalScrollBar();
  const bool atEnd = bar->value() == bar->maximum();
  m_records->append(records);
  if (atEnd)
    m_table->scrollToBottom();
}

void LogPage::goOn() { append(std::exchange(m_held, {})); }

void LogPage::copy() const
{
  QModelIndexList rows = m_table->selectionModel()->selectedRows();
  if (rows.isEmpty()) {
    for (int row = 0; row < m_filter->rowCount(); ++row)
      rows << m_filter->index(row, 0);
  }
  std::sort(rows.begin(), rows.end());
  QStringList lines;
  for (const QModelIndex& row : rows) {
    lines << QStringLiteral("%1 %2 %3")
                 .arg(row.siblingAtColumn(LogModel::Time).data(Qt::ToolTipRole).toString(),
                      row.siblingAtColumn(LogModel::Level).data().toString(),
                      row.siblingAtColumn(LogModel::Words).data().toString());
  }
  QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

void LogPage::showCount()
{
  const int shown = m_filter->rowCount();
  const int all = m_records->rowCount();
  m_table->setVisible(shown > 0);
  m_nothing->setVisible(shown == 0);
  m_nothing->setText(all == 0 ? tr("Nothing was logged yet. Loading a model, or starting the server, is told here.")
                              : tr("None of %1 records is as important as chosen and has these words.").arg(all));
  m_actions.copy->setEnabled(shown > 0);
  m_actions.clear->setEnabled(all > 0);
  QStringList words{shown == all ? tr("Records: %1").arg(all) : tr("Records: %1 of %2").arg(shown).arg(all)};
  if (m_actions.pause->isChecked())
    words << tr("paused, %1 more wait").arg(m_held.size());
  if (m_missed > 0)
    words << tr("%1 came too fast to be kept").arg(m_missed);
  m_count->setText(words.join(QStringLiteral("; ")));
}

void LogPage::paintIcons() { m_actions.copy->setIcon(icon(QStringLiteral("copy"), palette())); }

void LogPage::changeEvent(QEvent* event)
{
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange)
    paintIcons();
}

} // namespace numeral::ui
