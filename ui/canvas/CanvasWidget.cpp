#include "ui/canvas/CanvasWidget.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QTabletEvent>
#include <QTouchEvent>

#include "ui/base/Colours.h"
#include "ui/canvas/DrawingDocument.h"

namespace numeral::ui {
namespace {

/// Page units; the rubber is a little larger than a pen.
constexpr double kEraserRadius = 8;
constexpr double kPageCorner = 6;
constexpr double kFrame = 2;
constexpr double kKeyMargin = 2; ///< of the page, which the keys do not lead to
constexpr double kKeyPenArm = 6; ///< beyond the pen's outline

/// Those beside the arrows lie as on the block of digits.
QPointF directionOf(int key)
{
  switch (key) {
  case Qt::Key_Left: return {-1, 0};
  case Qt::Key_Right: return {1, 0};
  case Qt::Key_Up: return {0, -1};
  case Qt::Key_Down: return {0, 1};
  case Qt::Key_Home: return {-1, -1};
  case Qt::Key_PageUp: return {1, -1};
  case Qt::Key_End: return {-1, 1};
  case Qt::Key_PageDown: return {1, 1};
  default: return {};
  }
}

} // namespace

CanvasWidget::CanvasWidget(DrawingDocument& document, QWidget* parent)
    : QWidget(parent), m_document(document), m_keyPen{DrawingDocument::kWidth / 2, DrawingDocument::kHeight / 2}
{
  setObjectName(QStringLiteral("canvas"));
  setAccessibleName(tr("Drawing page"));
  setToolTip(tr("Write here with mouse, finger or pen, or with the arrow keys: Space puts the pen down and lifts it"));
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setTabletTracking(true);
  setAttribute(Qt::WA_AcceptTouchEvents);
  setCursor(Qt::CrossCursor);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setMinimumSize(240, 180);
  connect(&m_document, &DrawingDocument::growing, this, qOverload<>(&QWidget::update));
  connect(&m_document, &DrawingDocument::settled, this, [this] {
    if (m_device == Device::Keys && !m_erasing && !m_document.drawingStroke()) {
      m_device = Device::None; // cleared, or something else took its place
      describe();
    }
    update();
  });
  describe();
}

QSize CanvasWidget::sizeHint() const
{
  return {static_cast<int>(DrawingDocument::kWidth * 1.4), static_cast<int>(DrawingDocument::kHeight * 1.4)};
}

void CanvasWidget::setEraser(bool on)
{
  m_eraser = on;
  update();
}

void CanvasWidget::setMarks(std::vector<Mark> marks)
{
  if (marks == m_marks)
    return; // painting is what an answer costs most
  m_marks = std::move(marks);
  update();
}

QRectF CanvasWidget::pageRect() const
{
  QRectF page({}, QSizeF(DrawingDocument::kWidth, DrawingDocument::kHeight) * scale());
  page.moveTopLeft({(width() - page.width()) / 2, kFrame});
  return page;
}

double CanvasWidget::scale() const
{
  const QRectF inside = QRectF(rect()).adjusted(kFrame, kFrame, -kFrame, -kFrame);
  return std::max(std::min(inside.width() / DrawingDocument::kWidth, inside.height() / DrawingDocument::kHeight), 1e-3);
}

QPointF CanvasWidget::toWidget(strokes::Point point) const
{
  return pageRect().topLeft() + QPointF(point.x, point.y) * scale();
}

strokes::Point CanvasWidget::toPage(QPointF position) const
{
  const QPointF page = (position - pageRect().topLeft()) / scale();
  return {std::clamp(page.x(), 0.0, DrawingDocument::kWidth), std::clamp(page.y(), 0.0, DrawingDocument::kHeight)};
}

void CanvasWidget::press(Device device, QPointF position, bool erasing)
{
  letGoOfKeys();
  if (m_device != Device::None || !pageRect().contains(position))
    return;
  m_device = device;
  m_erasing = erasing;
  m_last = toPage(position);
  if (m_erasing)
    m_document.erase(m_last, m_last, kEraserRadius);
  else
    m_document.beginStroke(m_last);
  if (device != Device::Keys)
    hover(position);
}

void CanvasWidget::move(Device device, QPointF position)
{
  if (device != Device::Keys)
    hover(position);
  if (m_device != device)
    return;
  const strokes::Point point = toPage(position);
  if (m_erasing)
    m_document.erase(m_last, point, kEraserRadius);
  else
    m_document.extendStroke(point);
  m_last = point;
}

void CanvasWidget::release(Device device, QPointF position)
{
  if (m_device != device)
    return;
  move(device, position);
  m_device = Device::None;
  if (m_erasing)
    m_document.endErase();
  else
    m_document.endStroke();
  m_erasing = false;
  update();
}

void CanvasWidget::cancel()
{
  m_device = Device::None;
  m_erasing = false;
  m_document.endErase();
  m_document.cancelStroke();
}

void CanvasWidget::hover(std::optional<QPointF> position)
{
  m_hover = position;
  if (position && std::exchange(m_keyPenUsed, false))
    describe();
  update();
}

bool CanvasWidget::event(QEvent* event)
{
  switch (event->type()) {
  case QEvent::TouchBegin:
  case QEvent::TouchUpdate:
  case QEvent::TouchEnd:
  case QEvent::TouchCancel: return touchEvent(static_cast<QTouchEvent*>(event));
  case QEvent::ToolTip: return m_document.empty() ? QWidget::event(event) : true; // not over what is being written
  default: return QWidget::event(event);
  }
}

/// One finger writes; further fingers are ignored.
bool CanvasWidget::touchEvent(QTouchEvent* event)
{
  event->accept();
  if (event->type() == QEvent::TouchCancel) {
    if (m_device == Device::Touch)
      cancel();
    return true;
  }
  for (const QEventPoint& point : event->points()) {
    if (point.state() == QEventPoint::Pressed && m_device == Device::None) {
      m_touchPoint = point.id();
      press(Device::Touch, point.position(), m_eraser);
    } else if (point.id() == m_touchPoint && point.state() == QEventPoint::Updated) {
      move(Device::Touch, point.position());
    } else if (point.id() == m_touchPoint && point.state() == QEventPoint::Released) {
      release(Device::Touch, point.position());
      hover({});
    }
  }
  return true;
}

void CanvasWidget::mousePressEvent(QMouseEvent* event)
{
  if (event->button() == Qt::LeftButton)
    press(Device::Mouse, event->position(), m_eraser);
}

void CanvasWidget::mouseMoveEvent(QMouseEvent* event)
{
  if (m_device == Device::None || m_device == Device::Mouse)
    move(Device::Mouse, event->position());
}

void CanvasWidget::mouseReleaseEvent(QMouseEvent* event)
{
  if (event->button() == Qt::LeftButton)
    release(Device::Mouse, event->position());
}

void CanvasWidget::tabletEvent(QTabletEvent* event)
{
  event->accept(); // else Qt would send the same again as a mouse event
  const bool rubber = m_eraser || event->pointerType() == QPointingDevice::PointerType::Eraser;
  switch (event->type()) {
  case QEvent::TabletPress: press(Device::Tablet, event->position(), rubber); break;
  case QEvent::TabletMove: move(Device::Tablet, event->position()); break;
  case QEvent::TabletRelease: release(Device::Tablet, event->position()); break;
  default: break;
  }
}

void CanvasWidget::keyPressEvent(QKeyEvent* event)
{
  const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
  const bool others = event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
  const QPointF direction = directionOf(event->key());
  const bool busy = m_device != Device::None && m_device != Device::Keys;
  if (others || busy || (direction.isNull() && event->key() != Qt::Key_Space)) {
    QWidget::keyPressEvent(event);
    return;
  }
  if (!direction.isNull())
    walk(direction, shift ? kSmallKeyStep : kKeyStep);
  else if (!event->isAutoRepeat())
    putDownOrLift();
}

void CanvasWidget::walk(QPointF direction, double step)
{
  const auto within = [](double place, double length) { return std::clamp(place, kKeyMargin, length - kKeyMargin); };
  m_keyPen = {within(m_keyPen.x + direction.x() * step, DrawingDocument::kWidth),
              within(m_keyPen.y + direction.y() * step, DrawingDocument::kHeight)};
  m_keyPenUsed = true;
  if (m_device == Device::Keys)
    move(Device::Keys, toWidget(m_keyPen));
  describe();
  update();
}

void CanvasWidget::putDownOrLift()
{
  if (m_device == Device::Keys)
    release(Device::Keys, toWidget(m_keyPen));
  else
    press(Device::Keys, toWidget(m_keyPen), m_eraser);
  m_keyPenUsed = true;
  describe();
  update();
}

/// Whatever else happens, no stroke is left open.
void CanvasWidget::letGoOfKeys()
{
  if (m_device != Device::Keys)
    return;
  release(Device::Keys, toWidget(m_keyPen));
  m_keyPenUsed = false;
  describe();
}

/// For those who hear instead of seeing.
void CanvasWidget::describe()
{
  if (!m_keyPenUsed) {
    setAccessibleDescription(tr("Write here with mouse, finger or pen, or with the arrow keys and Space"));
    return;
  }
  const auto share = [](double place, double length) { return std::lround(100 * place / length); };
  const QString pen = m_device == Device::Keys ? tr("Pen down") : tr("Pen up");
  setAccessibleDescription(tr("%1, %2 % from the left, %3 % from the top")
                               .arg(pen)
                               .arg(share(m_keyPen.x, DrawingDocument::kWidth))
                               .arg(share(m_keyPen.y, DrawingDocument::kHeight)));
}

void CanvasWidget::leaveEvent(QEvent* event)
{
  hover({});
  QWidget::leaveEvent(event);
}

void CanvasWidget::focusInEvent(QFocusEvent* event)
{
  update();
  QWidget::focusInEvent(event);
}

void CanvasWidget::focusOutEvent(QFocusEvent* event)
{
  letGoOfKeys();
  m_keyPenUsed = false;
  describe();
  update();
  QWidget::focusOutEvent(event);
}

void CanvasWidget::paintEvent(QPaintEvent* /*event*/)
{
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QPalette& colours = palette();
  const QColor border = hasFocus() ? colours.color(QPalette::Highlight)
                                   : blend(colours.color(QPalette::Text), colours.color(QPalette::Base), 0.35F);
  painter.setPen(QPen(border, hasFocus() ? kFrame : 1));
  painter.setBrush(colours.color(QPalette::Base));
  painter.drawRoundedRect(pageRect(), kPageCorner, kPageCorner);

  if (m_document.empty())
    paintHint(painter);
  painter.save();
  painter.setClipRect(pageRect());
  paintStrokes(painter);
  const QPointF origin = pageRect().topLeft();
  paintMarks(painter, m_marks, QTransform(scale(), 0, 0, scale(), origin.x(), origin.y()), palette());
  painter.restore();
  paintOutline(painter);
}

void CanvasWidget::paintStrokes(QPainter& painter) const
{
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(palette().color(QPalette::Text), m_document.penWidth() * scale(), Qt::SolidLine, Qt::RoundCap,
                      Qt::RoundJoin));
  for (const strokes::Stroke& stroke : m_document.drawing().strokes) {
    if (stroke.size() == 1) {
      painter.drawPoint(toWidget(stroke.front()));
      continue;
    }
    QPainterPath path(toWidget(stroke.front()));
    for (const strokes::Point point : stroke)
      path.lineTo(toWidget(point));
    painter.drawPath(path);
  }
}

void CanvasWidget::paintHint(QPainter& painter) const
{
  // Faint, yet with a contrast of more than 4.5 to 1.
  painter.setPen(blend(palette().color(QPalette::Text), palette().color(QPalette::Base), 0.62F));
  QFont large = font();
  large.setPointSizeF(large.pointSizeF() * 1.5);
  painter.setFont(large);
  painter.drawText(pageRect(), Qt::AlignCenter | Qt::TextWordWrap, tr("Write a digit or a number here"));
}

void CanvasWidget::paintOutline(QPainter& painter) const
{
  if (m_keyPenUsed) {
    paintKeyPen(painter);
    return;
  }
  if (!m_hover || !pageRect().contains(*m_hover))
    return;
  const bool rubber = m_erasing || (m_eraser && m_device == Device::None);
  const double radius = (rubber ? kEraserRadius : m_document.penWidth() / 2) * scale();
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(palette().color(QPalette::Base), 3));
  painter.drawEllipse(*m_hover, radius, radius);
  painter.setPen(QPen(palette().color(QPalette::Text), 1, rubber ? Qt::DashLine : Qt::SolidLine));
  painter.drawEllipse(*m_hover, radius, radius);
}

/// With arms, as there is no pointer that would lead the eye to it; they are thick while the pen is down.
void CanvasWidget::paintKeyPen(QPainter& painter) const
{
  const bool down = m_device == Device::Keys;
  const bool rubber = down ? m_erasing : m_eraser;
  const QPointF place = toWidget(m_keyPen);
  const double radius = (rubber ? kEraserRadius : m_document.penWidth() / 2) * scale();
  const double reach = radius + kKeyPenArm * scale();
  painter.setBrush(Qt::NoBrush);
  for (const auto& [colour, width] : {std::pair{palette().color(QPalette::Base), down ? 6.0 : 4.0},
                                      std::pair{palette().color(QPalette::Highlight), down ? 3.0 : 1.5}}) {
    painter.setPen(QPen(colour, width, rubber ? Qt::DashLine : Qt::SolidLine));
    painter.drawEllipse(place, radius, radius);
    for (const QPointF& arm : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)})
      painter.drawLine(place + arm * radius, place + arm * reach);
  }
}

} // namespace numeral::ui
