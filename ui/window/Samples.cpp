#include "ui/window/Samples.h"

#include <QFile>
#include <QObject>

namespace numeral::ui {

QList<Sample> samples()
{
  return {
      {"four", QObject::tr("A &Four"), QObject::tr("One digit, plainly written")},
      {"barred-seven", QObject::tr("A Seven with a &Bar"), QObject::tr("As it is written in much of Europe")},
      {"year", QObject::tr("A &Year"), QObject::tr("Several digits are read as one number")},
      {"two-rows", QObject::tr("Two &Rows"), QObject::tr("Rows are read one after the other")},
      {"four-or-nine", QObject::tr("Four or &Nine"), QObject::tr("Hard to tell, so it says that it is not sure")},
      {"touching", QObject::tr("&Touching Digits"), QObject::tr("Two that touch are read in one")},
      {"letter", QObject::tr("A &Letter"), QObject::tr("What is no digit should be called none")},
      {"empty", QObject::tr("&Empty Page"), QObject::tr("Nothing written, and no digit made up")},
  };
}

strokes::Drawing drawingOf(const Sample& sample)
{
  QFile file(QStringLiteral(":/samples/%1.json").arg(QLatin1String(sample.file)));
  if (!file.open(QIODevice::ReadOnly))
    return {};
  return strokes::parseDrawing(file.readAll().toStdString()).value_or(strokes::Drawing{});
}

} // namespace numeral::ui
