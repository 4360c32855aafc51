/// The row in which a person says what was right.
#pragma once

#include <optional>
#include <string>

#include <QWidget>

#include "core/engine/Recognition.h"

class QAction;
class QLineEdit;

namespace numeral::ui {

class SpokenLabel;

class CorrectionBar final : public QWidget {
  Q_OBJECT
public:
  /// For a menu; children of the bar.
  struct Actions {
    QAction* correct;
    QAction* noDigit;
  };

  explicit CorrectionBar(QWidget* parent = nullptr);

  const Actions& actions() const { return m_actions; }

  /// To what a right answer can be given. What is typed already stays while the model is the same.
  void show(const engine::Recognition& recognition);
  /// There is nothing to correct.
  void clear();
  /// What became of it.
  void tell(const QString& words);

Q_SIGNALS:
  /// Nothing: there is no digit.
  void corrected(const std::optional<std::string>& label);

protected:
  void hideEvent(QHideEvent* event) override;
  void showEvent(QShowEvent* event) override;

private:
  void submit();
  void say(const QString& words);
  void forget();
  void enable();

  bool m_answered = false;
  engine::ModelInfo m_model;
  Actions m_actions{};
  QLineEdit* m_text;
  SpokenLabel* m_words;
};

} // namespace numeral::ui
