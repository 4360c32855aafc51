/// Boxes around what was found, drawn over a drawing or an image.
#pragma once

#include <vector>

#include <QFont>
#include <QPalette>
#include <QRectF>
#include <QString>
#include <QTransform>

#include "core/engine/Recognition.h"

class QPainter;

namespace numeral::ui {

struct Mark {
  QRectF box; ///< in units of the drawing or pixels of the image
  QString label;
  bool sure = true;    ///< else its frame is dashed
  bool chosen = false; ///< the one that the bars tell of

  bool operator==(const Mark&) const = default;
};

/// One for each item that has a box; nothing that has been left unread gets a label.
std::vector<Mark> marksOf(const engine::Recognition& recognition, std::size_t chosen);

/// `toWidget` brings a mark's box to where it is painted.
void paintMarks(QPainter& painter, const std::vector<Mark>& marks, const QTransform& toWidget, const QPalette& palette);

} // namespace numeral::ui
