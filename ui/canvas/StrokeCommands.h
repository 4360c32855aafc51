/// The steps of the undo history.
#pragma once

#include <cstddef>
#include <vector>

#include <QUndoCommand>

#include "core/strokes/Drawing.h"

namespace numeral::ui {

class DrawingDocument;

class AddStroke final : public QUndoCommand {
public:
  AddStroke(DrawingDocument& document, strokes::Stroke stroke);
  void undo() override;
  void redo() override;

private:
  DrawingDocument& m_document;
  strokes::Stroke m_stroke;
};

class RemoveStroke final : public QUndoCommand {
public:
  RemoveStroke(DrawingDocument& document, std::size_t index);
  void undo() override;
  void redo() override;

private:
  DrawingDocument& m_document;
  std::size_t m_index;
  strokes::Stroke m_stroke;
};

/// Clearing and opening.
class ReplaceDrawing : public QUndoCommand {
public:
  ReplaceDrawing(DrawingDocument& document, std::vector<strokes::Stroke> strokes, double penWidth, const QString& text);
  void undo() override { exchange(); }
  void redo() override { exchange(); }

private:
  void exchange();

  DrawingDocument& m_document;
  std::vector<strokes::Stroke> m_otherStrokes;
  double m_otherPenWidth;
};

/// A drawing that is being made elsewhere: however often it changes, it is one step.
class FollowDrawing final : public ReplaceDrawing {
public:
  using ReplaceDrawing::ReplaceDrawing;
  int id() const override;
  bool mergeWith(const QUndoCommand* other) override;
};

} // namespace numeral::ui
