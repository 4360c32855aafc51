#include "ui/files/ScorePanel.h"

#include <QLabel>
#include <QVBoxLayout>

#include "ui/base/Figures.h"
#include "ui/base/PageParts.h"
#include "ui/files/ConfusionTable.h"
#include "ui/result/Words.h"

namespace numeral::ui {
namespace {

constexpr int kLeastWidth = 260;
constexpr double kFigureSize = 1.6;      ///< times that of ordinary text
constexpr std::size_t kMostClasses = 40; ///< of a table that still says something

} // namespace

ScorePanel::ScorePanel(QWidget* parent)
    : QWidget(parent),
      m_accuracy(plainLabel("accuracy",
                            tr("Files whose right answer is known, from a folder called like a class or a labels.csv. "
                               "An answer is right when it is that, however sure; a file that could not be read "
                               "counts as wrong."),
                            this)),
      m_detail(plainWords(QStringLiteral("accuracyDetail"), tr("What is counted"), this)),
      m_confusion(new ConfusionTable(this))
{
  setObjectName(QStringLiteral("score"));
  setMinimumWidth(kLeastWidth);
  setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
  QFont large = font();
  large.setBold(true);
  large.setPointSizeF(font().pointSizeF() * kFigureSize);
  m_accuracy->setFont(large);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(partHeading(QStringLiteral("scoreHeading"), tr("Accuracy"), this));
  layout->addWidget(m_accuracy);
  layout->addWidget(m_detail);
  layout->addSpacing(12);
  layout->addWidget(partHeading(QStringLiteral("confusionHeading"), tr("Written (rows) and read (columns)"), this));
  layout->addWidget(m_confusion, 0, Qt::AlignLeft);
  layout->addStretch();
  connect(m_confusion, &ConfusionTable::chosen, this, &ScorePanel::chosen);
}

QWidget* ScorePanel::table() const { return m_confusion; }

void ScorePanel::show(const FilesModel::Score& score, const std::vector<std::string>& classes)
{
  const training::Tally& digits = score.digits;
  m_accuracy->setText(digits.samples == 0 ? noAnswer()
                                          : tr("%1 of %2 (%3 wrong)")
                                                .arg(percent(digits.accuracy()), wholeNumber(digits.samples),
                                                     wholeNumber(digits.samples - digits.right)));
  m_detail->setVisible(score.noDigits.samples > 0);
  m_detail->setText(tr("Without a digit: %1 of %2 told apart.")
                        .arg(wholeNumber(score.noDigits.right), wholeNumber(score.noDigits.samples)));
  m_confusion->setVisible(classes.size() <= kMostClasses);
  if (classes.size() <= kMostClasses)
    m_confusion->show(score, classes);
}

} // namespace numeral::ui
