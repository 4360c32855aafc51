/// Asks the recognizer and hears only the answer to the latest question.
#pragma once

#include <QObject>

#include "core/engine/Recognizer.h"
#include "ui/base/Postbox.h"

namespace numeral::ui {

class LatestAnswer final : public QObject {
  Q_OBJECT
public:
  /// `recognizer` must outlive this.
  explicit LatestAnswer(engine::Recognizer& recognizer, QObject* parent = nullptr);
  ~LatestAnswer() override;

  /// Takes back what was asked before. answered() or failed() follows on this object's thread, unless asked or
  /// forgotten again.
  /// `steps`: with a picture of each step.
  void ask(engine::Input input, bool steps = false);
  void forget();
  bool waiting() const { return m_waiting; }

Q_SIGNALS:
  void answered(const numeral::engine::Recognition& recognition);
  void failed(const numeral::base::Error& error);

private:
  void deliver(quint64 generation, const engine::Result& result);

  engine::Recognizer& m_recognizer;
  engine::Ticket m_ticket;
  quint64 m_generation = 0;
  bool m_waiting = false;
  Postbox m_postbox;
};

} // namespace numeral::ui
