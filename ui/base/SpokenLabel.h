/// Words that are said aloud.
#pragma once

#include <QLabel>

namespace numeral::ui {

/// A label that a screen reader tells of wherever the keyboard is: when it appears, and whenever say() is called.
class SpokenLabel final : public QLabel {
  Q_OBJECT

public:
  explicit SpokenLabel(QWidget* parent = nullptr);

  /// Says what stands there now; nothing while it is out of sight.
  void say();
};

} // namespace numeral::ui
