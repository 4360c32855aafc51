/// Shows an opened or pasted image where the drawing was.
#pragma once

#include <QImage>
#include <QWidget>

#include "ui/canvas/Marks.h"

namespace numeral::ui {

class ImageView final : public QWidget {
  Q_OBJECT
public:
  explicit ImageView(QWidget* parent = nullptr);

  /// `original`: the size of what the picture was made from. Takes the marks away.
  void show(const QImage& image, const QSize& original, const QString& name);
  /// In pixels of the original.
  void setMarks(std::vector<Mark> marks);

protected:
  void paintEvent(QPaintEvent* event) override;

private:
  QImage m_image;
  QSize m_original;
  std::vector<Mark> m_marks;
};

} // namespace numeral::ui
