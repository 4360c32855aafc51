/// What the model sees: its input, enlarged pixel by pixel.
#pragma once

#include <QImage>
#include <QRect>
#include <QWidget>

#include "core/image/Image.h"

namespace numeral::ui {

class ModelInputView final : public QWidget {
  Q_OBJECT
public:
  explicit ModelInputView(QWidget* parent = nullptr);

  /// An empty image clears.
  void show(const image::Image& input);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

protected:
  void paintEvent(QPaintEvent* event) override;

private:
  QImage m_input;
  QRect m_ink; ///< box around everything inked, in pixels of the input; null for colour inputs
};

} // namespace numeral::ui
