#include "ui/files/FilesPage.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <QAccessible>
#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/image/Header.h"
#include "ui/base/PageParts.h"
#include "ui/files/ConfusionTable.h"
#include "ui/result/Words.h"
#include "ui/window/Icons.h"
#include "ui/window/Notice.h"

namespace numeral::ui {
namespace {

constexpr int kRowHeight = Thumbnails::kSide + 8;
constexpr int kLeastScoreWidth = 260;
constexpr std::size_t kMostClasses = 40; ///< of a table that still says something
constexpr qsizetype kProblemsNamed = 3;
/// A rate before that is a guess.
constexpr qint64 kUntilPace = 1000;

QString number(qint64 count) { return QLocale().toString(count); }

QString filesInWords(qint64 count)
{
  return count == 1 ? QObject::tr("1 file") : QObject::tr("%1 files").arg(number(count));
}

QString timeInWords(double seconds)
{
  if (seconds < 90)
    return QObject::tr("%1 s").arg(std::max(1L, std::lround(seconds)));
  if (seconds < 90 * 60)
    return QObject::tr("%1 min").arg(std::lround(seconds / 60));
  return QObject::tr("%1 h").arg(seconds / 3600, 0, 'f', 1);
}

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

QLabel* makeLabel(const char* name, const QString& purpose, QWidget* parent)
{
  auto* label = new QLabel(parent);
  label->setObjectName(QLatin1String(name));
  label->setToolTip(purpose);
  label->setTextFormat(Qt::PlainText); // names of files and classes
  return label;
}

} // namespace

FilesPage::FilesPage(engine::Recognizer& recognizer, ModelControl& model, const Dialogs& dialogs, QWidget* parent)
    : QWidget(parent), m_model(model), m_dialogs(dialogs), m_runner(recognizer), m_shown(m_files),
      m_sheet(new QStackedWidget(this)), m_table(new QTableView(this)), m_find(new QLineEdit(this)),
      m_choice(new QComboBox(this)),
      m_shownCount(makeLabel("filesShown", tr("How many files the filter leaves"), this)),
      m_progress(new QProgressBar(this)), m_state(makeLabel("filesState", tr("How far the reading is"), this)),
      m_looking(makeLabel("filesLooking", tr("What is being done"), this)), m_stopLooking(new QPushButton(this)),
      m_accuracy(makeLabel("accuracy", tr("Share of right answers"), this)),
      m_accuracyDetail(makeLabel("accuracyDetail", tr("What is counted"), this)), m_confusion(new ConfusionTable(this)),
      m_notice(new Notice(QStringLiteral("filesNotice"), tr("About the files"), this))
{
  setObjectName(QStringLiteral("filesPage"));
  m_accuracy->setToolTip(tr("Files whose right answer is known, from a folder called like a class or a labels.csv. An "
                            "answer is right when it is that, however sure; a file that could not be read counts as "
                            "wrong."));
  makeActions();
  makeTable();
  layOut();
  paintIcons();

  connect(&m_finder, &FileFinder::found, this, &FilesPage::takeFound);
  connect(&m_runner, &BatchRunner::answered, this, &FilesPage::takeAnswers);
  connect(&m_runner, &BatchRunner::finished, this, [this] {
    stopClock();
    m_actions.pause->setChecked(false);
    showState();
    QAccessibleEvent event(m_state, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
  });
  connect(&m_exporter, &Exporter::written, this, [this](const QString& path, int rows) {
    m_exported = tr("The answers to %1 are in %2.").arg(filesInWords(rows), path);
    if (const int left = m_files.counts().files - rows; left > 0)
      report(tr("%1 had no answer yet and are not in %2.").arg(filesInWords(left), path));
    showState();
  });
  connect(m_confusion, &ConfusionTable::chosen, this, &FilesPage::lookInto);
  connect(&m_exporter, &Exporter::failed, this, &FilesPage::report);
  connect(&m_model, &ModelControl::changed, this, &FilesPage::start);
  showState();
}

void FilesPage::makeActions()
{
  const auto add = [this](const char* name, const QString& text, const QString& toolTip, const QKeySequence& key = {}) {
    auto* action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    action->setToolTip(key.isEmpty() ? toolTip : tr("%1 (%2)").arg(toolTip, key.toString(QKeySequence::NativeText)));
    action->setStatusTip(toolTip);
    action->setShortcut(key);
    return action;
  };
  m_actions.openImages = add("actionOpenImages", tr("Open &Images …"), tr("Read several images or drawings"),
                             QKeySequence(Qt::CTRL | Qt::Key_I));
  m_actions.openFolder = add("actionOpenFolder", tr("Open &Folder …"), tr("Read every image in a folder"),
                             QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I));
  m_actions.pause = add("actionPauseBatch", tr("&Pause"), tr("Wait before reading further files"));
  m_actions.pause->setCheckable(true);
  m_actions.cancel = add("actionCancelBatch", tr("S&top"), tr("Stop reading; what was read stays"));
  m_actions.readAgain =
      add("actionReadAgain", tr("Read &Again"), tr("Read all files of the list again, or those that are left"));
  m_actions.leastSureFirst =
      add("actionLeastSureFirst", tr("&Least Sure First"), tr("Show those first that need a look most"));
  m_actions.exportAnswers = add("actionExport", tr("&Export Answers …"), tr("Save the answers as CSV or JSON"),
                                QKeySequence(Qt::CTRL | Qt::Key_E));
  m_actions.clear = add("actionClearList", tr("Clear &List"), tr("Empty the list; no file is touched"));

  const auto choose = [this](const QStringList& paths) {
    if (!paths.isEmpty())
      Q_EMIT chosen(paths);
  };
  connect(m_actions.openImages, &QAction::triggered, this, [this, choose] { choose(m_dialogs.openImages(this)); });
  connect(m_actions.openFolder, &QAction::triggered, this, [this, choose] {
    if (const QString folder = m_dialogs.openFolder(this); !folder.isEmpty())
      choose({folder});
  });
  connect(m_actions.pause, &QAction::toggled, this, &FilesPage::setPaused);
  connect(m_actions.cancel, &QAction::triggered, this, &FilesPage::cancel);
  connect(m_actions.readAgain, &QAction::triggered, this, &FilesPage::readAgain);
  connect(m_actions.leastSureFirst, &QAction::triggered, this,
          [this] { m_table->sortByColumn(FilesModel::Confidence, Qt::AscendingOrder); });
  connect(m_actions.exportAnswers, &QAction::triggered, this, &FilesPage::exportAnswers);
  connect(m_actions.clear, &QAction::triggered, this, &FilesPage::clear);
}

QWidget* FilesPage::makeInvitation()
{
  auto* sheet = new QWidget(m_sheet);
  auto* words = makeLabel("filesInvitation", tr("What this page is for"), sheet);
  words->setText(tr("Drop images or folders here"));
  QFont large = font();
  large.setPointSizeF(font().pointSizeF() * 1.6);
  words->setFont(large);
  auto* more = makeLabel("filesInvitationMore", tr("What this page is for"), sheet);
  more->setText(tr("Thousands at once are fine. Folders called like their digit,\n"
                   "or a labels.csv beside the images, give the accuracy too."));
  for (QLabel* label : {words, more, m_looking})
    label->setAlignment(Qt::AlignCenter);

  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(8);
  buttons->addStretch();
  const auto add = [&](const char* name, const QString& text, QAction* action) {
    auto* button = new QPushButton(text, sheet);
    button->setObjectName(QLatin1String(name));
    button->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    button->setToolTip(action->toolTip());
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    buttons->addWidget(button);
  };
  add("invitedOpenImages", tr("Open images …"), m_actions.openImages);
  add("invitedOpenFolder", tr("Open a folder …"), m_actions.openFolder);
  buttons->addStretch();

  auto* layout = new QVBoxLayout(sheet);
  layout->setSpacing(12);
  layout->addStretch(2);
  layout->addWidget(words);
  layout->addWidget(more);
  layout->addSpacing(8);
  layout->addLayout(buttons);
  m_stopLooking->setObjectName(QStringLiteral("stopLooking"));
  m_stopLooking->setText(tr("Stop looking"));
  m_stopLooking->setAccessibleName(tr("Stop looking for images"));
  m_stopLooking->setToolTip(tr("Give up looking for images"));
  connect(m_stopLooking, &QPushButton::clicked, m_actions.cancel, &QAction::trigger);
  layout->addWidget(m_looking);
  layout->addWidget(m_stopLooking, 0, Qt::AlignHCenter);
  layout->addStretch(3);
  return sheet;
}

QWidget* FilesPage::makeTools(QList<QWidget*>& order)
{
  auto* tools = new QWidget(m_sheet);
  auto* layout = new QHBoxLayout(tools);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  const auto add = [&](const char* name, QAction* action) {
    QToolButton* button = actionButton(name, action, tools);
    layout->addWidget(button);
    order << button;
  };
  add("openImagesButton", m_actions.openImages);
  add("openFolderButton", m_actions.openFolder);
  layout->addSpacing(12);
  add("pauseBatchButton", m_actions.pause);
  add("cancelBatchButton", m_actions.cancel);
  add("readAgainButton", m_actions.readAgain);
  layout->addStretch();
  add("exportButton", m_actions.exportAnswers);
  add("clearListButton", m_actions.clear);
  return tools;
}

QWidget* FilesPage::makeFilters(QList<QWidget*>& order)
{
  auto* filters = new QWidget(m_sheet);
  auto* layout = new QHBoxLayout(filters);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);

  auto* choiceLabel = makeLabel("choiceLabel", tr("Which files are shown"), filters);
  choiceLabel->setText(tr("Sho&w:"));
  choiceLabel->setBuddy(m_choice);
  m_choice->setObjectName(QStringLiteral("filesChoice"));
  m_choice->setAccessibleName(tr("Which files are shown"));
  m_choice->setToolTip(tr("Which files are shown"));
  m_choice->addItems({tr("All files"), tr("Wrong"), tr("Unsure"), tr("Not a digit"), tr("Failed")});
  // Choosing what is chosen already counts too: it leads back from a cell of the table of confusions.
  connect(m_choice, &QComboBox::activated, this, [this](int index) { choose(index); });
  connect(m_choice, &QComboBox::currentIndexChanged, this, [this](int index) { choose(index); });

  m_find->setObjectName(QStringLiteral("filesFind"));
  m_find->setAccessibleName(tr("Find in names, answers and problems"));
  m_find->setToolTip(tr("Shows files with this in name, answer or problem"));
  m_find->setAcceptDrops(false); // files are for the window
  m_find->setPlaceholderText(tr("Find in names, answers and problems"));
  connect(m_find, &QLineEdit::textChanged, this, [this](const QString& text) {
    m_shown.setText(text);
    showState();
  });

  QToolButton* leastSure = actionButton("leastSureButton", m_actions.leastSureFirst, filters);
  leastSure->setToolButtonStyle(Qt::ToolButtonTextOnly);

  layout->addWidget(choiceLabel);
  layout->addWidget(m_choice);
  layout->addWidget(m_find, 1);
  layout->addWidget(leastSure);
  layout->addWidget(m_shownCount);
  order << m_choice << m_find << leastSure;
  return filters;
}

QWidget* FilesPage::makeScore()
{
  auto* score = new QWidget(m_sheet);
  score->setObjectName(QStringLiteral("score"));
  score->setMinimumWidth(kLeastScoreWidth);
  score->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
  auto* heading = makeLabel("scoreHeading", tr("How many answers are right"), score);
  heading->setText(tr("Accuracy"));
  QFont bold = font();
  bold.setBold(true);
  heading->setFont(bold);
  QFont large = bold;
  large.setPointSizeF(font().pointSizeF() * 1.6);
  m_accuracy->setFont(large);
  m_accuracyDetail->setWordWrap(true);
  auto* confusion = makeLabel("confusionHeading", m_confusion->toolTip(), score);
  confusion->setText(tr("Written (rows) and read (columns)"));
  confusion->setFont(bold);

  auto* layout = new QVBoxLayout(score);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(heading);
  layout->addWidget(m_accuracy);
  layout->addWidget(m_accuracyDetail);
  layout->addSpacing(12);
  layout->addWidget(confusion);
  layout->addWidget(m_confusion, 0, Qt::AlignLeft);
  layout->addStretch();
  return score;
}

void FilesPage::makeTable()
{
  m_table->setObjectName(QStringLiteral("filesTable"));
  m_table->setAccessibleName(tr("Files and their answers"));
  m_table->setToolTip(tr("Double click or Enter opens a file on the drawing page"));
  m_table->setModel(&m_shown);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_table->setAlternatingRowColors(true);
  m_table->setShowGrid(false);
  m_table->setWordWrap(false);
  m_table->setTabKeyNavigation(false);
  m_table->setCornerButtonEnabled(false);
  m_table->setTextElideMode(Qt::ElideMiddle);
  m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_table->setIconSize({Thumbnails::kSide, Thumbnails::kSide});
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  m_table->verticalHeader()->setDefaultSectionSize(kRowHeight);

  QHeaderView* header = m_table->horizontalHeader();
  header->setHighlightSections(false);
  header->setMinimumSectionSize(kRowHeight);
  header->setSortIndicator(-1, Qt::AscendingOrder); // as the files came
  header->setSortIndicatorClearable(true);
  m_table->setSortingEnabled(true);
  const QFontMetrics metrics(header->font());
  const auto fit = [&](int column, const QString& widest) {
    const QString title = m_files.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    m_table->setColumnWidth(column,
                            std::max(metrics.horizontalAdvance(title) + 28, metrics.horizontalAdvance(widest) + 16));
  };
  header->setSectionResizeMode(FilesModel::Picture, QHeaderView::Fixed);
  header->setSectionResizeMode(FilesModel::File, QHeaderView::Stretch);
  m_table->setColumnWidth(FilesModel::Picture, kRowHeight);
  fit(FilesModel::Answer, QStringLiteral("4 or 9 0"));
  fit(FilesModel::Confidence, QStringLiteral("100.0 %"));
  fit(FilesModel::Right, QStringLiteral("00 ✓"));
  fit(FilesModel::Milliseconds, QStringLiteral("1000.0"));
  fit(FilesModel::Verdict, tr("not read yet"));
  m_table->setItemDelegateForColumn(FilesModel::Verdict, new SentenceDelegate(m_table));
  fitColumns();
  connect(m_table, &QTableView::activated, this,
          [this](const QModelIndex& index) { Q_EMIT openRequested(QString::fromStdString(m_shown.row(index).path)); });
}

void FilesPage::layOut()
{
  auto* list = new QWidget(m_sheet);
  QList<QWidget*> order;
  QWidget* tools = makeTools(order);
  QWidget* filters = makeFilters(order);
  m_score = makeScore();
  order << m_table << m_confusion;

  m_progress->setObjectName(QStringLiteral("filesProgress"));
  m_progress->setAccessibleName(tr("Files read"));
  m_progress->setToolTip(tr("How many of the files are read"));
  m_progress->setTextVisible(false);
  m_progress->setFixedHeight(8);

  auto* columns = new QHBoxLayout;
  columns->setSpacing(24);
  columns->addWidget(m_table, 1);
  columns->addWidget(m_score);

  auto* layout = new QVBoxLayout(list);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  layout->addWidget(tools);
  layout->addWidget(filters);
  layout->addLayout(columns, 1);
  layout->addWidget(m_progress);
  layout->addWidget(m_state);

  m_sheet->addWidget(makeInvitation());
  m_sheet->addWidget(list);

  auto* dismiss = m_notice->addButton(QStringLiteral("dismissFilesNotice"), tr("OK"), tr("Take these words away"));
  connect(dismiss, &QPushButton::clicked, m_notice, &QWidget::hide);

  auto* page = new QVBoxLayout(this);
  page->setContentsMargins(16, 12, 16, 12);
  page->setSpacing(12);
  page->addWidget(m_notice);
  page->addWidget(m_sheet, 1);
  for (qsizetype i = 1; i < order.size(); ++i)
    setTabOrder(order.at(i - 1), order.at(i));
}

void FilesPage::paintIcons()
{
  m_actions.openImages->setIcon(icon(QStringLiteral("files"), palette()));
  m_actions.openFolder->setIcon(icon(QStringLiteral("open"), palette()));
  const bool paused = m_actions.pause->isChecked();
  m_actions.pause->setIcon(icon(paused ? QStringLiteral("resume") : QStringLiteral("pause"), palette()));
  m_actions.cancel->setIcon(icon(QStringLiteral("stop"), palette()));
  m_actions.readAgain->setIcon(icon(QStringLiteral("redo"), palette()));
  m_actions.exportAnswers->setIcon(icon(QStringLiteral("save"), palette()));
  m_actions.clear->setIcon(icon(QStringLiteral("clear"), palette()));
}

void FilesPage::changeEvent(QEvent* event)
{
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange)
    paintIcons();
}

void FilesPage::showEvent(QShowEvent* event)
{
  QWidget::showEvent(event);
  m_files.setScale(devicePixelRatioF());
}

void FilesPage::add(const QStringList& paths)
{
  m_notice->hide();
  m_finder.find(paths);
  showState();
}

bool FilesPage::idle() const { return !m_finder.searching() && !m_runner.running(); }

void FilesPage::takeFound(const FoundFiles& found)
{
  const std::size_t known = m_files.add(found.files);
  QStringList words = found.problems.mid(0, kProblemsNamed);
  if (const auto more = found.problems.size() - words.size(); more > 0)
    words << tr("%1 more could not be used.").arg(number(more));
  if (found.others > 0) {
    const auto others = static_cast<qint64>(found.others);
    const QString formats = QString::fromStdString(std::string(image::acceptedFormats()));
    if (found.files.empty())
      words << tr("Nothing to read here: %1, but no image (%2) and no drawing.").arg(filesInWords(others), formats);
    else
      words << tr("%1 taken. %2 left out: neither images (%3) nor drawings.")
                   .arg(filesInWords(static_cast<qint64>(found.files.size())), filesInWords(others), formats);
  }
  if (known > 0)
    words << tr("%1 stood in the list already.").arg(filesInWords(static_cast<qint64>(known)));
  if (!words.isEmpty())
    report(words.join(QLatin1Char(' ')));
  m_stopped = false;
  start();
}

/// Has read what waits, where there is a model.
void FilesPage::start()
{
  const report::ModelState state = m_model.state();
  if (!state.classes.empty() && !m_stopped) {
    if (std::vector<BatchFile> files = m_files.takeWaiting(state.classes); !files.empty()) {
      if (!m_runner.running()) {
        m_exported.clear();
        m_milliseconds = 0;
        m_readBefore = m_files.counts().read;
        m_clock.start();
      }
      m_runner.add(std::move(files));
    }
  }
  fitColumns();
  showState();
}

/// Room for right answers and for sentences only where there are some.
void FilesPage::fitColumns()
{
  const FilesModel::Counts& counts = m_files.counts();
  m_table->setColumnHidden(FilesModel::Right, !counts.truths);
  m_table->horizontalHeader()->setSectionResizeMode(FilesModel::Verdict, counts.failed > 0 ? QHeaderView::Stretch
                                                                                           : QHeaderView::Interactive);
}

void FilesPage::takeAnswers(const std::vector<BatchAnswer>& answers)
{
  m_files.take(answers);
  fitColumns();
  showState();
}

void FilesPage::stopClock()
{
  if (m_clock.isValid())
    m_milliseconds += m_clock.elapsed();
  m_clock.invalidate();
}

void FilesPage::setPaused(bool paused)
{
  m_actions.pause->setText(paused ? tr("&Resume") : tr("&Pause"));
  m_actions.pause->setIcon(icon(paused ? QStringLiteral("resume") : QStringLiteral("pause"), palette()));
  if (paused) {
    m_runner.pause();
    stopClock();
  } else {
    m_runner.resume();
    if (m_runner.running())
      m_clock.start();
  }
  showState();
}

void FilesPage::cancel()
{
  m_finder.stop();
  m_runner.cancel();
  m_files.giveBack();
  stopClock();
  m_stopped = m_files.counts().read < m_files.counts().files;
  m_actions.pause->setChecked(false);
  showState();
}

void FilesPage::readAgain()
{
  if (m_stopped) {
    m_stopped = false;
  } else {
    m_runner.cancel();
    m_runner.forget();
    m_files.reset();
  }
  start();
}

void FilesPage::exportAnswers()
{
  const QString path = m_dialogs.saveAnswers(this);
  if (path.isEmpty())
    return;
  m_notice->hide();
  m_exporter.write(path, m_files.finished(), m_runner.store());
}

void FilesPage::clear()
{
  cancel();
  m_runner.forget();
  m_files.clear();
  m_stopped = false;
  m_exported.clear();
  m_notice->hide();
  m_find->clear();
  m_choice->setCurrentIndex(0);
  m_shown.setChoice(FilesFilter::Choice::All);
  fitColumns();
  showState();
}

void FilesPage::report(const QString& words) { m_notice->show(words); }

void FilesPage::showState()
{
  const FilesModel::Counts& counts = m_files.counts();
  const bool reading = m_runner.running();
  const bool searching = m_finder.searching();
  m_sheet->setCurrentIndex(counts.files > 0 ? 1 : 0);
  m_looking->setText(searching ? tr("Looking for images …") : QString());
  m_stopLooking->setVisible(searching);
  m_state->setText(stateInWords());
  m_progress->setRange(0, std::max(1, counts.files));
  m_progress->setValue(counts.read);
  const int shown = m_shown.rowCount();
  QString shownWords = tr("%1 of %2 shown").arg(number(shown), number(counts.files));
  if (const auto& confusion = m_shown.confusion())
    shownWords =
        tr("%1 read as %2: %3")
            .arg(QString::fromStdString(confusion->truth),
                 confusion->answer.empty() ? tr("other") : QString::fromStdString(confusion->answer), shownWords);
  m_shownCount->setText(shown < counts.files ? shownWords : QString());
  m_shownCount->setVisible(shown < counts.files);
  m_actions.pause->setEnabled(reading);
  m_actions.cancel->setEnabled(reading || searching);
  m_actions.readAgain->setEnabled(counts.files > 0 && !reading);
  m_actions.readAgain->setText(m_stopped ? tr("&Read the Rest") : tr("Read &Again"));
  m_actions.leastSureFirst->setEnabled(counts.files > 0);
  m_actions.exportAnswers->setEnabled(counts.read > 0);
  m_actions.clear->setEnabled(counts.files > 0 || searching);
  showScore();
}

void FilesPage::choose(int index)
{
  m_shown.setChoice(static_cast<FilesFilter::Choice>(index));
  showState();
}

void FilesPage::lookInto(const std::string& truth, const std::string& answer)
{
  FilesFilter::Confusion confusion{truth, answer, m_model.state().classes};
  const bool again = m_shown.confusion() == confusion;
  {
    const QSignalBlocker blocker(m_choice);
    m_choice->setCurrentIndex(0);
  }
  if (again)
    m_shown.setChoice(FilesFilter::Choice::All);
  else
    m_shown.setConfusion(std::move(confusion));
  showState();
}

QString FilesPage::stateInWords() const
{
  const FilesModel::Counts& counts = m_files.counts();
  const QString soFar = tr("%1 of %2 read").arg(number(counts.read), number(counts.files));
  if (m_finder.searching())
    return tr("Looking for images …");
  if (m_runner.paused())
    return tr("Paused: %1").arg(soFar);
  if (m_runner.running())
    return soFar + paceInWords();
  if (m_stopped)
    return tr("Stopped: %1").arg(soFar);
  if (counts.read < counts.files)
    return tr("%1 will be read as soon as there is a model.").arg(filesInWords(counts.files - counts.read));
  if (!m_exported.isEmpty())
    return m_exported;
  QStringList parts;
  const auto add = [&parts](int count, const QString& words) {
    if (count > 0)
      parts << tr("%1 %2").arg(number(count), words);
  };
  add(counts.digit, tr("sure"));
  add(counts.unsure, tr("unsure"));
  add(counts.notADigit, tr("not a digit"));
  add(counts.empty, tr("empty"));
  add(counts.failed, tr("failed"));
  return tr("%1 read: %2").arg(filesInWords(counts.read), parts.join(QStringLiteral(", ")));
}

QString FilesPage::paceInWords() const
{
  const FilesModel::Counts& counts = m_files.counts();
  const qint64 milliseconds = m_milliseconds + (m_clock.isValid() ? m_clock.elapsed() : 0);
  const int read = counts.read - m_readBefore;
  if (milliseconds < kUntilPace || read == 0)
    return {};
  const double pace = read * 1e3 / static_cast<double>(milliseconds);
  return tr(", %1 a second, about %2 left")
      .arg(pace < 10 ? QLocale().toString(pace, 'f', 1) : number(std::lround(pace)),
           timeInWords((counts.files - counts.read) / pace));
}

void FilesPage::showScore()
{
  const FilesModel::Score& score = m_files.score();
  const training::Tally& digits = score.digits;
  m_score->setVisible(m_files.counts().truths);
  if (!m_files.counts().truths)
    return;
  if (digits.samples == 0)
    m_accuracy->setText(noAnswer());
  else
    m_accuracy->setText(tr("%1 of %2 (%3 wrong)")
                            .arg(percent(digits.accuracy()), number(static_cast<qint64>(digits.samples)),
                                 number(static_cast<qint64>(digits.samples - digits.right))));
  m_accuracyDetail->setText(score.noDigits.samples == 0
                                ? QString()
                                : tr("Without a digit: %1 of %2 told apart.")
                                      .arg(number(static_cast<qint64>(score.noDigits.right)),
                                           number(static_cast<qint64>(score.noDigits.samples))));
  m_accuracyDetail->setVisible(score.noDigits.samples > 0);
  const std::vector<std::string> classes = m_model.state().classes;
  m_confusion->setVisible(classes.size() <= kMostClasses);
  if (classes.size() <= kMostClasses)
    m_confusion->show(score, classes);
}

} // namespace numeral::ui
