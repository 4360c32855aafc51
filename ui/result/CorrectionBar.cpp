#include "ui/result/CorrectionBar.h"

#include <initializer_list>

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/engine/Answerable.h"
#include "ui/base/PageParts.h"
#include "ui/base/SpokenLabel.h"

namespace numeral::ui {
namespace {

/// Rows may be parted as one likes, for a line has only one.
std::string labelOf(const QString& text)
{
  QString rows = text.simplified();
  rows.replace(QStringLiteral(" / "), QStringLiteral("/")).replace(u' ', u'/');
  return rows.replace(u'/', u'\n').toStdString();
}

} // namespace

CorrectionBar::CorrectionBar(QWidget* parent)
    : QWidget(parent), m_text(new QLineEdit(this)),
      m_words(spokenWords(QStringLiteral("correctionWords"), tr("What became of the right answer"), this))
{
  setObjectName(QStringLiteral("correctionBar"));
  m_actions.correct =
      makeAction("actionCorrect", tr("&Give the Right Answer"), tr("Keep on this computer what it should have read"),
                 this, QKeySequence(Qt::CTRL | Qt::Key_R));
  m_actions.noDigit = makeAction("actionNoDigit", tr("There is &No Digit"),
                                 tr("Keep on this computer that there is no digit here"), this);
  connect(m_actions.correct, &QAction::triggered, this, [this] {
    if (m_text->text().trimmed().isEmpty())
      m_text->setFocus(Qt::ShortcutFocusReason);
    else
      submit();
  });
  connect(m_actions.noDigit, &QAction::triggered, this, [this] { Q_EMIT corrected(std::nullopt); });

  auto* label = new QLabel(tr("Wrong? &It is"), this);
  label->setObjectName(QStringLiteral("correctionLabel"));
  label->setBuddy(m_text);
  m_text->setObjectName(QStringLiteral("correction"));
  m_text->setAccessibleName(tr("What it should have read"));
  m_text->setToolTip(tr("What it should have read: digits, rows parted by a space. Ctrl+R comes here."));
  m_text->setPlaceholderText(tr("right answer"));
  m_text->setAcceptDrops(false); // files are for the window
  connect(m_text, &QLineEdit::returnPressed, this, &CorrectionBar::submit);
  connect(m_text, &QLineEdit::textEdited, this, &CorrectionBar::forget);

  // A button takes its words from its action, and again whenever the action changes.
  m_actions.correct->setIconText(tr("Keep"));
  m_actions.noDigit->setIconText(tr("No digit"));
  const auto button = [this](const char* name, QAction* action) {
    QToolButton* made = actionButton(name, action, this);
    made->setToolButtonStyle(Qt::ToolButtonTextOnly);
    return made;
  };
  auto* row = new QHBoxLayout;
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  row->addWidget(label);
  row->addWidget(m_text, 1);
  row->addWidget(button("correctButton", m_actions.correct));
  row->addWidget(button("noDigitButton", m_actions.noDigit));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  layout->addLayout(row);
  layout->addWidget(m_words);
  m_words->setMinimumHeight(fontMetrics().lineSpacing());
  for (QWidget* part : std::initializer_list<QWidget*>{m_words, this}) { // nothing below jumps
    QSizePolicy room = part->sizePolicy();
    room.setRetainSizeWhenHidden(true);
    part->setSizePolicy(room);
    part->hide();
  }
  enable();
}

void CorrectionBar::show(const engine::Recognition& recognition)
{
  if (recognition.model.name != m_model.name)
    m_text->clear();
  m_model = recognition.model;
  forget();
  m_answered = true;
  setVisible(true);
  enable();
}

void CorrectionBar::clear()
{
  m_text->clear();
  forget();
  m_answered = false;
  setVisible(false);
  enable();
}

void CorrectionBar::tell(const QString& words)
{
  m_text->clear();
  say(words);
}

void CorrectionBar::say(const QString& words)
{
  m_words->setText(words);
  if (m_words->isVisible())
    m_words->say();
  else
    m_words->show(); // which says it
}

/// Nothing to be said is out of sight, or it would be said.
void CorrectionBar::forget()
{
  m_words->hide();
  m_words->clear();
}

void CorrectionBar::submit()
{
  const std::string label = labelOf(m_text->text());
  if (label.empty())
    return;
  if (engine::canAnswer(m_model, label))
    Q_EMIT corrected(label);
  else
    say(m_model.task == "digits" ? tr("Only digits, rows parted by a space.") : tr("None of the model's classes."));
}

/// Off while out of sight: nobody could see what is meant.
void CorrectionBar::enable()
{
  const bool on = m_answered && isVisible();
  m_text->setEnabled(on);
  m_actions.correct->setEnabled(on);
  m_actions.noDigit->setEnabled(on);
}

void CorrectionBar::hideEvent(QHideEvent* event)
{
  QWidget::hideEvent(event);
  enable();
}

void CorrectionBar::showEvent(QShowEvent* event)
{
  QWidget::showEvent(event);
  enable();
}

} // namespace numeral::ui
