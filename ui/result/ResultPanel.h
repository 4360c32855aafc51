/// The answer: large, in words, as bars, what the model saw, and where the time went.
#pragma once

#include <string>
#include <vector>

#include <QWidget>

#include "core/engine/Recognition.h"

class QLabel;

namespace numeral::ui {

class ClassBars;
class CorrectionBar;
class GlyphStrip;
class SeenPanel;
class SpokenLabel;
class StageWaterfall;

class ResultPanel final : public QWidget {
  Q_OBJECT
public:
  explicit ResultPanel(QWidget* parent = nullptr);

  void setClasses(const std::vector<std::string>& classes);
  void setModelInputVisible(bool visible);
  void setStagesVisible(bool visible);

  void showAnswer(const engine::Recognition& recognition);
  /// No answer, and why: nothing written, loading, an error.
  void showWords(const QString& words);
  /// Has a screen reader say what is shown, unless it said so last.
  void announce();
  /// Something else was written: what is said next is news, the same words or not.
  void expectNews() { m_announced.clear(); }

  CorrectionBar& correction() { return *m_correction; }
  /// Where the time went; whoever holds the panel gives it a place, for it is wide and low.
  QWidget* stages() const { return m_stages; }

  /// Of several items, the one that the bars tell of.
  std::size_t chosen() const;
  bool wantsSteps() const;

Q_SIGNALS:
  void chose(std::size_t index);
  void wantsStepsChanged();

protected:
  void resizeEvent(QResizeEvent* event) override;

private:
  void setHeadline(const QString& text);
  void fitHeadline();
  void showItem(std::size_t index);

  QLabel* m_headline;
  SpokenLabel* m_verdict;
  QLabel* m_secondGuess;
  QLabel* m_hint;
  GlyphStrip* m_glyphs;
  CorrectionBar* m_correction;
  ClassBars* m_bars;
  SeenPanel* m_seen;
  QWidget* m_stages;
  StageWaterfall* m_waterfall;
  engine::Recognition m_recognition;
  QString m_announced;
};

} // namespace numeral::ui
