/// How the window asks for files; tests put functions of their own here.
#pragma once

#include <functional>

#include <QString>
#include <QStringList>

class QWidget;

namespace numeral::ui {

/// Each returns a path, or nothing where the person cancelled.
struct Dialogs {
  using Ask = std::function<QString(QWidget* parent)>;
  Ask open;
  Ask saveDrawing;
  Ask openModel;
  std::function<QStringList(QWidget* parent)> openImages;
  Ask openFolder;
  Ask saveAnswers;
};

/// The desktop's own.
Dialogs systemDialogs();

} // namespace numeral::ui
