/// When a widget was painted last.
#pragma once

#include <QCoreApplication>
#include <QEvent>
#include <QWidget>

#include "core/base/Clock.h"

namespace numeral::test {

class PaintWatch final : public QObject {
public:
  /// `watched` must outlive it.
  explicit PaintWatch(QWidget& watched) : m_watched(watched) { watched.installEventFilter(this); }
  base::TimePoint last; ///< when it was done

protected:
  bool eventFilter(QObject* object, QEvent* event) override
  {
    if (object != &m_watched || event->type() != QEvent::Paint)
      return false;
    m_watched.removeEventFilter(this);
    QCoreApplication::sendEvent(&m_watched, event);
    m_watched.installEventFilter(this);
    last = base::Steady::now();
    return true;
  }

private:
  QWidget& m_watched;
};

} // namespace numeral::test
