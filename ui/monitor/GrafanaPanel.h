/// Buttons to the dashboards that Grafana shows of what a longer time has brought.
#pragma once

#include <QList>
#include <QWidget>

#include "ui/settings/Settings.h"

class QAction;
class QLabel;

namespace numeral::ui {

class GrafanaPanel final : public QWidget {
  Q_OBJECT
public:
  /// `settings` must outlive the panel.
  explicit GrafanaPanel(const Settings& settings, QWidget* parent = nullptr);

  /// For a menu; children of the panel.
  const QList<QAction*>& actions() const { return m_actions; }

private:
  void makeActions();
  void layOut();
  void showAddress();

  const Settings& m_settings;
  QList<QAction*> m_actions;
  QLabel* m_words;
};

} // namespace numeral::ui
