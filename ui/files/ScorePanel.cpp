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

QString inWords(const FilesModel::Sources& sources)
{
  QStringList words;
  if (sources.lists)
    words << QObject::tr("labels.csv");
  if (sources.folders)
    words << QObject::tr("the folders' names");
  if (sources.names)
    words << QObject::tr("the files' names");
  return QObject::tr("Right answers from %1.").arg(words.join(QObject::tr(" and ")));
}

} // namespace

ScorePanel::ScorePanel(QWidget* parent)
    : QWidget(parent),
      m_accuracy(plainLabel(
          "accuracy",
          tr("Files whose right answer is known, from a labels.csv, a folder called like a class or "
             "their own names. An answer is right when it is that, however sure; a file that could not be read "
             "counts as wrong."),
          this)),
      m_sources(plainWords(QStringLiteral("accuracySources"), tr("Where right answers come from"), this)),
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
  layout->addWidget(m_sources);
  layout->addSpacing(12);
  layout->addWidget(partHeading(QStringLiteral("confusionHeading"), tr("Written (rows) and read (columns)"), this));
  layout->addWidget(m_confusion, 0, Qt::AlignLeft);
  layout->addStretch();
  connect(m_confusion, &ConfusionTable::chosen, this, &ScorePanel::chosen);
}

QWidget* ScorePanel::table() const { return m_confusion; }

void ScorePanel::show(const FilesModel::Score& score, const FilesModel::Sources& sources,
                      const std::vector<std::string>& classes)
{
  m_sources->setText(inWords(sources));
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
