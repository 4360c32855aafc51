/// Shows an opened or pasted image where the drawing was.
#pragma once

#include <QImage>
#include <QWidget>

namespace numeral::ui {

class ImageView final : public QWidget {
  Q_OBJECT
public:
  explicit ImageView(QWidget* parent = nullptr);

  void show(const QImage& image, const QString& name);

protected:
  void paintEvent(QPaintEvent* event) override;

private:
  QImage m_image;
};

} // namespace numeral::ui
