/// The page that shows what this program does and costs, and how other instances are doing.
#pragma once

#include <QWidget>

#include "ui/monitor/GrafanaPanel.h"
#include "ui/monitor/InstancesPanel.h"
#include "ui/ports/Ports.h"

class QLabel;
class QScrollArea;

namespace numeral::ui {

class CardGrid;
class CountBars;
class MonitorCard;
class Notice;
class TimeChart;

class MonitorPage final : public QWidget {
  Q_OBJECT
public:
  /// All of `ports` must outlive the page.
  explicit MonitorPage(const Ports& ports, QWidget* parent = nullptr);

  /// For menus.
  const InstancesPanel::Actions& actions() const { return m_instances->actions(); }
  const QList<QAction*>& dashboards() const { return m_grafana->actions(); }

Q_SIGNALS:
  /// The page is needed: whoever holds it shows it.
  void wanted();

protected:
  void showEvent(QShowEvent* event) override;

private:
  /// A card with its charts; each may be missing.
  struct Card {
    MonitorCard* card;
    TimeChart* chart;
    CountBars* bars;
  };

  void makeCards();
  void layOut();
  /// Does nothing while the page is out of sight.
  void refresh();
  void showAlerts();
  void showEmptiness();
  void showRequests();
  void showLatency();
  void showErrors();
  void showConfidence();
  void showClasses();
  void showVerdicts();
  void showProcessors();
  void showMemory();
  report::InstanceState own() const;

  StatusSource& m_status;
  FleetSource& m_fleet;
  ModelControl& m_model;
  ServerControl& m_server;
  QScrollArea* m_scroll;
  Notice* m_alerts;
  QLabel* m_empty;
  CardGrid* m_cards;
  Card m_requests{}, m_latency{}, m_errors{}, m_processors{}, m_confidence{}, m_classes{}, m_verdicts{}, m_memory{};
  InstancesPanel* m_instances;
  GrafanaPanel* m_grafana;
};

} // namespace numeral::ui
