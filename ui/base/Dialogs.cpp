#include "ui/base/Dialogs.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QObject>

#include "core/image/FileName.h"

namespace numeral::ui {

namespace {

QString imageFilter()
{
  QStringList patterns;
  for (const std::string_view ending : image::fileEndings())
    patterns << QLatin1Char('*') + QString::fromLatin1(ending.data(), static_cast<qsizetype>(ending.size()));
  patterns << QStringLiteral("*.json") << QStringLiteral("labels.csv");
  return QObject::tr("Images and drawings (%1);;All files (*)").arg(patterns.join(QLatin1Char(' ')));
}

/// A name without an ending gets that of the chosen form.
QString askForAnswers(QWidget* parent)
{
  const QString csv = QObject::tr("Comma-separated values (*.csv)");
  const QString json = QObject::tr("JSON, with everything known (*.json)");
  QString form = csv;
  const QString path =
      QFileDialog::getSaveFileName(parent, QObject::tr("Export the answers"), QStringLiteral("answers.csv"),
                                   csv + QStringLiteral(";;") + json, &form);
  if (path.isEmpty() || !QFileInfo(path).suffix().isEmpty())
    return path;
  return path + (form == json ? QStringLiteral(".json") : QStringLiteral(".csv"));
}

} // namespace

Dialogs systemDialogs()
{
  Dialogs dialogs;
  dialogs.open = [](QWidget* parent) {
    return QFileDialog::getOpenFileName(parent, QObject::tr("Open an image or a drawing"), {}, imageFilter());
  };
  dialogs.openImages = [](QWidget* parent) {
    return QFileDialog::getOpenFileNames(parent, QObject::tr("Open images"), {}, imageFilter());
  };
  dialogs.openFolder = [](QWidget* parent) {
    return QFileDialog::getExistingDirectory(parent, QObject::tr("Open a folder of images"));
  };
  dialogs.saveAnswers = &askForAnswers;
  dialogs.saveDrawing = [](QWidget* parent) {
    return QFileDialog::getSaveFileName(parent, QObject::tr("Save the drawing"), QStringLiteral("drawing.json"),
                                        QObject::tr("Drawings (*.json)"));
  };
  dialogs.openModel = [](QWidget* parent) {
    return QFileDialog::getOpenFileName(parent, QObject::tr("Open a model"), {},
                                        QObject::tr("Models (manifest.json *.pt);;All files (*)"));
  };
  return dialogs;
}

} // namespace numeral::ui
