#include "ui/files/FilesPage.h"

#include <algorithm>
#include <string>
#include <utility>

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/image/Header.h"
#include "ui/base/Figures.h"
#include "ui/base/Icons.h"
#include "ui/base/Notice.h"
#include "ui/base/PageParts.h"
#include "ui/base/SpokenLabel.h"
#include "ui/files/FilesTable.h"
#include "ui/files/ScorePanel.h"

namespace numeral::ui {
namespace {

constexpr qsizetype kProblemsNamed = 3;

QString filesInWords(std::size_t count)
{
  return count == 1 ? QObject::tr("1 file") : QObject::tr("%1 files").arg(wholeNumber(count));
}

} // namespace

FilesPage::FilesPage(engine::Recognizer& recognizer, ModelControl& model, const Dialogs& dialogs, QWidget* parent)
    : QWidget(parent), m_model(model), m_dialogs(dialogs), m_runner(recognizer), m_shown(m_files),
      m_sheet(new QStackedWidget(this)), m_table(new FilesTable(m_shown, this)), m_find(new QLineEdit(this)),
      m_choice(new QComboBox(this)),
      m_shownCount(plainLabel("filesShown", tr("How many files the filter leaves"), this)),
      m_progress(new QProgressBar(this)),
      m_state(spokenWords(QStringLiteral("filesState"), tr("How far the reading is"), this)),
      m_looking(plainLabel("filesLooking", tr("What is being done"), this)), m_stopLooking(new QPushButton(this)),
      m_score(new ScorePanel(this)), m_notice(new Notice(QStringLiteral("filesNotice"), tr("About the files"), this))
{
  setObjectName(QStringLiteral("filesPage"));
  makeActions();
  layOut();
  paintIcons();

  m_begin.setSingleShot(true);
  connect(&m_begin, &QTimer::timeout, this, &FilesPage::start);
  connect(&m_finder, &FileFinder::found, this, &FilesPage::takeFound);
  connect(&m_runner, &BatchRunner::answered, this, &FilesPage::takeAnswers);
  connect(&m_runner, &BatchRunner::finished, this, [this] {
    m_pace.pause();
    m_actions.pause->setChecked(false);
    showState();
    m_state->say();
  });
  connect(&m_exporter, &Exporter::written, this, [this](const QString& path, int rows) {
    m_exported = tr("The answers to %1 are in %2.").arg(filesInWords(rows), path);
    if (const int left = m_files.counts().files - rows; left > 0)
      report(tr("%1 had no answer yet and are not in %2.").arg(filesInWords(left), path));
    showState();
    m_state->say();
  });
  connect(m_score, &ScorePanel::chosen, this, &FilesPage::lookInto);
  connect(m_table, &FilesTable::opened, this, &FilesPage::openRequested);
  connect(&m_exporter, &Exporter::failed, this, &FilesPage::report);
  connect(&m_model, &ModelControl::changed, this, &FilesPage::start);
  showState();
}

void FilesPage::makeActions()
{
  const auto add = [this](const char* name, const QString& text, const QString& toolTip, const QKeySequence& key = {}) {
    return makeAction(name, text, toolTip, this, key);
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
  m_actions.sortings = m_table->sortings();
  m_actions.leastSureFirst =
      add("actionLeastSureFirst", tr("&Least Sure First"), tr("Show those first that need a look most"));
  m_actions.exportAnswers = add("actionExport", tr("&Export Answers …"), tr("Save the answers as CSV or JSON"),
                                QKeySequence(Qt::CTRL | Qt::Key_E));
  m_actions.clear = add("actionClearList", tr("Clear L&ist"), tr("Empty the list; no file is touched"));

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
  auto* words = plainLabel("filesInvitation", tr("What this page is for"), sheet);
  words->setText(tr("Drop images or folders here"));
  QFont large = font();
  large.setPointSizeF(font().pointSizeF() * 1.6);
  words->setFont(large);
  auto* more = plainLabel("filesInvitationMore", tr("What this page is for"), sheet);
  more->setText(tr("Thousands at once are fine. Folders called like their digit, names like 7_001.png,\n"
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

  auto* choiceLabel = plainLabel("choiceLabel", tr("Which files are shown"), filters);
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

void FilesPage::layOut()
{
  auto* list = new QWidget(m_sheet);
  QList<QWidget*> order;
  QWidget* tools = makeTools(order);
  QWidget* filters = makeFilters(order);
  order << m_table << m_score->table();

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

bool FilesPage::idle() const { return !m_finder.searching() && !reading(); }

bool FilesPage::reading() const { return m_begin.isActive() || m_runner.running(); }

void FilesPage::takeFound(const FoundFiles& found)
{
  const std::size_t known = m_files.add(found.files);
  QStringList words = found.problems.mid(0, kProblemsNamed);
  if (const auto more = found.problems.size() - words.size(); more > 0)
    words << tr("%1 more could not be used.").arg(wholeNumber(more));
  if (found.others > 0) {
    const QString formats = QString::fromStdString(std::string(image::acceptedFormats()));
    if (found.files.empty())
      words
          << tr("Nothing to read here: %1, but no image (%2) and no drawing.").arg(filesInWords(found.others), formats);
    else
      words << tr("%1 taken. %2 left out: neither images (%3) nor drawings.")
                   .arg(filesInWords(found.files.size()), filesInWords(found.others), formats);
  }
  if (known > 0)
    words << tr("%1 stood in the list already.").arg(filesInWords(known));
  if (!words.isEmpty())
    report(words.join(QLatin1Char(' ')));
  m_stopped = false;
  m_begin.start();
  showState();
}

/// Has read what waits, where there is a model.
void FilesPage::start()
{
  m_begin.stop();
  const report::ModelState state = m_model.state();
  if (!state.classes.empty() && !m_stopped) {
    if (std::vector<BatchFile> files = m_files.takeWaiting(state.classes); !files.empty()) {
      if (!m_runner.running()) {
        m_exported.clear();
        m_pace.start(m_files.counts().read);
      }
      m_runner.add(std::move(files));
    }
  }
  m_table->fitColumns(m_files.counts());
  showState();
}

void FilesPage::takeAnswers(const std::vector<BatchAnswer>& answers)
{
  m_files.take(answers);
  m_table->fitColumns(m_files.counts());
  showState();
}

void FilesPage::setPaused(bool paused)
{
  m_actions.pause->setText(paused ? tr("&Resume") : tr("&Pause"));
  m_actions.pause->setIcon(icon(paused ? QStringLiteral("resume") : QStringLiteral("pause"), palette()));
  if (paused) {
    m_runner.pause();
    m_pace.pause();
  } else {
    m_runner.resume();
    if (m_runner.running())
      m_pace.resume();
  }
  showState();
}

void FilesPage::cancel()
{
  m_finder.stop();
  m_begin.stop();
  m_runner.cancel();
  m_files.giveBack();
  m_pace.pause();
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
  m_table->fitColumns(m_files.counts());
  showState();
}

void FilesPage::report(const QString& words) { m_notice->show(words); }

void FilesPage::showState()
{
  const FilesModel::Counts& counts = m_files.counts();
  const bool busy = reading();
  const bool searching = m_finder.searching();
  m_sheet->setCurrentIndex(counts.files > 0 ? 1 : 0);
  m_looking->setText(searching ? tr("Looking for images …") : QString());
  m_stopLooking->setVisible(searching);
  m_state->setText(stateInWords());
  m_progress->setRange(0, std::max(1, counts.files));
  m_progress->setValue(counts.read);
  const int shown = m_shown.rowCount();
  QString shownWords = tr("%1 of %2 shown").arg(wholeNumber(shown), wholeNumber(counts.files));
  if (const auto& confusion = m_shown.confusion())
    shownWords =
        tr("%1 read as %2: %3")
            .arg(QString::fromStdString(confusion->truth),
                 confusion->answer.empty() ? tr("other") : QString::fromStdString(confusion->answer), shownWords);
  m_shownCount->setText(shown < counts.files ? shownWords : QString());
  m_shownCount->setVisible(shown < counts.files);
  m_actions.pause->setEnabled(busy);
  m_actions.cancel->setEnabled(busy || searching);
  m_actions.readAgain->setEnabled(counts.files > 0 && !busy);
  m_actions.readAgain->setText(m_stopped ? tr("&Read the Rest") : tr("Read &Again"));
  for (QAction* sorting : m_actions.sortings + QList{m_actions.leastSureFirst})
    sorting->setEnabled(counts.files > 0);
  m_actions.exportAnswers->setEnabled(counts.read > 0);
  m_actions.clear->setEnabled(counts.files > 0 || searching);
  m_score->setVisible(counts.truths);
  if (counts.truths)
    m_score->show(m_files.score(), m_files.sources(), m_model.state().classes);
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
  const QString soFar = tr("%1 of %2 read").arg(wholeNumber(counts.read), wholeNumber(counts.files));
  if (m_finder.searching())
    return tr("Looking for images …");
  if (m_runner.paused())
    return tr("Paused: %1").arg(soFar);
  if (reading()) {
    const QString pace = m_pace.inWords(counts.read, counts.files - counts.read);
    return pace.isEmpty() ? soFar : tr("%1, %2").arg(soFar, pace);
  }
  if (m_stopped)
    return tr("Stopped: %1").arg(soFar);
  if (counts.read < counts.files)
    return tr("%1 will be read as soon as there is a model.").arg(filesInWords(counts.files - counts.read));
  if (!m_exported.isEmpty())
    return m_exported;
  QStringList parts;
  const auto add = [&parts](int count, const QString& words) {
    if (count > 0)
      parts << tr("%1 %2").arg(wholeNumber(count), words);
  };
  const auto words = [](model::Verdict verdict) { return inWords(std::string(model::name(verdict))); };
  add(counts.digit, words(model::Verdict::Digit));
  add(counts.unsure, words(model::Verdict::Unsure));
  add(counts.notADigit, words(model::Verdict::NotADigit));
  add(counts.empty, words(model::Verdict::Empty));
  add(counts.failed, tr("failed"));
  return tr("%1 read: %2").arg(filesInWords(counts.read), parts.join(QStringLiteral(", ")));
}

} // namespace numeral::ui
