/// A title, a large figure with words beside it, and what is drawn below.
#pragma once

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace numeral::ui {

class MonitorCard final : public QWidget {
  Q_OBJECT
public:
  /// `name`: the object is called nameCard, its parts nameFigure and nameWords.
  MonitorCard(const QString& name, const QString& title, const QString& toolTip, QWidget* parent = nullptr);

  /// Takes it; below what was added before. `stretch`: it takes the room that is left.
  void add(QWidget* chart, bool stretch);
  void show(const QString& figure, const QString& words);

protected:
  void paintEvent(QPaintEvent* event) override;

private:
  QLabel* m_figure;
  QLabel* m_words;
  QVBoxLayout* m_layout;
};

} // namespace numeral::ui
