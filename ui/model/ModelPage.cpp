#include "ui/model/ModelPage.h"

#include <algorithm>

#include <QAction>
#include <QDesktopServices>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QSplitter>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/base/Figures.h"
#include "ui/base/Notice.h"
#include "ui/base/PageParts.h"
#include "ui/base/ToolTips.h"
#include "ui/model/CardView.h"

namespace numeral::ui {
namespace {

using Phase = report::ModelState::Phase;

QString text(const std::string& words) { return QString::fromStdString(words); }

QStringList texts(const std::vector<std::string>& words)
{
  QStringList list;
  for (const std::string& word : words)
    list << text(word);
  return list;
}

/// With two decimals; 100 % is only written where nothing was wrong.
QString finePercent(double share)
{
  return QObject::tr("%1 %").arg(share < 1 ? std::min(share * 100, 99.99) : 100.0, 0, 'f', 2);
}

QString orUnsaid(const QString& words) { return words.isEmpty() ? QObject::tr("its manifest does not say") : words; }

QString purpose(const report::ModelFacts& facts, const std::vector<std::string>& classes)
{
  const QString all = texts(classes).join(QStringLiteral(", "));
  return facts.task == "digits" ? QObject::tr("Reads digits and numbers, written with %1").arg(all)
                                : QObject::tr("Tells pictures apart: %1").arg(all);
}

QString thresholds(const report::ModelFacts& facts)
{
  QStringList sentences;
  if (facts.unsureBelow > 0)
    sentences
        << QObject::tr("Says “not sure” where the best class gets less than %1.").arg(finePercent(facts.unsureBelow));
  if (facts.knowsNone)
    sentences << QObject::tr("Says “none of them” where that gets more than %1.").arg(finePercent(facts.noneAbove));
  return sentences.isEmpty() ? QObject::tr("None: it always gives its best guess.") : sentences.join(QLatin1Char(' '));
}

QTableWidgetItem* cell(const QString& words, Qt::Alignment alignment)
{
  auto* item = new QTableWidgetItem(words);
  item->setTextAlignment(alignment | Qt::AlignVCenter);
  item->setToolTip(plainToolTip(words));
  return item;
}

} // namespace

ModelPage::ModelPage(ModelControl& model, QWidget* parent)
    : QWidget(parent), m_model(model),
      m_state(plainWords(QStringLiteral("modelPageState"), tr("How it is doing"), this)), m_details(new QWidget(this)),
      m_parts(nullptr), m_measured(new QTableWidget(0, 3, this)),
      m_unmeasured(plainWords(QStringLiteral("modelUnmeasured"), tr("Why there is no table"), this)),
      m_linkNotice(new Notice(QStringLiteral("cardLinkNotice"), tr("About a link in the card"), this)),
      m_card(new CardView(this))
{
  setObjectName(QStringLiteral("modelPage"));
  m_actions.open = makeAction("actionOpenModel", tr("Open a &Model …"), tr("Read with another model"), this,
                              QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
  m_actions.loadAgain = makeAction("actionRetryModel", tr("&Load the Model Again"), tr("Load the same model again"),
                                   this, QKeySequence::Refresh);
  connect(m_actions.loadAgain, &QAction::triggered, &m_model, &ModelControl::retry);

  auto* head = new QHBoxLayout;
  head->setSpacing(8);
  head->addWidget(pageHeading(QStringLiteral("modelHeading"), tr("Model"), this));
  head->addStretch();
  head->addWidget(actionButton("modelPageOpenButton", m_actions.open, this));
  head->addWidget(actionButton("modelPageLoadAgainButton", m_actions.loadAgain, this));

  auto* columns = new QHBoxLayout(m_details);
  columns->setContentsMargins(0, 0, 0, 0);
  columns->setSpacing(28);
  columns->addWidget(makeFacts(), 3);
  columns->addWidget(makeMeasurements(), 2);
  auto* scroll = new QScrollArea(this);
  scroll->setObjectName(QStringLiteral("modelScroll"));
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setWidgetResizable(true);
  scroll->setWidget(m_details);

  auto* parts = new QSplitter(Qt::Vertical, this);
  parts->setObjectName(QStringLiteral("modelParts"));
  parts->setChildrenCollapsible(false);
  parts->addWidget(scroll);
  parts->addWidget(makeCardPart());
  parts->setStretchFactor(0, 3);
  parts->setStretchFactor(1, 2);
  parts->setSizes({330, 220});

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(24, 20, 24, 16);
  layout->setSpacing(10);
  layout->addLayout(head);
  layout->addWidget(m_state);
  layout->addWidget(parts, 1);
  m_parts = parts;
  connect(&m_model, &ModelControl::changed, this, &ModelPage::showState);
  showState();
}

QLabel* ModelPage::addFact(QGridLayout& rows, const char* objectName, const QString& label, const QString& toolTip)
{
  QLabel* value = plainWords(QLatin1String(objectName), toolTip, m_details);
  auto* name = new QLabel(label, m_details);
  QFont bold = font();
  bold.setBold(true);
  name->setFont(bold);
  name->setTextFormat(Qt::PlainText);
  const int row = rows.rowCount();
  rows.addWidget(name, row, 0, Qt::AlignTop);
  rows.addWidget(value, row, 1, Qt::AlignTop);
  return value;
}

QWidget* ModelPage::makeFacts()
{
  auto* facts = new QWidget(m_details);
  auto* rows = new QGridLayout(facts);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setHorizontalSpacing(16);
  rows->setVerticalSpacing(7);
  rows->setColumnStretch(1, 1);
  m_name = addFact(*rows, "modelFactName", tr("Name"), tr("What requests and metrics call it"));
  m_purpose = addFact(*rows, "modelFactPurpose", tr("For"), tr("What it tells apart"));
  m_network = addFact(*rows, "modelFactNetwork", tr("Network"), tr("How it is built"));
  m_calibration = addFact(*rows, "modelFactCalibration", tr("Calibration"), tr("How its confidences are made true"));
  m_thresholds = addFact(*rows, "modelFactThresholds", tr("Thresholds"), tr("When it says that it does not know"));
  m_preprocessing = addFact(*rows, "modelFactPreprocessing", tr("Preparation"), tr("How images are prepared for it"));
  m_trainedOn = addFact(*rows, "modelFactTrainedOn", tr("Trained on"), tr("Where it has its knowledge from"));
  m_license = addFact(*rows, "modelFactLicense", tr("Licence"), tr("On what terms its weights may be used"));
  m_checksum = addFact(*rows, "modelFactChecksum", tr("SHA-256"), tr("Checksum of the model file; it was checked"));
  m_place = addFact(*rows, "modelFactPlace", tr("Place"), tr("Where it was loaded from, and what computes it"));
  rows->setRowStretch(rows->rowCount(), 1);
  return facts;
}

QWidget* ModelPage::makeMeasurements()
{
  auto* part = new QWidget(m_details);
  m_measured->setObjectName(QStringLiteral("modelMeasured"));
  m_measured->setAccessibleName(tr("Measured accuracy by data set"));
  m_measured->setToolTip(tr("How often it was right, by data set"));
  m_measured->setHorizontalHeaderLabels({tr("Measured on"), tr("Right"), tr("Samples")});
  m_measured->horizontalHeaderItem(0)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  m_measured->horizontalHeaderItem(1)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  m_measured->horizontalHeaderItem(2)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  m_measured->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  m_measured->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  m_measured->horizontalHeader()->setHighlightSections(false);
  m_measured->verticalHeader()->hide();
  m_measured->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 10);
  m_measured->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_measured->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_measured->setTabKeyNavigation(false);
  m_measured->setShowGrid(false);
  m_measured->setAlternatingRowColors(true);
  m_measured->setMinimumWidth(300);
  auto* layout = new QVBoxLayout(part);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_measured, 1);
  layout->addWidget(m_unmeasured);
  return part;
}

QWidget* ModelPage::makeCardPart()
{
  auto* part = new QWidget(this);
  QPushButton* open = m_linkNotice->addButton(QStringLiteral("openCardLinkButton"), tr("Open in the browser"),
                                              tr("Open this address in the browser"));
  connect(open, &QPushButton::clicked, this, [this] {
    QDesktopServices::openUrl(m_link);
    m_linkNotice->hide();
  });
  QPushButton* leave =
      m_linkNotice->addButton(QStringLiteral("leaveCardLinkButton"), tr("Leave it"), tr("Take these words away"));
  connect(leave, &QPushButton::clicked, m_linkNotice, &QWidget::hide);
  connect(m_card, &CardView::linkChosen, this, [this, open](const QUrl& url) {
    m_link = url;
    const bool web = url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http");
    open->setVisible(web);
    m_linkNotice->show(
        web ? tr("This link of the model card leads out of the program, to %1.").arg(url.toString())
            : tr("The model card links to %1. Only web addresses are opened from here.").arg(url.toString()));
  });
  auto* layout = new QVBoxLayout(part);
  layout->setContentsMargins(0, 6, 0, 0);
  layout->setSpacing(6);
  layout->addWidget(partHeading(QStringLiteral("modelCardHeading"), tr("Model card"), part));
  layout->addWidget(m_linkNotice);
  layout->addWidget(m_card, 1);
  return part;
}

void ModelPage::showState()
{
  const report::ModelState state = m_model.state();
  const bool serves = !state.classes.empty();
  switch (state.phase) {
  case Phase::Loading:
    m_state->setText(state.path.empty() ? tr("Loading the model …") : tr("Loading %1 …").arg(text(state.path)));
    break;
  case Phase::Failed:
    m_state->setText(serves ? tr("%1 The model below goes on reading.").arg(text(state.message)) : text(state.message));
    break;
  case Phase::Ready: m_state->setText(tr("Loaded, and reading.")); break;
  }
  m_actions.loadAgain->setEnabled(state.phase != Phase::Loading);
  m_parts->setVisible(serves);
  m_state->setAlignment(serves ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignCenter);
  if (!serves)
    return;
  showFacts(state.facts, state.classes);
  showMeasurements(state.facts.measured);
  showCard(state.facts);
  if (state.phase == Phase::Ready)
    m_place->setText(tr("%1, computed by %2").arg(text(state.path), orUnsaid(text(state.facts.device))));
}

void ModelPage::showFacts(const report::ModelFacts& facts, const std::vector<std::string>& classes)
{
  m_name->setText(tr("%1, version %2").arg(text(facts.name), text(facts.version)));
  m_purpose->setText(purpose(facts, classes));
  m_network->setText(tr("%1. %2 parameters, input of %3 × %4 pixels%5.")
                         .arg(orUnsaid(text(facts.architecture)), wholeNumber(facts.parameters))
                         .arg(facts.width)
                         .arg(facts.height)
                         .arg(facts.channels == 1 ? QString() : tr(" in %1 planes").arg(facts.channels)));
  m_calibration->setText(facts.temperature == 1
                             ? tr("None: its scores become probabilities as they are.")
                             : tr("Scores are divided by %1 before they become probabilities, so that its confidence "
                                  "and how often it is right agree.")
                                   .arg(facts.temperature, 0, 'f', 3));
  m_thresholds->setText(thresholds(facts));
  m_preprocessing->setText(facts.preprocessing == 0 ? tr("none of this program's")
                                                    : tr("version %1, this program's own").arg(facts.preprocessing));
  m_trainedOn->setText(orUnsaid(texts(facts.trainedOn).join(QStringLiteral("; "))));
  m_license->setText(orUnsaid(text(facts.license)));
  // A label breaks lines at spaces only.
  m_checksum->setText(
      QString(text(facts.sha256)).replace(QRegularExpression(QStringLiteral("(.{16})(?=.)")), QStringLiteral("\\1 ")));
}

void ModelPage::showMeasurements(const std::vector<report::ModelFacts::Measured>& measured)
{
  m_measured->setRowCount(static_cast<int>(measured.size()));
  for (int row = 0; row < m_measured->rowCount(); ++row) {
    const auto& figure = measured[static_cast<std::size_t>(row)];
    m_measured->setItem(row, 0, cell(text(figure.data), Qt::AlignLeft));
    m_measured->setItem(row, 1, cell(finePercent(figure.accuracy), Qt::AlignRight));
    m_measured->setItem(row, 2, cell(wholeNumber(figure.samples), Qt::AlignRight));
  }
  m_measured->setVisible(!measured.empty());
  m_unmeasured->setVisible(measured.empty());
  m_unmeasured->setText(tr("Its manifest names no measurement, so nothing is known of how often it is right."));
}

void ModelPage::showCard(const report::ModelFacts& facts)
{
  m_linkNotice->hide();
  if (facts.cardProblem.empty())
    m_card->showCard(text(facts.card));
  else
    m_card->showWords(text(facts.cardProblem));
}

} // namespace numeral::ui
