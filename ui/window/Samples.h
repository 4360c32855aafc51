/// Drawings that come with the program, to try it with.
#pragma once

#include <QList>
#include <QString>

#include "core/strokes/Drawing.h"

namespace numeral::ui {

struct Sample {
  const char* file; ///< of resources/samples, without ".json"
  QString name;     ///< with its mnemonic, for a menu
  QString toolTip;  ///< what it shows
};

QList<Sample> samples();

strokes::Drawing drawingOf(const Sample& sample);

} // namespace numeral::ui
