#include "ui/result/SeenPanel.h"

#include <algorithm>
#include <array>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/result/ModelInputView.h"

namespace numeral::ui {
namespace {

/// The steps that vision may leave a picture of, in their order; see core/vision/README.md.
struct Named {
  const char* step;
  const char* words;
  const char* purpose;
};
constexpr std::array kSteps{
    Named{"sheet", QT_TRANSLATE_NOOP("SeenPanel", "Sheet"),
          QT_TRANSLATE_NOOP("SeenPanel", "The sheet of paper, cut out and straightened.")},
    Named{"gray", QT_TRANSLATE_NOOP("SeenPanel", "Grey"), QT_TRANSLATE_NOOP("SeenPanel", "Grey, at working size.")},
    Named{"paper", QT_TRANSLATE_NOOP("SeenPanel", "Even light"),
          QT_TRANSLATE_NOOP("SeenPanel", "Shadows and uneven light divided out.")},
    Named{"ink", QT_TRANSLATE_NOOP("SeenPanel", "Ink"), QT_TRANSLATE_NOOP("SeenPanel", "Ink told from paper.")},
    Named{"ruling", QT_TRANSLATE_NOOP("SeenPanel", "Without ruling"),
          QT_TRANSLATE_NOOP("SeenPanel", "Printed lines taken out.")},
    Named{"writing", QT_TRANSLATE_NOOP("SeenPanel", "Writing"),
          QT_TRANSLATE_NOOP("SeenPanel", "What is left to be read.")}};

} // namespace

SeenPanel::SeenPanel(QWidget* parent)
    : QWidget(parent), m_choice(new QComboBox(this)), m_view(new ModelInputView(this)), m_caption(new QLabel(this))
{
  setObjectName(QStringLiteral("seen"));
  auto* heading = new QLabel(tr("What the &model sees"), this);
  heading->setObjectName(QStringLiteral("modelInputHeading"));
  heading->setToolTip(tr("The picture that the model is given"));
  QFont bold = font();
  bold.setBold(true);
  heading->setFont(bold);
  heading->setBuddy(m_choice);

  m_choice->setObjectName(QStringLiteral("seenChoice"));
  m_choice->setAccessibleName(tr("Picture"));
  m_choice->setToolTip(tr("The model's input, or a step on the way to it"));
  m_choice->addItem(tr("Its input"));
  for (const Named& step : kSteps)
    m_choice->addItem(tr(step.words), QString::fromLatin1(step.step));
  m_caption->setObjectName(QStringLiteral("modelInputCaption"));
  m_caption->setToolTip(tr("About this picture"));
  m_caption->setWordWrap(true);
  m_caption->setAlignment(Qt::AlignLeft | Qt::AlignTop);

  auto* top = new QHBoxLayout;
  top->addWidget(heading, 1);
  top->addWidget(m_choice);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(6);
  layout->addLayout(top);
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  row->addWidget(m_view, 0, Qt::AlignTop);
  row->addWidget(m_caption, 1);
  layout->addLayout(row);

  connect(m_choice, &QComboBox::currentIndexChanged, this, [this, had = false]() mutable {
    if (had != wantsSteps()) {
      had = wantsSteps();
      Q_EMIT wantsStepsChanged();
    }
    showPicture();
  });
}

bool SeenPanel::wantsSteps() const { return m_choice->currentIndex() > 0; }

void SeenPanel::show(const engine::Recognition& recognition, std::size_t chosen)
{
  m_answered = true;
  m_input = chosen < recognition.items.size() ? recognition.items[chosen].input : image::Image();
  m_steps = recognition.steps;
  showPicture();
}

void SeenPanel::clear()
{
  m_answered = false;
  m_input = {};
  m_steps.clear();
  showPicture();
}

void SeenPanel::showPicture()
{
  if (!wantsSteps()) {
    m_view->show(m_input, ModelInputView::Marks::BoxAndCentre);
    QString words;
    if (!m_input.empty())
      words = tr("%1 × %2 pixels").arg(m_input.width).arg(m_input.height);
    if (m_input.channels == 1 && !m_input.empty())
      words += tr("\nFrame: box of the ink\nCross: centre");
    m_caption->setText(words);
    return;
  }
  const std::string name = m_choice->currentData().toString().toStdString();
  const auto step = std::find_if(m_steps.begin(), m_steps.end(), [&](const auto& s) { return s.name == name; });
  const Named& words = kSteps.at(static_cast<std::size_t>(m_choice->currentIndex()) - 1);
  if (step != m_steps.end()) {
    m_view->show(step->image, ModelInputView::Marks::None);
    m_caption->setText(tr(words.purpose));
  } else {
    m_view->show({}, ModelInputView::Marks::None);
    m_caption->setText(m_answered && !m_steps.empty() ? tr("This step was not needed here.") : QString());
  }
}

} // namespace numeral::ui
