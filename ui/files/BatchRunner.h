/// Has many files recognised in the background, a bounded number at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <QObject>
#include <QTimer>

#include "core/engine/Recognizer.h"
#include "ui/files/AnswerStore.h"

namespace numeral::ui {

struct BatchFile {
  int row = 0; ///< repeated in the answer
  std::string path;
  std::optional<std::string> truth; ///< the right answer, where it is known; empty: no digit
};

/// What a list keeps of an answer; the whole of it is in the store.
struct BatchAnswer {
  int row = 0;
  QString problem; ///< why there is no answer; empty where there is one
  model::Verdict verdict = model::Verdict::Empty;
  std::optional<std::string> label;
  QString words; ///< the answer as the window writes it: "4 or 9"
  double confidence = 0;
  double seconds = 0; ///< without waiting
  std::optional<bool> right;
  AnswerStore::Place place;
};

/// Threads: the GUI thread's. Files are read on a thread of its own; answers are collected and come many at a time.
class BatchRunner final : public QObject {
  Q_OBJECT
public:
  /// `recognizer` must outlive this.
  explicit BatchRunner(engine::Recognizer& recognizer, QObject* parent = nullptr);
  ~BatchRunner() override;

  void add(std::vector<BatchFile> files);
  /// What is under way still comes.
  void pause();
  void resume();
  /// Nothing of what was added comes any more, but what answered() has told already.
  void cancel();

  bool running() const { return m_timer.isActive(); }
  bool paused() const;

  /// Where the answers are kept. Cancelling and then forgetting starts anew with an empty store.
  std::shared_ptr<const AnswerStore> store() const;
  void forget();

Q_SIGNALS:
  void answered(const std::vector<numeral::ui::BatchAnswer>& answers);
  /// Everything that was added has its answer.
  void finished();

private:
  class Work;
  void collect();

  std::shared_ptr<Work> m_work;
  std::thread m_reader;
  QTimer m_timer;
};

} // namespace numeral::ui
