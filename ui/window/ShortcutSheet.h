/// All shortcuts on one sheet, grouped by menu, and the keys that draw.
#pragma once

#include <QDialog>

class QMenuBar;

namespace numeral::ui {

class ShortcutSheet final : public QDialog {
  Q_OBJECT
public:
  struct Row {
    QString name; ///< of the object
    QString words;
    QString keys;
  };

  /// What the menus hold now.
  explicit ShortcutSheet(const QMenuBar& menus, QWidget* parent = nullptr);

private:
  QWidget* makeGroup(const QString& title, const QList<Row>& rows);
};

} // namespace numeral::ui
