#include "ui/result/GlyphStrip.h"

#include <algorithm>

#include <QIcon>
#include <QPixmap>
#include <QSignalBlocker>

#include "ui/base/QtImage.h"
#include "ui/base/ToolTips.h"
#include "ui/result/Words.h"

namespace numeral::ui {
namespace {

constexpr int kPicture = 40;
constexpr int kRoom = 8;

} // namespace

GlyphStrip::GlyphStrip(QWidget* parent) : QListWidget(parent)
{
  setObjectName(QStringLiteral("glyphs"));
  setAccessibleName(tr("Digits found"));
  setToolTip(tr("The digits that were found, as the model saw them. Choose one to see its probabilities."));
  setViewMode(QListView::IconMode);
  setFlow(QListView::LeftToRight);
  setMovement(QListView::Static);
  setResizeMode(QListView::Adjust);
  setWrapping(false);
  setUniformItemSizes(true);
  setIconSize({kPicture, kPicture});
  setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFrameShape(QFrame::NoFrame);
  viewport()->setAutoFillBackground(false);
  const QSize cell(kPicture + kRoom, kPicture + fontMetrics().height() + kRoom);
  setGridSize(cell);
  setFixedHeight(cell.height() + kRoom);
  setVisible(false);
  connect(this, &QListWidget::currentRowChanged, this, [this](int row) {
    if (row >= 0)
      Q_EMIT chose(static_cast<std::size_t>(row));
  });
}

void GlyphStrip::show(const engine::Recognition& recognition)
{
  const auto found = static_cast<int>(recognition.items.size());
  const int before = found == count() ? currentRow() : 0;
  const QSignalBlocker blocker(this);
  clear();
  setVisible(found > 1);
  if (found < 2)
    return;
  for (const model::Item& item : recognition.items) {
    auto* entry = new QListWidgetItem(glyphLabel(recognition, item), this);
    if (const QImage picture = toQImage(item.input); !picture.isNull())
      entry->setIcon(QIcon(QPixmap::fromImage(picture.scaled(kPicture, kPicture, Qt::KeepAspectRatio))));
    const QString words = glyphSentence(recognition, item);
    entry->setToolTip(plainToolTip(words));
    entry->setData(Qt::AccessibleTextRole, words);
  }
  setCurrentRow(std::clamp(before, 0, found - 1));
}

void GlyphStrip::forget()
{
  const QSignalBlocker blocker(this);
  clear();
  setVisible(false);
}

std::size_t GlyphStrip::chosen() const { return static_cast<std::size_t>(std::max(currentRow(), 0)); }

} // namespace numeral::ui
