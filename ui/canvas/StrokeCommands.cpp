#include "ui/canvas/StrokeCommands.h"

#include <iterator>
#include <utility>

#include <QObject>

#include "ui/canvas/DrawingDocument.h"

namespace numeral::ui {

AddStroke::AddStroke(DrawingDocument& document, strokes::Stroke stroke)
    : QUndoCommand(QObject::tr("stroke")), m_document(document), m_stroke(std::move(stroke))
{
}

void AddStroke::undo()
{
  m_document.m_strokes.pop_back();
  Q_EMIT m_document.settled();
}

void AddStroke::redo()
{
  m_document.m_strokes.push_back(m_stroke);
  Q_EMIT m_document.settled();
}

RemoveStroke::RemoveStroke(DrawingDocument& document, std::size_t index)
    : QUndoCommand(QObject::tr("erase")), m_document(document), m_index(index), m_stroke(document.m_strokes[index])
{
}

void RemoveStroke::undo()
{
  m_document.m_strokes.insert(std::next(m_document.m_strokes.begin(), static_cast<std::ptrdiff_t>(m_index)), m_stroke);
  Q_EMIT m_document.settled();
}

void RemoveStroke::redo()
{
  m_document.m_strokes.erase(std::next(m_document.m_strokes.begin(), static_cast<std::ptrdiff_t>(m_index)));
  Q_EMIT m_document.settled();
}

ReplaceDrawing::ReplaceDrawing(DrawingDocument& document, std::vector<strokes::Stroke> strokes, double penWidth,
                               const QString& text)
    : QUndoCommand(text), m_document(document), m_otherStrokes(std::move(strokes)), m_otherPenWidth(penWidth)
{
}

void ReplaceDrawing::exchange()
{
  std::swap(m_document.m_strokes, m_otherStrokes);
  std::swap(m_document.m_penWidth, m_otherPenWidth);
  Q_EMIT m_document.settled();
}

int FollowDrawing::id() const { return 1; }

/// The other one has been carried out and holds what this one put there; what undo brings back is still held here.
bool FollowDrawing::mergeWith(const QUndoCommand* other) { return other->id() == id(); }

} // namespace numeral::ui
