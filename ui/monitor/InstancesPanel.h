/// The instances, with what adds one and takes one away.
#pragma once

#include <QWidget>

#include "core/report/InstanceState.h"
#include "ui/ports/FleetSource.h"

class QAction;
class QLineEdit;

namespace numeral::ui {

class InstanceTable;
class Notice;

class InstancesPanel final : public QWidget {
  Q_OBJECT
public:
  /// For menus; both are children of the panel.
  struct Actions {
    QAction* add;
    QAction* remove;
  };

  /// `fleet` must outlive this.
  explicit InstancesPanel(FleetSource& fleet, QWidget* parent = nullptr);

  const Actions& actions() const { return m_actions; }

  /// `own`: of this program.
  void show(const report::InstanceState& own);

Q_SIGNALS:
  /// Whoever holds the panel brings it into sight.
  void wanted();

private:
  void makeActions();
  void layOut();
  void add();
  void remove();

  FleetSource& m_fleet;
  Actions m_actions{};
  QLineEdit* m_address;
  Notice* m_notice;
  InstanceTable* m_table;
};

} // namespace numeral::ui
