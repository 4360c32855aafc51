#include "ui/result/ResultPanel.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/result/ClassBars.h"
#include "ui/result/ModelInputView.h"
#include "ui/result/Words.h"

namespace numeral::ui {
namespace {

/// Times the size of ordinary text.
constexpr double kHeadlineSize = 6;
constexpr double kSmallestHeadline = 1.5;

QLabel* makeLabel(const QString& objectName, const QString& purpose, QWidget* parent)
{
  auto* label = new QLabel(parent);
  label->setObjectName(objectName);
  label->setToolTip(purpose);
  label->setTextFormat(Qt::PlainText); // labels come from model files
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

} // namespace

ResultPanel::ResultPanel(QWidget* parent)
    : QWidget(parent), m_headline(makeLabel(QStringLiteral("answer"), tr("The answer"), this)),
      m_verdict(makeLabel(QStringLiteral("verdict"), tr("How sure the answer is"), this)),
      m_secondGuess(makeLabel(QStringLiteral("secondGuess"), tr("The next best reading"), this)),
      m_bars(new ClassBars(this)), m_seen(new QWidget(this)), m_input(new ModelInputView(m_seen)),
      m_caption(makeLabel(QStringLiteral("modelInputCaption"), tr("Size of the model's input"), m_seen))
{
  setObjectName(QStringLiteral("resultPanel"));
  setAccessibleName(tr("Answer"));

  m_headline->setAlignment(Qt::AlignLeft | Qt::AlignBottom);
  m_headline->setWordWrap(false);
  m_headline->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  QFont large = font();
  large.setBold(true);
  large.setPointSizeF(font().pointSizeF() * kHeadlineSize);
  m_headline->setFixedHeight(QFontMetrics(large).height());
  m_headline->setFont(large);
  // Two lines each, so that nothing below jumps while one writes.
  m_verdict->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  m_verdict->setMinimumHeight(2 * fontMetrics().lineSpacing());
  m_secondGuess->setMinimumHeight(fontMetrics().lineSpacing());

  auto* heading = makeLabel(QStringLiteral("modelInputHeading"), tr("The picture that the model is given"), m_seen);
  QFont bold = font();
  bold.setBold(true);
  heading->setFont(bold);
  heading->setText(tr("What the model sees"));
  m_caption->setForegroundRole(QPalette::WindowText);

  auto* seen = new QHBoxLayout(m_seen);
  seen->setContentsMargins(0, 0, 0, 0);
  seen->setSpacing(12);
  seen->addWidget(m_input);
  auto* words = new QVBoxLayout;
  words->setSpacing(4);
  words->addWidget(heading);
  words->addWidget(m_caption);
  words->addStretch();
  seen->addLayout(words, 1);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(m_headline);
  layout->addWidget(m_verdict);
  layout->addWidget(m_secondGuess);
  layout->addSpacing(12);
  layout->addWidget(m_bars, 1);
  layout->addSpacing(16);
  layout->addWidget(m_seen);
  layout->addStretch();
}

void ResultPanel::setClasses(const std::vector<std::string>& classes) { m_bars->setClasses(classes); }

void ResultPanel::setModelInputVisible(bool visible) { m_seen->setVisible(visible); }

void ResultPanel::showAnswer(const engine::Recognition& recognition)
{
  setHeadline(headline(recognition));
  m_verdict->setText(sentence(recognition));
  m_secondGuess->setText(secondGuess(recognition));
  m_bars->setClasses(recognition.model.classes);
  if (recognition.items.empty()) {
    m_bars->clear();
    m_input->show({});
    m_caption->clear();
    return;
  }
  const model::Item& first = recognition.items.front();
  m_bars->show(first);
  m_input->show(first.input);
  m_caption->setText(tr("%1 × %2 pixels").arg(first.input.width).arg(first.input.height));
}

void ResultPanel::showWords(const QString& words)
{
  setHeadline(noAnswer());
  m_verdict->setText(words);
  m_secondGuess->clear();
  m_bars->clear();
  m_input->show({});
  m_caption->clear();
}

void ResultPanel::setHeadline(const QString& text)
{
  m_headline->setText(text);
  fitHeadline();
}

/// A long answer is written smaller rather than cut.
void ResultPanel::fitHeadline()
{
  const bool answered = m_headline->text() != noAnswer();
  m_headline->setForegroundRole(answered ? QPalette::WindowText : QPalette::PlaceholderText);
  QFont fitted = font();
  fitted.setBold(answered);
  const double full = font().pointSizeF() * kHeadlineSize;
  fitted.setPointSizeF(full);
  const int needed = QFontMetrics(fitted).size(0, m_headline->text()).width();
  if (needed > width())
    fitted.setPointSizeF(std::max(full * width() / needed, font().pointSizeF() * kSmallestHeadline));
  m_headline->setFont(fitted);
}

void ResultPanel::resizeEvent(QResizeEvent* event)
{
  QWidget::resizeEvent(event);
  fitHeadline();
}

} // namespace numeral::ui
