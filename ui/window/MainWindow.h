/// The window: menus, the page, the status bar.
#pragma once

#include <QMainWindow>

#include "ui/ports/ModelControl.h"
#include "ui/ports/ServerControl.h"
#include "ui/window/Dialogs.h"
#include "ui/window/DrawPage.h"

class QLabel;

namespace numeral::ui {

class Notice;
class ServerStatus;

class MainWindow final : public QMainWindow {
  Q_OBJECT
public:
  /// All of them must outlive the window.
  MainWindow(engine::Recognizer& recognizer, ModelControl& model, ServerControl& server,
             Dialogs dialogs = systemDialogs());

  /// An image or a saved drawing.
  void open(const QString& path) { m_page->open(path); }

protected:
  void changeEvent(QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

private:
  QAction* addAction(QMenu* menu, const char* name, const QString& text, const QString& toolTip,
                     const QKeySequence& key = {});
  void makeFileMenu();
  void makeEditMenu();
  void makeViewMenu();
  void makeServerMenu();
  void makeHelpMenu();
  void makeStatusBar();
  void makeNotices();
  void paintIcons();

  void saveDrawing();
  void openModel();
  void paste();
  void showModelState();
  void showServerState();
  void showShortcuts();
  void showAbout();

  ModelControl& m_model;
  ServerControl& m_server;
  Dialogs m_dialogs;
  DrawPage* m_page;
  Notice* m_serverNotice;
  QAction* m_open = nullptr;
  QAction* m_save = nullptr;
  QAction* m_paste = nullptr;
  QAction* m_startServer = nullptr;
  QAction* m_stopServer = nullptr;
  QAction* m_openServerPage = nullptr;
  QAction* m_copyAddress = nullptr;
  QLabel* m_duration = nullptr;
  QLabel* m_modelName = nullptr;
  ServerStatus* m_serverStatus = nullptr;
};

} // namespace numeral::ui
