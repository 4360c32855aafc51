/// As many cards beside each other as fit: four, two or one.
#pragma once

#include <vector>

#include <QWidget>

class QGridLayout;

namespace numeral::ui {

class CardGrid final : public QWidget {
  Q_OBJECT
public:
  explicit CardGrid(QWidget* parent = nullptr);

  /// Takes it; reading order is that of adding.
  void add(QWidget* card);

  /// One card wide, so that the window may become narrow.
  QSize minimumSizeHint() const override;

protected:
  void resizeEvent(QResizeEvent* event) override;

private:
  void arrange();

  QGridLayout* m_layout;
  std::vector<QWidget*> m_cards;
  int m_columns = 4;
};

} // namespace numeral::ui
