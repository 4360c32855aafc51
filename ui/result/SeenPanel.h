/// What the model sees, and every picture on the way there.
#pragma once

#include <QWidget>

#include "core/engine/Recognition.h"

class QComboBox;
class QLabel;

namespace numeral::ui {

class ModelInputView;

class SeenPanel final : public QWidget {
  Q_OBJECT
public:
  explicit SeenPanel(QWidget* parent = nullptr);

  void show(const engine::Recognition& recognition, std::size_t chosen);
  void clear();

  /// A step is looked at, so that answers should bring them.
  bool wantsSteps() const;

Q_SIGNALS:
  void wantsStepsChanged();

private:
  void showPicture();

  QComboBox* m_choice;
  ModelInputView* m_view;
  QLabel* m_caption;
  image::Image m_input;
  std::vector<vision::Step> m_steps;
  bool m_answered = false;
};

} // namespace numeral::ui
