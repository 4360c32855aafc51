/// Where the time of an answer went: its stages one after another.
#pragma once

#include <QWidget>

#include "core/engine/Recognition.h"

namespace numeral::ui {

class StageWaterfall final : public QWidget {
  Q_OBJECT
public:
  explicit StageWaterfall(QWidget* parent = nullptr);

  void show(const engine::StageTimes& times);
  void clear();

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

protected:
  void paintEvent(QPaintEvent* event) override;

private:
  engine::StageTimes m_times;
  bool m_answered = false;
};

} // namespace numeral::ui
