/// The digits of a number side by side, each as the model saw it, to choose one whose probabilities are shown.
#pragma once

#include <QListWidget>

#include "core/engine/Recognition.h"

namespace numeral::ui {

class GlyphStrip final : public QListWidget {
  Q_OBJECT
public:
  explicit GlyphStrip(QWidget* parent = nullptr);

  /// Hidden for fewer than two. What was chosen stays chosen as long as there are as many.
  void show(const engine::Recognition& recognition);
  void forget();

  std::size_t chosen() const;

Q_SIGNALS:
  void chose(std::size_t index);
};

} // namespace numeral::ui
