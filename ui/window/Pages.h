/// The window's pages, one shown at a time, and the rail on the left that chooses.
#pragma once

#include <QKeySequence>
#include <QList>
#include <QWidget>

class QAction;
class QActionGroup;
class QStackedWidget;
class QVBoxLayout;

namespace numeral::ui {

class Pages final : public QWidget {
  Q_OBJECT
public:
  explicit Pages(QWidget* parent = nullptr);

  struct Entry {
    const char* name; ///< "Draw": the action is actionPageDraw, its button pageDrawButton
    QString text;     ///< with its mnemonic, for the menu
    QString toolTip;
    QString icon; ///< see icon()
    QKeySequence key;
  };

  /// Takes the page. The action that shows it is for a menu; it is checked while the page is shown.
  QAction* add(QWidget* page, const Entry& entry);
  /// Nothing happens where it is shown already.
  void show(const QWidget* page);
  QWidget* current() const;

protected:
  void changeEvent(QEvent* event) override;

private:
  void keepOneChosen();
  void paintIcons();

  QWidget* m_rail;
  QVBoxLayout* m_buttons;
  QStackedWidget* m_stack;
  QActionGroup* m_actions;
  QStringList m_icons;
};

} // namespace numeral::ui
