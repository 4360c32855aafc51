/// How the window asks for files; tests put functions of their own here.
#pragma once

#include <functional>

#include <QString>

class QWidget;

namespace numeral::ui {

/// Each returns a path, or nothing where the person cancelled.
struct Dialogs {
  using Ask = std::function<QString(QWidget* parent)>;
  Ask open;
  Ask saveDrawing;
  Ask openModel;
};

/// The desktop's own.
Dialogs systemDialogs();

} // namespace numeral::ui
