/// The page one writes on: mouse, touch, tablet and keys in, a DrawingDocument out.
#pragma once

#include <optional>

#include <QWidget>

#include "core/strokes/Drawing.h"
#include "ui/canvas/Marks.h"

class QTouchEvent;

namespace numeral::ui {

class DrawingDocument;

class CanvasWidget final : public QWidget {
  Q_OBJECT
public:
  /// How far one press of an arrow key leads; with Shift less. Units: the document's.
  static constexpr double kKeyStep = 10;
  static constexpr double kSmallKeyStep = 2;

  /// `document` must outlive the canvas.
  explicit CanvasWidget(DrawingDocument& document, QWidget* parent = nullptr);

  QSize sizeHint() const override;

  bool eraser() const { return m_eraser; }
  void setEraser(bool on);

  /// Boxes of what was read, in the document's units.
  void setMarks(std::vector<Mark> marks);

  /// From the document's units to the widget's.
  QPointF toWidget(strokes::Point point) const;
  strokes::Point toPage(QPointF position) const;

protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void tabletEvent(QTabletEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

private:
  enum class Device { None, Mouse, Tablet, Touch, Keys };

  void press(Device device, QPointF position, bool erasing);
  void move(Device device, QPointF position);
  void release(Device device, QPointF position);
  void cancel();
  bool touchEvent(QTouchEvent* event);
  void hover(std::optional<QPointF> position);
  void walk(QPointF direction, double step);
  void putDownOrLift();
  void letGoOfKeys();
  void describe();

  QRectF pageRect() const;
  double scale() const;
  void paintStrokes(QPainter& painter) const;
  void paintHint(QPainter& painter) const;
  void paintOutline(QPainter& painter) const;
  void paintKeyPen(QPainter& painter) const;

  DrawingDocument& m_document;
  Device m_device = Device::None; ///< what is drawing now; the others are ignored meanwhile
  int m_touchPoint = -1;
  bool m_eraser = false;
  bool m_erasing = false;
  strokes::Point m_last;
  std::optional<QPointF> m_hover;
  strokes::Point m_keyPen;   ///< where the keys have led
  bool m_keyPenUsed = false; ///< the keys, and not another device, moved last
  std::vector<Mark> m_marks;
};

} // namespace numeral::ui
