/// Words next to what went wrong, with buttons for what can be done.
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace numeral::ui {

class SpokenLabel;

/// Hidden until show(words).
class Notice final : public QWidget {
  Q_OBJECT
public:
  Notice(const QString& objectName, const QString& accessibleName, QWidget* parent = nullptr);

  /// `objectName` of the button; clicking does nothing by itself.
  QPushButton* addButton(const QString& objectName, const QString& text, const QString& toolTip);

  void show(const QString& words);
  QString words() const;

protected:
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

private:
  void paintIcon();

  QLabel* m_icon;
  SpokenLabel* m_words;
  QHBoxLayout* m_buttons;
};

} // namespace numeral::ui
