/// Where right answers go that a person gives.
#pragma once

#include <string>
#include <vector>

#include <QObject>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/feedback/Record.h"

namespace numeral::ui {

struct Correction {
  feedback::Record record;
  std::vector<std::string> classes; ///< of the model that read it
  base::Bytes picture;              ///< what was read: an image as it is, a drawing as JSON
};

/// Threads: the GUI thread's; give() does not wait, one of the signals follows.
class CorrectionSink : public QObject {
  Q_OBJECT
public:
  using QObject::QObject;

  /// Of several with one request id the last one counts.
  virtual void give(const Correction& correction) = 0;

Q_SIGNALS:
  void kept(const numeral::feedback::Record& record);
  void failed(const numeral::base::Error& error);
};

} // namespace numeral::ui
