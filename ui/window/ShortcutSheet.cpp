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

QList<ShortcutSheet::Row> rowsOf(const QMenu& menu)
{
  QList<ShortcutSheet::Row> rows;
  for (const QAction* action : menu.actions()) {
    if (action->menu())
      rows += rowsOf(*action->menu());
    else if (!action->shortcut().isEmpty())
      rows << ShortcutSheet::Row{action->objectName(), plain(action->text()),
                                 action->shortcut().toString(QKeySequence::NativeText)};
  }
  return rows;
}

/// The page's own keys, which are no actions.
QList<ShortcutSheet::Row> drawingKeys()
{
  using Row = ShortcutSheet::Row;
  return {Row{QStringLiteral("movePen"), QObject::tr("Move the pen"), QObject::tr("Arrow keys")},
          Row{QStringLiteral("moveSlanting"), QObject::tr("Move it slanting"), QObject::tr("Home, End, PgUp, PgDown")},
          Row{QStringLiteral("moveLess"), QObject::tr("Move it less far"), QObject::tr("Shift and these")},
          Row{QStringLiteral("putPenDown"), QObject::tr("Put it down, lift it"), QObject::tr("Space")}};
}

/// What Qt brings, for those who have no mouse.
QList<ShortcutSheet::Row> keysAnywhere()
{
  using Row = ShortcutSheet::Row;
  return {Row{QStringLiteral("nextControl"), QObject::tr("To the next control, back"), QObject::tr("Tab, Shift+Tab")},
          Row{QStringLiteral("toMenu"), QObject::tr("To a menu, a field, a button"), QObject::tr("Alt and its letter")},
          Row{QStringLiteral("openFile"), QObject::tr("Look at a file of the list"), QObject::tr("Enter")}};
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
  const auto add = [&](const QString& title, const QList<Row>& rows) {
    if (rows.isEmpty())
      return;
    QWidget* group = makeGroup(title, rows);
    const auto shortest = std::min_element(height.begin(), height.end()) - height.begin();
    column[shortest]->addWidget(group);
    height[shortest] += group->sizeHint().height();
  };
  for (const QAction* menu : menus.actions())
    add(plain(menu->menu()->title()), rowsOf(*menu->menu()));
  add(tr("On the drawing page"), drawingKeys());
  add(tr("Anywhere"), keysAnywhere());
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

QWidget* ShortcutSheet::makeGroup(const QString& title, const QList<Row>& rows)
{
  auto* group = new QWidget(this);
  auto* grid = new QGridLayout(group);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(24);
  grid->setVerticalSpacing(6);
  grid->setColumnStretch(0, 1);
  grid->addWidget(partHeading(QStringLiteral("shortcutsOf") + title, title, group), 0, 0, 1, 2);
  for (const Row& row : rows) {
    auto* words = new QLabel(row.words, group);
    auto* keys = new QLabel(row.keys, group);
    keys->setObjectName(QStringLiteral("keysOf_") + row.name);
    for (QLabel* label : {words, keys})
      label->setTextFormat(Qt::PlainText);
    QFont bold = keys->font();
    bold.setBold(true);
    keys->setFont(bold);
    const int place = grid->rowCount();
    grid->addWidget(words, place, 0);
    grid->addWidget(keys, place, 1, Qt::AlignRight);
  }
  return group;
}

} // namespace numeral::ui
