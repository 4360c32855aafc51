#include "ui/window/DrawPage.h"

#include <algorithm>
#include <cmath>

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSlider>
#include <QStackedWidget>
#include <QToolButton>
#include <QUuid>
#include <QVBoxLayout>

#include "core/base/Clock.h"
#include "ui/base/Icons.h"
#include "ui/base/Notice.h"
#include "ui/base/PageParts.h"
#include "ui/canvas/CanvasWidget.h"
#include "ui/canvas/ImageView.h"
#include "ui/result/CorrectionBar.h"
#include "ui/result/ResultPanel.h"
#include "ui/result/Words.h"

namespace numeral::ui {
namespace {

constexpr int kSoonMilliseconds = 30;
constexpr int kPenStep = 2;
constexpr int kResultWidth = 324;

QString inWords(const base::Error& error) { return QString::fromStdString(error.message); }

} // namespace

DrawPage::DrawPage(engine::Recognizer& recognizer, ModelControl& model, CorrectionSink& corrections, QWidget* parent)
    : QWidget(parent), m_model(model), m_corrections(corrections), m_answer(recognizer),
      m_canvas(new CanvasWidget(m_document, this)), m_imageView(new ImageView(this)), m_imageCaption(new QLabel(this)),
      m_sheet(new QStackedWidget(this)), m_penSlider(new QSlider(Qt::Horizontal, this)),
      m_modelNotice(new Notice(QStringLiteral("modelNotice"), tr("About the model"), this)),
      m_inputNotice(new Notice(QStringLiteral("inputNotice"), tr("About the file"), this)),
      m_pageNotice(new Notice(QStringLiteral("pageNotice"), tr("About the drawing"), this)),
      m_result(new ResultPanel(this))
{
  setObjectName(QStringLiteral("drawPage"));
  makeActions();
  layOut();
  paintIcons();

  m_soon.setSingleShot(true);
  m_soon.setInterval(kSoonMilliseconds);
  connect(&m_soon, &QTimer::timeout, this, &DrawPage::askWhileWriting);
  connect(&m_document, &DrawingDocument::growing, this, [this] {
    if (!m_soon.isActive())
      m_soon.start();
  });
  connect(&m_document, &DrawingDocument::settled, this, [this] {
    const QSignalBlocker blocker(m_penSlider);
    m_penSlider->setValue(static_cast<int>(std::lround(m_document.penWidth())));
    enableActions();
    if (m_image)
      return;
    m_result->expectNews();
    ask();
    if (m_document.empty())
      m_result->announce();
  });
  connect(&m_answer, &LatestAnswer::answered, this, [this](const engine::Recognition& recognition) {
    m_shown = recognition;
    m_corrected.clear();
    m_result->showAnswer(recognition);
    if (m_image || !m_document.drawingStroke()) // not at every move
      m_result->announce();
    showMarks();
    Q_EMIT answered(recognition);
  });
  connect(&m_answer, &LatestAnswer::failed, this, [this](const base::Error& error) {
    showWords(inWords(error));
    m_result->announce();
  });
  connect(m_result, &ResultPanel::chose, this, &DrawPage::showMarks);
  connect(m_result, &ResultPanel::wantsStepsChanged, this, &DrawPage::ask);
  connect(&m_result->correction(), &CorrectionBar::corrected, this, &DrawPage::correct);
  connect(&m_corrections, &CorrectionSink::kept, this, &DrawPage::tellKept);
  connect(&m_corrections, &CorrectionSink::failed, this,
          [this](const base::Error& error) { report(tr("The right answer is not kept. %1").arg(inWords(error))); });
  connect(&m_loader, &InputLoader::loaded, this, &DrawPage::showLoaded);
  connect(&m_loader, &InputLoader::failed, this, [this](const base::Error& error) { report(inWords(error)); });
  connect(&m_model, &ModelControl::changed, this, &DrawPage::showModelState);
  showModelState();
}

void DrawPage::makeActions()
{
  const auto add = [this](const char* name, const QString& text, const QString& toolTip, const QKeySequence& key) {
    return makeAction(name, text, toolTip, this, key);
  };
  m_actions.undo = add("actionUndo", tr("&Undo"), tr("Take back the last step"), QKeySequence::Undo);
  m_actions.redo = add("actionRedo", tr("&Redo"), tr("Do again what was taken back"),
                       QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z));
  m_actions.redo->setShortcuts({QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
  m_actions.clear = add("actionClear", tr("&Clear"), tr("Start with an empty page"), QKeySequence(Qt::Key_Delete));
  m_actions.eraser = add("actionEraser", tr("&Eraser"), tr("Rub out strokes"), QKeySequence(Qt::Key_E));
  m_actions.thicker = add("actionThicker", tr("&Thicker Pen"), tr("Write thicker"), QKeySequence(Qt::Key_BracketRight));
  m_actions.thinner = add("actionThinner", tr("T&hinner Pen"), tr("Write thinner"), QKeySequence(Qt::Key_BracketLeft));
  m_actions.backToDrawing = add("actionBack", tr("&Back to Drawing"), tr("Leave the image; the drawing is still there"),
                                QKeySequence(Qt::Key_Escape));
  m_actions.showModelInput = add("actionShowModelInput", tr("&What the Model Sees"), tr("Show the model's input"), {});

  m_actions.eraser->setCheckable(true);
  m_actions.showModelInput->setCheckable(true);
  m_actions.showModelInput->setChecked(true);
  m_actions.showBoxes =
      add("actionShowBoxes", tr("Bo&xes around Digits"), tr("Frame what was read"), QKeySequence(Qt::Key_B));
  m_actions.showStages = add("actionShowStages", tr("Where the Time We&nt"), tr("Show the answer's stages"), {});
  m_actions.correct = m_result->correction().actions().correct;
  m_actions.noDigit = m_result->correction().actions().noDigit;
  m_actions.followPage = add("actionFollowPage", tr("&Follow the Server's Page"),
                             tr("Show what is drawn on a phone, or wherever else the server's page is open"), {});
  for (QAction* action : {m_actions.showBoxes, m_actions.showStages, m_actions.followPage}) {
    action->setCheckable(true);
    action->setChecked(true);
  }
  enableActions();

  QUndoStack& undo = m_document.undoStack();
  connect(m_actions.undo, &QAction::triggered, &undo, &QUndoStack::undo);
  connect(m_actions.redo, &QAction::triggered, &undo, &QUndoStack::redo);
  connect(&undo, &QUndoStack::indexChanged, this, &DrawPage::enableActions);
  connect(&undo, &QUndoStack::canUndoChanged, this, &DrawPage::enableActions);
  connect(m_actions.clear, &QAction::triggered, &m_document, &DrawingDocument::clear);
  connect(m_actions.eraser, &QAction::toggled, m_canvas, &CanvasWidget::setEraser);
  connect(m_actions.thicker, &QAction::triggered, this,
          [this] { m_penSlider->setValue(m_penSlider->value() + kPenStep); });
  connect(m_actions.thinner, &QAction::triggered, this,
          [this] { m_penSlider->setValue(m_penSlider->value() - kPenStep); });
  connect(m_actions.backToDrawing, &QAction::triggered, this, &DrawPage::showDrawing);
  connect(m_actions.showModelInput, &QAction::toggled, m_result, &ResultPanel::setModelInputVisible);
  connect(m_actions.showStages, &QAction::toggled, m_result, &ResultPanel::setStagesVisible);
  connect(m_actions.showBoxes, &QAction::toggled, this, &DrawPage::showMarks);
  connect(m_actions.followPage, &QAction::toggled, this, &DrawPage::enableActions);
}

/// What changes the drawing is off while it is out of sight.
void DrawPage::enableActions()
{
  const bool drawing = !m_image && isVisible();
  m_actions.undo->setEnabled(drawing && m_document.undoStack().canUndo());
  m_actions.redo->setEnabled(drawing && m_document.undoStack().canRedo());
  m_actions.clear->setEnabled(drawing && !m_document.empty());
  for (QAction* action : {m_actions.eraser, m_actions.thicker, m_actions.thinner})
    action->setEnabled(drawing);
  m_actions.backToDrawing->setEnabled(m_image && isVisible());

  const bool followed = !m_image && m_actions.followPage->isChecked() && m_document.following() && !m_document.empty();
  if (followed && !m_pageNotice->isVisibleTo(this))
    m_pageNotice->show(tr("This is being drawn on the server's page. Undo brings back what was here."));
  else if (!followed)
    m_pageNotice->hide();
}

QWidget* DrawPage::makeTools()
{
  auto* tools = new QWidget(this);
  auto* layout = new QHBoxLayout(tools);
  layout->setContentsMargins(0, 0, 0, 0);
  QWidget* last = nullptr;
  const auto add = [&](const char* name, QAction* action) {
    QToolButton* button = actionButton(name, action, tools);
    button->setAutoRaise(true);
    layout->addWidget(button);
    if (last)
      setTabOrder(last, button);
    last = button;
  };
  add("undoButton", m_actions.undo);
  add("redoButton", m_actions.redo);
  add("eraserButton", m_actions.eraser);
  add("clearButton", m_actions.clear);
  layout->addStretch();

  auto* penLabel = new QLabel(tr("&Pen"), tools);
  penLabel->setObjectName(QStringLiteral("penLabel"));
  penLabel->setBuddy(m_penSlider);
  m_penSlider->setObjectName(QStringLiteral("penWidth"));
  m_penSlider->setAccessibleName(tr("Pen width"));
  m_penSlider->setToolTip(tr("Pen width ([ and ])"));
  m_penSlider->setRange(DrawingDocument::kMinPenWidth, DrawingDocument::kMaxPenWidth);
  m_penSlider->setSingleStep(1);
  m_penSlider->setPageStep(kPenStep);
  m_penSlider->setFixedWidth(120);
  m_penSlider->setValue(DrawingDocument::kDefaultPenWidth);
  connect(m_penSlider, &QSlider::valueChanged, this, [this](int width) { m_document.setPenWidth(width); });
  layout->addWidget(penLabel);
  layout->addWidget(m_penSlider);
  setTabOrder(last, m_penSlider);
  return tools;
}

void DrawPage::layOut()
{
  auto* picture = new QWidget(m_sheet);
  auto* back = actionButton("backButton", m_actions.backToDrawing, picture);
  m_imageCaption->setObjectName(QStringLiteral("imageCaption"));
  m_imageCaption->setTextFormat(Qt::PlainText);
  m_imageCaption->setToolTip(tr("The image that is shown"));
  auto* header = new QHBoxLayout;
  header->addWidget(back);
  header->addWidget(m_imageCaption, 1);
  auto* pictureLayout = new QVBoxLayout(picture);
  pictureLayout->setContentsMargins(0, 0, 0, 0);
  pictureLayout->addLayout(header);
  pictureLayout->addWidget(m_imageView, 1);

  auto* drawing = new QWidget(m_sheet);
  auto* drawingLayout = new QVBoxLayout(drawing);
  drawingLayout->setContentsMargins(0, 0, 0, 0);
  drawingLayout->addWidget(makeTools());
  drawingLayout->addWidget(m_canvas, 1);

  m_sheet->addWidget(drawing);
  m_sheet->addWidget(picture);

  auto* dismiss = m_inputNotice->addButton(QStringLiteral("dismissInputNotice"), tr("OK"), tr("Take these words away"));
  connect(dismiss, &QPushButton::clicked, m_inputNotice, &QWidget::hide);

  auto* stop = m_pageNotice->addButton(QStringLiteral("stopFollowing"), tr("Don't follow"),
                                       tr("Show no more of what is drawn on the server's page"));
  connect(stop, &QPushButton::clicked, this, [this] { m_actions.followPage->setChecked(false); });

  auto* left = new QVBoxLayout;
  left->addWidget(m_inputNotice);
  left->addWidget(m_pageNotice);
  left->addWidget(m_sheet, 1);
  left->addWidget(m_result->stages());

  // Small screens scroll what does not fit.
  auto* result = new QScrollArea(this);
  result->setObjectName(QStringLiteral("resultScroll"));
  result->setWidget(m_result);
  result->setWidgetResizable(true);
  result->setFrameShape(QFrame::NoFrame);
  result->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  result->setFocusPolicy(Qt::NoFocus);
  result->viewport()->setAutoFillBackground(false);
  m_result->setAutoFillBackground(false);
  result->setFixedWidth(kResultWidth);
  auto* columns = new QHBoxLayout;
  columns->setSpacing(24);
  columns->addLayout(left, 1);
  columns->addWidget(result);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 12, 16, 12);
  layout->setSpacing(12);
  layout->addWidget(m_modelNotice);
  layout->addLayout(columns, 1);
  setTabOrder(m_penSlider, m_canvas); // only now both have their places
}

void DrawPage::paintIcons()
{
  m_actions.undo->setIcon(icon(QStringLiteral("undo"), palette()));
  m_actions.redo->setIcon(icon(QStringLiteral("redo"), palette()));
  m_actions.clear->setIcon(icon(QStringLiteral("clear"), palette()));
  m_actions.eraser->setIcon(icon(QStringLiteral("eraser"), palette()));
  m_actions.backToDrawing->setIcon(icon(QStringLiteral("back"), palette()));
}

void DrawPage::changeEvent(QEvent* event)
{
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange)
    paintIcons();
}

void DrawPage::showEvent(QShowEvent* event)
{
  QWidget::showEvent(event);
  enableActions();
}

void DrawPage::hideEvent(QHideEvent* event)
{
  QWidget::hideEvent(event);
  enableActions();
}

void DrawPage::open(const QString& path)
{
  m_inputNotice->hide();
  m_loader.load(path);
}

void DrawPage::take(const QMimeData& mime)
{
  if (mime.hasImage()) {
    m_inputNotice->hide();
    m_loader.load(mime.imageData().value<QImage>(), tr("Pasted image"));
  } else {
    report(tr("There is no image here to take. Copy an image or an image file first."));
  }
}

void DrawPage::focusCanvas() { m_canvas->setFocus(); }

void DrawPage::report(const QString& words) { m_inputNotice->show(words); }

void DrawPage::follow(const report::PageDrawing& drawing)
{
  if (!m_actions.followPage->isChecked())
    return;
  m_document.follow(drawing.drawing, drawing.side);
  if (m_document.following() && m_image && !drawing.drawing.empty())
    showDrawing();
}

void DrawPage::showLoaded(const LoadedInput& input)
{
  if (const auto* drawing = std::get_if<strokes::Drawing>(&input)) {
    m_document.replace(*drawing);
    showDrawing();
    return;
  }
  m_image = std::get<LoadedImage>(input);
  m_imageView->show(m_image->picture, m_image->size, m_image->name);
  m_imageCaption->setText(m_image->name);
  m_sheet->setCurrentIndex(1);
  enableActions();
  ask();
}

void DrawPage::showDrawing()
{
  m_image.reset();
  m_inputNotice->hide();
  m_sheet->setCurrentIndex(0);
  enableActions();
  m_canvas->setFocus();
  ask();
}

void DrawPage::showModelState()
{
  const report::ModelState state = m_model.state();
  if (state.phase == report::ModelState::Phase::Failed)
    m_modelNotice->show(QString::fromStdString(state.message));
  else
    m_modelNotice->hide();
  if (!state.classes.empty())
    m_result->setClasses(state.classes);
  ask();
}

void DrawPage::showWords(const QString& words)
{
  m_shown = {};
  m_result->showWords(words);
  showMarks();
}

/// A frame around a single digit that is being written tells nothing; in an image it says where it was found.
void DrawPage::showMarks()
{
  std::vector<Mark> marks;
  if (m_actions.showBoxes->isChecked() && (m_image || m_shown.items.size() > 1))
    marks = marksOf(m_shown, m_result->chosen());
  m_canvas->setMarks(m_image ? std::vector<Mark>() : marks);
  m_imageView->setMarks(m_image ? std::move(marks) : std::vector<Mark>());
}

void DrawPage::askWhileWriting()
{
  if (m_image || !m_document.drawingStroke())
    return;
  if (m_answer.waiting())
    m_soon.start(); // an engine that is slower than the pen still answers now and then
  else
    ask();
}

void DrawPage::ask()
{
  m_soon.stop();
  const report::ModelState state = m_model.state();
  if (state.classes.empty()) {
    m_answer.forget();
    showWords(state.phase == report::ModelState::Phase::Loading
                  ? tr("Loading the model …")
                  : tr("Without a model nothing can be read. What you write is kept."));
  } else if (m_image) {
    m_answer.ask(engine::EncodedImage{m_image->bytes}, m_result->wantsSteps());
  } else if (!m_document.empty()) {
    m_answer.ask(m_document.drawing(), m_result->wantsSteps());
  } else {
    m_answer.forget();
    showWords(tr("Nothing is written yet."));
  }
}

/// The last word on one drawing counts, and the next drawing is another one.
void DrawPage::correct(const std::optional<std::string>& label)
{
  if (m_corrected.empty())
    m_corrected = "window-" + QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
  const engine::Recognition& read = m_shown;
  const std::string drawn = m_image ? std::string() : strokes::toJson(m_document.drawing());
  m_corrections.give({.record = {.time = base::unixTime(),
                                 .requestId = m_corrected,
                                 .predicted = read.label,
                                 .label = label,
                                 .model = read.model.name,
                                 .modelVersion = read.model.version,
                                 .confidence = read.confidence,
                                 .picture = {}},
                      .classes = read.model.classes,
                      .picture = m_image ? m_image->bytes : base::Bytes(drawn.begin(), drawn.end())});
}

void DrawPage::tellKept(const feedback::Record& record)
{
  if (record.requestId != m_corrected)
    return; // something else is shown by now
  m_result->correction().tell(record.label ? tr("Kept: it is %1.").arg(inOneLine(*record.label))
                                           : tr("Kept: there is no digit."));
}

} // namespace numeral::ui
