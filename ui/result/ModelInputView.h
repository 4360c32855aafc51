/// A picture that the model or vision works with, enlarged pixel by pixel.
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

  enum class Marks { None, BoxAndCentre };

  /// An empty image clears.
  void show(const image::Image& input, Marks marks = Marks::BoxAndCentre);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

protected:
  void paintEvent(QPaintEvent* event) override;

private:
  QImage m_input;
  QRect m_ink; ///< box around everything inked, in pixels of the input; null where nothing is marked
};

} // namespace numeral::ui
