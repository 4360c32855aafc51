#include "ui/result/ResultPanel.h"

#include <algorithm>

#include <QLabel>
#include <QVBoxLayout>

#include "ui/base/PageParts.h"
#include "ui/base/SpokenLabel.h"
#include "ui/result/ClassBars.h"
#include "ui/result/CorrectionBar.h"
#include "ui/result/GlyphStrip.h"
#include "ui/result/SeenPanel.h"
#include "ui/result/StageWaterfall.h"
#include "ui/result/Words.h"

namespace numeral::ui {
namespace {

/// Times the size of ordinary text.
constexpr double kHeadlineSize = 5;
constexpr double kSmallestHeadline = 1.5;
constexpr int kScrollBarGap = 8;

} // namespace

ResultPanel::ResultPanel(QWidget* parent)
    : QWidget(parent), m_headline(plainWords(QStringLiteral("answer"), tr("The answer"), this)),
      m_verdict(spokenWords(QStringLiteral("verdict"), tr("How sure the answer is"), this)),
      m_secondGuess(plainWords(QStringLiteral("secondGuess"), tr("The next best reading"), this)),
      m_hint(plainWords(QStringLiteral("hint"), tr("What would make it easier to read"), this)),
      m_glyphs(new GlyphStrip(this)), m_correction(new CorrectionBar(this)), m_bars(new ClassBars(this)),
      m_seen(new SeenPanel(this)), m_stages(new QWidget(this)), m_waterfall(new StageWaterfall(m_stages))
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
  m_hint->hide();

  auto* heading = partHeading(QStringLiteral("stagesHeading"), tr("Where the time went"), m_stages);
  auto* stages = new QVBoxLayout(m_stages);
  stages->setContentsMargins(0, 0, 0, 0);
  stages->setSpacing(4);
  stages->addWidget(heading);
  stages->addWidget(m_waterfall);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, kScrollBarGap, 0);
  layout->setSpacing(4);
  layout->addWidget(m_headline);
  layout->addWidget(m_verdict);
  layout->addWidget(m_secondGuess);
  layout->addWidget(m_hint);
  layout->addWidget(m_glyphs);
  layout->addSpacing(8);
  layout->addWidget(m_bars, 1);
  layout->addSpacing(8);
  layout->addWidget(m_correction);
  layout->addWidget(m_seen);
  layout->addStretch();

  connect(m_glyphs, &GlyphStrip::chose, this, [this](std::size_t index) {
    showItem(index);
    Q_EMIT chose(index);
  });
  connect(m_seen, &SeenPanel::wantsStepsChanged, this, &ResultPanel::wantsStepsChanged);
}

void ResultPanel::setClasses(const std::vector<std::string>& classes) { m_bars->setClasses(classes); }

void ResultPanel::setModelInputVisible(bool visible) { m_seen->setVisible(visible); }

void ResultPanel::setStagesVisible(bool visible) { m_stages->setVisible(visible); }

std::size_t ResultPanel::chosen() const { return m_glyphs->chosen(); }

bool ResultPanel::wantsSteps() const { return m_seen->wantsSteps(); }

void ResultPanel::showAnswer(const engine::Recognition& recognition)
{
  m_recognition = recognition;
  setHeadline(headline(recognition));
  m_verdict->setText(sentence(recognition));
  m_secondGuess->setText(secondGuess(recognition));
  m_hint->setText(hint(recognition));
  m_hint->setVisible(!m_hint->text().isEmpty());
  m_bars->setClasses(recognition.model.classes);
  m_correction->show(recognition);
  m_glyphs->show(recognition);
  m_waterfall->show(recognition.times);
  showItem(chosen());
}

void ResultPanel::showItem(std::size_t index)
{
  if (index < m_recognition.items.size())
    m_bars->show(m_recognition.items[index]);
  else
    m_bars->clear();
  m_seen->show(m_recognition, index);
}

void ResultPanel::showWords(const QString& words)
{
  m_recognition = {};
  m_announced.clear();
  setHeadline(noAnswer());
  m_verdict->setText(words);
  m_secondGuess->clear();
  m_hint->hide();
  m_correction->clear();
  m_glyphs->forget();
  m_bars->clear();
  m_seen->clear();
  m_waterfall->clear();
}

void ResultPanel::announce()
{
  if (m_verdict->text() == m_announced)
    return;
  m_announced = m_verdict->text();
  m_verdict->say();
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
