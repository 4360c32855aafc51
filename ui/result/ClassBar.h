/// One class's bar: name, length and value.
#pragma once

#include <QProgressBar>

namespace numeral::ui {

/// A progress bar, so that screen readers find a name and a value.
class ClassBar final : public QProgressBar {
  Q_OBJECT
public:
  ClassBar(const QString& label, int labelWidth, QWidget* parent);

  /// 0 to 1.
  void setProbability(double probability, bool best);
  void clear();

  /// "99.8 %", or nothing while there is no answer.
  QString text() const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

protected:
  void paintEvent(QPaintEvent* event) override;

private:
  QString m_label;
  int m_labelWidth;
  double m_probability = -1;
  bool m_best = false;
};

} // namespace numeral::ui
