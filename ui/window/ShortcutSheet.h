/// All shortcuts on one sheet, grouped by menu.
#pragma once

#include <QDialog>

class QMenu;
class QMenuBar;

namespace numeral::ui {

class ShortcutSheet final : public QDialog {
  Q_OBJECT
public:
  /// What the menus hold now.
  explicit ShortcutSheet(const QMenuBar& menus, QWidget* parent = nullptr);

private:
  /// Nothing where the menu has no shortcut.
  QWidget* makeGroup(const QMenu& menu);
};

} // namespace numeral::ui
