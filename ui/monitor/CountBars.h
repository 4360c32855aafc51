/// Counts by name, a bar each.
#pragma once

#include <cstdint>
#include <vector>

#include <QWidget>

namespace numeral::ui {

class CountBars final : public QWidget {
  Q_OBJECT
public:
  struct Row {
    QString name;
    std::uint64_t count = 0;
  };
  static constexpr std::size_t kMaxRows = 10;

  CountBars(const QString& objectName, const QString& accessibleName, QWidget* parent = nullptr);

  /// Of more than kMaxRows rows the largest are shown, and the rest in sum.
  void show(std::vector<Row> rows);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

protected:
  void paintEvent(QPaintEvent* event) override;

private:
  std::vector<Row> m_rows;
};

} // namespace numeral::ui
