/// Keeps whole answers in a temporary file until they are exported, so that a long list takes no memory.
#pragma once

#include <atomic>

#include <QString>
#include <QTemporaryFile>

#include "core/engine/Recognizer.h"

namespace numeral::ui {

/// Owns: the file, which goes with it. Threads: any.
class AnswerStore {
public:
  struct Place {
    qint64 offset = -1;
    qint64 size = 0;
  };

  AnswerStore();

  /// A place that the disk had no room for fails when it is read.
  Place keep(const engine::Result& result);

  /// What was kept: an answer or why there is none. Errors besides: Io (says where).
  engine::Result read(const Place& place) const;

private:
  QTemporaryFile m_file;
  int m_handle = -1;
  std::atomic<qint64> m_end = 0;
};

} // namespace numeral::ui
