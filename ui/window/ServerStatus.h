/// The server's state in the status bar: its address to click and to copy.
#pragma once

#include <QWidget>

#include "core/report/ServerState.h"

class QAction;
class QLabel;
class QToolButton;

namespace numeral::ui {

class ServerStatus final : public QWidget {
  Q_OBJECT
public:
  /// `copyAddress` is what the button does.
  explicit ServerStatus(QAction& copyAddress, QWidget* parent = nullptr);

  void show(const report::ServerState& state);

Q_SIGNALS:
  void addressClicked();

private:
  QLabel* m_words;
  QToolButton* m_copy;
};

} // namespace numeral::ui
