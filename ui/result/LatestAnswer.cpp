#include "ui/result/LatestAnswer.h"

#include <utility>

namespace numeral::ui {

LatestAnswer::LatestAnswer(engine::Recognizer& recognizer, QObject* parent)
    : QObject(parent), m_recognizer(recognizer), m_postbox(*this)
{
}

LatestAnswer::~LatestAnswer() { forget(); }

void LatestAnswer::ask(engine::Input input, bool steps)
{
  forget();
  m_waiting = true;
  engine::Options options;
  options.lane = engine::Lane::Interactive;
  options.keepInput = true;
  options.keepSteps = steps;
  m_ticket =
      m_recognizer.submit(std::move(input), std::move(options),
                          [this, generation = m_generation, post = m_postbox.sender()](engine::Result result) {
                            // `this` is touched on its own thread alone, and only while it lives: the postbox sees to
                            // both.
                            post([this, generation, answer = std::move(result)] { deliver(generation, answer); });
                          });
}

void LatestAnswer::forget()
{
  m_ticket.cancel();
  ++m_generation;
  m_waiting = false;
}

void LatestAnswer::deliver(quint64 generation, const engine::Result& result)
{
  if (generation != m_generation)
    return;
  m_waiting = false;
  if (result)
    Q_EMIT answered(*result);
  else
    Q_EMIT failed(result.error());
}

} // namespace numeral::ui
