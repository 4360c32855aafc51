#include "ui/files/ReadingPace.h"

#include <QObject>

#include "ui/base/Figures.h"

namespace numeral::ui {
namespace {

/// A rate before that is a guess.
constexpr qint64 kUntilKnown = 1000;

} // namespace

void ReadingPace::start(int read)
{
  m_readBefore = read;
  m_milliseconds = 0;
  m_clock.start();
}

void ReadingPace::pause()
{
  if (m_clock.isValid())
    m_milliseconds += m_clock.elapsed();
  m_clock.invalidate();
}

void ReadingPace::resume() { m_clock.start(); }

QString ReadingPace::inWords(int read, int left) const
{
  const qint64 milliseconds = m_milliseconds + (m_clock.isValid() ? m_clock.elapsed() : 0);
  const int done = read - m_readBefore;
  if (milliseconds < kUntilKnown || done == 0)
    return {};
  const double pace = done * 1e3 / static_cast<double>(milliseconds);
  return QObject::tr("%1 a second, about %2 left").arg(shortNumber(pace), timeSpan(left / pace));
}

} // namespace numeral::ui
