#include "ui/window/Dialogs.h"

#include <QFileDialog>
#include <QObject>

namespace numeral::ui {

Dialogs systemDialogs()
{
  Dialogs dialogs;
  dialogs.open = [](QWidget* parent) {
    return QFileDialog::getOpenFileName(
        parent, QObject::tr("Open an image or a drawing"), {},
        QObject::tr("Images and drawings (*.png *.jpg *.jpeg *.webp *.bmp *.pgm *.ppm *.pnm *.tif *.tiff *.json);;"
                    "All files (*)"));
  };
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
