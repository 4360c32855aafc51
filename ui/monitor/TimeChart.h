/// Lines over the last minute, with axes and a legend.
#pragma once

#include <functional>
#include <vector>

#include <QWidget>

namespace numeral::ui {

class TimeChart final : public QWidget {
  Q_OBJECT
public:
  /// Values are one a second, the last one of now; not a number leaves a gap.
  struct Line {
    QString name;  ///< for the legend; one line alone needs none
    QString value; ///< the present one in words
    std::vector<double> values;
  };
  /// A value of the vertical axis in words, with its unit.
  using Format = std::function<QString(double)>;

  /// The vertical axis ends at `smallestTop`, or at a round value above the largest.
  TimeChart(const QString& objectName, const QString& accessibleName, Format format, double smallestTop,
            QWidget* parent = nullptr);

  void show(std::vector<Line> lines);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

protected:
  void paintEvent(QPaintEvent* event) override;

private:
  double top() const;
  QColor colour(std::size_t line) const;
  QPen pen(std::size_t line) const;
  /// Returns the height it took.
  int paintLegend(QPainter& painter) const;
  void paintAxes(QPainter& painter, const QRectF& plot) const;
  void paintLine(QPainter& painter, const QRectF& plot, std::size_t line) const;

  Format m_format;
  double m_smallestTop;
  std::vector<Line> m_lines;
};

/// The next of 1, 2 and 5 times a power of ten.
double roundedUp(double value);

} // namespace numeral::ui
