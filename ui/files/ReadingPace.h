/// How fast a list is read, and how long the rest will take.
#pragma once

#include <QElapsedTimer>
#include <QString>

namespace numeral::ui {

class ReadingPace {
public:
  /// `read`: files that were read before.
  void start(int read);
  /// The time until resume() does not count.
  void pause();
  void resume();

  /// "120 a second, about 3 min left"; empty while that would be a guess.
  QString inWords(int read, int left) const;

private:
  QElapsedTimer m_clock;     ///< valid while reading
  qint64 m_milliseconds = 0; ///< of reading before that
  int m_readBefore = 0;
};

} // namespace numeral::ui
