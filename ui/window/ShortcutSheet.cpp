#include "ui/window/ShortcutSheet.h"

#include <algorithm>

#include <QAction>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/base/PageParts.h"

namespace numeral::ui {
namespace {

constexpr int kColumns = 2;

QString plain(const QString& text) { return QString(text).remove(QLatin1Char('&')).remove(QStringLiteral(" …")); }

QList<const QAction*> withShortcut(const QMenu& menu)
{
  QList<const QAction*> found;
  for (const QAction* action : menu.actions()) {
    if (action->menu())
      found += withShortcut(*action->menu());
    else if (!action->shortcut().isEmpty())
      found << action;
  }
  return found;
}

} // namespace

ShortcutSheet::ShortcutSheet(const QMenuBar& menus, QWidget* parent) : QDialog(parent)
{
  setObjectName(QStringLiteral("shortcuts"));
  setWindowTitle(tr("Keyboard shortcuts"));
  setAttribute(Qt::WA_DeleteOnClose);

  auto* sheet = new QWidget(this);
  auto* columns = new QHBoxLayout(sheet);
  columns->setContentsMargins(20, 16, 20, 16);
  columns->setSpacing(40);
  QList<QVBoxLayout*> column;
  for (int i = 0; i < kColumns; ++i) {
    column << new QVBoxLayout;
    column.back()->setSpacing(18);
    columns->addLayout(column.back(), 1);
  }
  QList<int> height(kColumns, 0);
  for (const QAction* menu : menus.actions()) {
    QWidget* group = makeGroup(*menu->menu());
    if (!group)
      continue;
    const auto shortest = std::min_element(height.begin(), height.end()) - height.begin();
    column[shortest]->addWidget(group);
    height[shortest] += group->sizeHint().height();
  }
  for (QVBoxLayout* each : column)
    each->addStretch();

  auto* scroll = new QScrollArea(this);
  scroll->setObjectName(QStringLiteral("shortcutsScroll"));
  scroll->setAccessibleName(tr("Keyboard shortcuts"));
  scroll->setToolTip(tr("Keyboard shortcuts by menu"));
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setWidget(sheet);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  QPushButton* close = buttons->button(QDialogButtonBox::Close);
  close->setObjectName(QStringLiteral("closeShortcuts"));
  close->setAccessibleName(tr("Close"));
  close->setToolTip(tr("Close this sheet"));
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 12, 12);
  layout->addWidget(scroll, 1);
  layout->addWidget(buttons);
  resize(sheet->sizeHint().width() + 40, std::min(sheet->sizeHint().height() + 70, 640));
}

QWidget* ShortcutSheet::makeGroup(const QMenu& menu)
{
  const QList<const QAction*> actions = withShortcut(menu);
  if (actions.isEmpty())
    return nullptr;
  auto* group = new QWidget(this);
  auto* rows = new QGridLayout(group);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setHorizontalSpacing(24);
  rows->setVerticalSpacing(6);
  rows->setColumnStretch(0, 1);
  rows->addWidget(partHeading(QStringLiteral("shortcutsOf") + plain(menu.title()), plain(menu.title()), group), 0, 0, 1,
                  2);
  for (const QAction* action : actions) {
    auto* words = new QLabel(plain(action->text()), group);
    auto* keys = new QLabel(action->shortcut().toString(QKeySequence::NativeText), group);
    keys->setObjectName(QStringLiteral("keysOf_") + action->objectName());
    for (QLabel* label : {words, keys})
      label->setTextFormat(Qt::PlainText);
    QFont bold = keys->font();
    bold.setBold(true);
    keys->setFont(bold);
    const int row = rows->rowCount();
    rows->addWidget(words, row, 0);
    rows->addWidget(keys, row, 1, Qt::AlignRight);
  }
  return group;
}

} // namespace numeral::ui
