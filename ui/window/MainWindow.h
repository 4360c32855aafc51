/// The window: menus, pages, the status bar.
#pragma once

#include <QMainWindow>

#include "ui/base/Dialogs.h"
#include "ui/ports/Ports.h"
#include "ui/window/DrawPage.h"

class QLabel;

namespace numeral::ui {

class FilesPage;
class LogPage;
class ModelPage;
class MonitorPage;
class Notice;
class Pages;
class RecentFiles;
class ServerPage;
class SettingsPage;
class ServerStatus;

class MainWindow final : public QMainWindow {
  Q_OBJECT
public:
  explicit MainWindow(const Ports& ports, Dialogs dialogs = systemDialogs());

  /// An image or a saved drawing goes to the drawing page; several of them, a folder or a labels.csv to that of files.
  void open(const QString& path);
  void open(const QStringList& paths);

protected:
  void changeEvent(QEvent* event) override;
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

private:
  QAction* addAction(QMenu* menu, const char* name, const QString& text, const QString& toolTip,
                     const QKeySequence& key = {});
  void makeFileMenu();
  void makeEditMenu();
  void makeBatchMenu();
  void makeViewMenu();
  void makeServerMenu();
  void makeHelpMenu();
  void makeSamples(QMenu& menu);
  void makePages();
  void makeStatusBar();
  void makeNotices();
  void paintIcons();

  void saveDrawing();
  void openModel();
  void paste();
  void take(const QMimeData& mime);
  void takeSettings();
  void openRecent(const QString& path);
  void showModelState();
  void showServerState();
  void showShortcuts();
  void showAbout();

  ModelControl& m_model;
  ServerControl& m_server;
  Settings& m_settings;
  Dialogs m_dialogs;
  Pages* m_pages;
  DrawPage* m_page;
  FilesPage* m_files;
  MonitorPage* m_monitor;
  ServerPage* m_serverPage;
  LogPage* m_logPage;
  ModelPage* m_modelPage;
  SettingsPage* m_settingsPage;
  QList<QAction*> m_pageActions;
  Notice* m_serverNotice;
  int m_penTaken = 0; ///< the settings' pen width that was taken over last
  RecentFiles* m_recent = nullptr;
  QAction* m_open = nullptr;
  QAction* m_fullScreen = nullptr;
  QAction* m_save = nullptr;
  QAction* m_paste = nullptr;
  QLabel* m_duration = nullptr;
  QLabel* m_modelName = nullptr;
  ServerStatus* m_serverStatus = nullptr;
};

} // namespace numeral::ui
