/// The answer: large, in words, as bars, and what the model saw.
#pragma once

#include <string>
#include <vector>

#include <QWidget>

#include "core/engine/Recognition.h"

class QLabel;

namespace numeral::ui {

class ClassBars;
class ModelInputView;

class ResultPanel final : public QWidget {
  Q_OBJECT
public:
  explicit ResultPanel(QWidget* parent = nullptr);

  void setClasses(const std::vector<std::string>& classes);
  void setModelInputVisible(bool visible);

  void showAnswer(const engine::Recognition& recognition);
  /// No answer, and why: nothing written, loading, an error.
  void showWords(const QString& words);

protected:
  void resizeEvent(QResizeEvent* event) override;

private:
  void setHeadline(const QString& text);
  void fitHeadline();

  QLabel* m_headline;
  QLabel* m_verdict;
  QLabel* m_secondGuess;
  ClassBars* m_bars;
  QWidget* m_seen;
  ModelInputView* m_input;
  QLabel* m_caption;
};

} // namespace numeral::ui
