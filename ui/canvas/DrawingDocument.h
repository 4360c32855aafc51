/// The drawing under the pen, with its undo history.
#pragma once

#include <QObject>
#include <QUndoStack>

#include "core/strokes/Drawing.h"

namespace numeral::ui {

/// Units: a page of kWidth x kHeight, whatever the size of the widget that shows it, so that neither window nor screen
/// changes what is recognised. One pen width holds for the whole drawing, as in strokes::Drawing.
class DrawingDocument final : public QObject {
  Q_OBJECT
public:
  static constexpr double kWidth = 400;
  static constexpr double kHeight = 300;
  static constexpr int kMinPenWidth = 4;
  static constexpr int kMaxPenWidth = 40;
  static constexpr int kDefaultPenWidth = 18;
  static constexpr int kMostSteps = 500;             ///< that can be undone; a day of writing must not fill the memory
  static constexpr std::size_t kMostFollowed = 5000; ///< a page full of digits has fewer

  explicit DrawingDocument(QObject* parent = nullptr);

  /// With the stroke that is being drawn.
  strokes::Drawing drawing() const;
  bool empty() const { return m_strokes.empty() && m_running.empty(); }
  bool drawingStroke() const { return !m_running.empty(); }
  double penWidth() const { return m_penWidth; }
  void setPenWidth(double width);
  QUndoStack& undoStack() { return m_undo; }

  void beginStroke(strokes::Point point);
  void extendStroke(strokes::Point point);
  void endStroke();
  void cancelStroke();

  /// Removes whole strokes that come within `radius` of the way from `from` to `to`; one undo step until endErase().
  void erase(strokes::Point from, strokes::Point to, double radius);
  void endErase();

  void clear();
  /// Takes the place of the drawing, undoably. One that does not lie on the page is scaled onto it.
  void replace(strokes::Drawing drawing);
  /// Shows a drawing that is being made elsewhere on a sheet of that side; all changes that follow one another are one
  /// undo step. Nothing happens while a stroke is being drawn here, or for more than kMostFollowed points.
  void follow(strokes::Drawing drawing, double side);
  /// The drawing is one that was followed, and nothing has been done to it here.
  bool following() const;

Q_SIGNALS:
  /// The stroke that is being drawn grew.
  void growing();
  /// Strokes or pen width changed for good.
  void settled();

private:
  friend class AddStroke;
  friend class RemoveStroke;
  friend class ReplaceDrawing;

  std::size_t pointCount() const;

  std::vector<strokes::Stroke> m_strokes;
  strokes::Stroke m_running;
  double m_penWidth = kDefaultPenWidth;
  bool m_erasing = false;
  QUndoStack m_undo;
};

} // namespace numeral::ui
