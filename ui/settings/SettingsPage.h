/// The page on which a person chooses what the program keeps.
#pragma once

#include <QWidget>

#include "ui/settings/Settings.h"

class QAction;
class QCheckBox;
class QComboBox;
class QLineEdit;
class QSlider;
class QSpinBox;

namespace numeral::ui {

class Notice;

class SettingsPage final : public QWidget {
  Q_OBJECT
public:
  /// `settings` must outlive the page.
  explicit SettingsPage(Settings& settings, QWidget* parent = nullptr);

  /// For a menu; a child of the page.
  QAction* restoreDefaultsAction() const { return m_restoreDefaults; }

private:
  void makeControls();
  void layOut();
  void showSettings();
  void takeGrafana();

  Settings& m_settings;
  QAction* m_restoreDefaults;
  Notice* m_notice;
  Notice* m_grafanaNotice;
  QComboBox* m_theme;
  QCheckBox* m_restoresWindow;
  QSlider* m_penWidth;
  QCheckBox* m_startsServer;
  QSpinBox* m_port;
  QComboBox* m_reach;
  QLineEdit* m_grafana;
};

} // namespace numeral::ui
