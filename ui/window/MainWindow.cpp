#include "ui/window/MainWindow.h"

#include <utility>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QStatusBar>
#include <QVBoxLayout>

#include "core/base/Files.h"
#include "core/base/Version.h"
#include "ui/base/Icons.h"
#include "ui/base/Notice.h"
#include "ui/base/PageParts.h"
#include "ui/base/ToolTips.h"
#include "ui/files/FilesPage.h"
#include "ui/log/LogPage.h"
#include "ui/model/ModelPage.h"
#include "ui/monitor/MonitorPage.h"
#include "ui/server/ServerPage.h"
#include "ui/settings/SettingsPage.h"
#include "ui/window/Pages.h"
#include "ui/window/RecentFiles.h"
#include "ui/window/Samples.h"
#include "ui/window/ServerStatus.h"
#include "ui/window/ShortcutSheet.h"

namespace numeral::ui {
namespace {

QStringList localFiles(const QMimeData& data)
{
  QStringList files;
  for (const QUrl& url : data.urls()) {
    if (url.isLocalFile())
      files << url.toLocalFile();
  }
  return files;
}

bool standsForMany(const QFileInfo& file) { return file.isDir() || file.fileName() == QLatin1String(kListOfLabels); }

} // namespace

MainWindow::MainWindow(const Ports& ports, Dialogs dialogs)
    : m_model(ports.model), m_server(ports.server), m_settings(ports.settings), m_dialogs(std::move(dialogs)),
      m_pages(new Pages(this)), m_page(new DrawPage(ports.recognizer, ports.model, ports.corrections, this)),
      m_files(new FilesPage(ports.recognizer, ports.model, m_dialogs, this)), m_monitor(new MonitorPage(ports, this)),
      m_serverPage(new ServerPage(ports.server, this)), m_logPage(new LogPage(ports.log, this)),
      m_modelPage(new ModelPage(ports.model, this)), m_settingsPage(new SettingsPage(ports.settings, this)),
      m_serverNotice(new Notice(QStringLiteral("serverNotice"), tr("About the server"), this))
{
  setObjectName(QStringLiteral("mainWindow"));
  setWindowTitle(tr("Numeral"));
  setWindowIcon(programIcon());
  setAcceptDrops(true);

  auto* central = new QWidget(this);
  auto* layout = new QVBoxLayout(central);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(m_pages, 1);
  auto* foot = new QVBoxLayout;
  foot->setContentsMargins(16, 0, 16, 0);
  foot->addWidget(m_serverNotice);
  layout->addLayout(foot);
  setCentralWidget(central);
  resize(1120, 760);
  if (m_settings.restoresWindow())
    restoreGeometry(m_settings.windowGeometry());

  makePages();
  makeFileMenu();
  makeEditMenu();
  makeViewMenu();
  makeBatchMenu();
  makeServerMenu();
  makeHelpMenu();
  makeStatusBar();
  makeNotices();
  paintIcons();

  connect(&m_model, &ModelControl::changed, this, &MainWindow::showModelState);
  connect(&m_server, &ServerControl::changed, this, &MainWindow::showServerState);
  connect(&m_server, &ServerControl::pageDrawing, m_page, &DrawPage::follow);
  connect(m_page, &DrawPage::answered, this, [this](const engine::Recognition& recognition) {
    m_duration->setText(tr("Answered in %1 ms").arg(recognition.times.total * 1e3, 0, 'f', 1));
  });
  connect(&m_settings, &Settings::changed, this, &MainWindow::takeSettings);
  takeSettings();
  showModelState();
  showServerState();
  m_page->focusCanvas(); // only now: what gets another parent loses it
}

QAction* MainWindow::addAction(QMenu* menu, const char* name, const QString& text, const QString& toolTip,
                               const QKeySequence& key)
{
  QAction* action = makeAction(name, text, toolTip, this, key);
  menu->addAction(action);
  return action;
}

void MainWindow::makePages()
{
  m_pageActions << m_pages->add(m_page, {"Draw", tr("&Draw"), tr("Write, or look at one image"), QStringLiteral("draw"),
                                         QKeySequence(Qt::CTRL | Qt::Key_1)});
  m_pageActions << m_pages->add(m_files, {"Files", tr("&Files"), tr("Read many images"), QStringLiteral("files"),
                                          QKeySequence(Qt::CTRL | Qt::Key_2)});
  connect(m_files, &FilesPage::openRequested, this, qOverload<const QString&>(&MainWindow::open));
  connect(m_files, &FilesPage::chosen, this, [this](const QStringList& paths) {
    m_pages->show(m_files);
    m_files->add(paths);
    if (paths.size() == 1)
      m_recent->add(paths.front());
  });
  m_pageActions << m_pages->add(m_monitor, {"Monitor", tr("&Monitor"), tr("Watch what the program does and costs"),
                                            QStringLiteral("monitor"), QKeySequence(Qt::CTRL | Qt::Key_3)});
  connect(m_monitor, &MonitorPage::wanted, this, [this] { m_pages->show(m_monitor); });
  m_pageActions << m_pages->add(m_serverPage, {"Server", tr("&Server"), tr("Let other programs and phones ask"),
                                               QStringLiteral("server"), QKeySequence(Qt::CTRL | Qt::Key_4)});
  m_pageActions << m_pages->add(m_logPage, {"Log", tr("&Log"), tr("What the program did"), QStringLiteral("log"),
                                            QKeySequence(Qt::CTRL | Qt::Key_5)});
  m_pageActions << m_pages->add(m_modelPage, {"Model", tr("M&odel"), tr("What is known of the model"),
                                              QStringLiteral("model"), QKeySequence(Qt::CTRL | Qt::Key_6)});
  m_pageActions << m_pages->add(m_settingsPage,
                                {"Settings", tr("Se&ttings"), tr("Choose colours, pen and how the server starts"),
                                 QStringLiteral("settings"), QKeySequence(Qt::CTRL | Qt::Key_Comma)});
}

void MainWindow::open(const QString& path)
{
  m_recent->add(path);
  m_pages->show(m_page);
  m_page->open(path);
}

void MainWindow::open(const QStringList& paths)
{
  if (paths.isEmpty())
    return;
  if (paths.size() == 1 && !standsForMany(QFileInfo(paths.front()))) {
    open(paths.front());
    return;
  }
  if (paths.size() == 1)
    m_recent->add(paths.front());
  m_pages->show(m_files);
  m_files->add(paths);
}

void MainWindow::openRecent(const QString& path)
{
  if (QFileInfo::exists(path)) {
    open(QStringList(path));
    return;
  }
  m_recent->remove(path);
  m_pages->show(m_page);
  m_page->report(tr("%1 is not there any more. It was moved, renamed or deleted; open it where it is now.").arg(path));
}

void MainWindow::makeFileMenu()
{
  QMenu* menu = menuBar()->addMenu(tr("&File"));
  m_open = addAction(menu, "actionOpen", tr("&Open …"), tr("Open an image or a saved drawing"), QKeySequence::Open);
  connect(m_open, &QAction::triggered, this, [this] {
    if (const QString path = m_dialogs.open(this); !path.isEmpty())
      open(QStringList(path));
  });
  menu->addActions({m_files->actions().openImages, m_files->actions().openFolder});
  m_recent = new RecentFiles(m_settings, menu);
  connect(m_recent, &RecentFiles::chosen, this, &MainWindow::openRecent);
  m_paste =
      addAction(menu, "actionPaste", tr("&Paste Image"), tr("Read the image on the clipboard"), QKeySequence::Paste);
  connect(m_paste, &QAction::triggered, this, &MainWindow::paste);
  m_save =
      addAction(menu, "actionSaveDrawing", tr("&Save Drawing …"), tr("Save the strokes to a file"), QKeySequence::Save);
  connect(m_save, &QAction::triggered, this, &MainWindow::saveDrawing);
  menu->addAction(m_files->actions().exportAnswers);
  menu->addSeparator();
  menu->addActions({m_modelPage->actions().open, m_modelPage->actions().loadAgain});
  connect(m_modelPage->actions().open, &QAction::triggered, this, &MainWindow::openModel);
  menu->addSeparator();
  QAction* quit =
      addAction(menu, "actionQuit", tr("&Quit"), tr("Close the window"), QKeySequence(Qt::CTRL | Qt::Key_Q));
  connect(quit, &QAction::triggered, this, &QWidget::close);
}

void MainWindow::makeEditMenu()
{
  const DrawPage::Actions& page = m_page->actions();
  QMenu* menu = menuBar()->addMenu(tr("&Edit"));
  menu->addActions({page.undo, page.redo});
  menu->addSeparator();
  menu->addActions({page.eraser, page.clear});
  menu->addSeparator();
  menu->addActions({page.thicker, page.thinner});
  menu->addSeparator();
  menu->addActions({page.correct, page.noDigit});
  menu->addSeparator();
  menu->addAction(m_settingsPage->restoreDefaultsAction());
}

void MainWindow::makeBatchMenu()
{
  const FilesPage::Actions& page = m_files->actions();
  QMenu* menu = menuBar()->addMenu(tr("&Batch"));
  menu->addActions({page.pause, page.cancel, page.readAgain});
  menu->addSeparator();
  QMenu* sort = menu->addMenu(tr("S&ort"));
  sort->setObjectName(QStringLiteral("menuSort"));
  sort->menuAction()->setObjectName(QStringLiteral("actionSort"));
  sort->menuAction()->setToolTip(tr("In which order the files stand"));
  sort->addActions(page.sortings);
  menu->addActions({page.leastSureFirst, page.clear});
}

void MainWindow::makeViewMenu()
{
  const DrawPage::Actions& page = m_page->actions();
  QMenu* menu = menuBar()->addMenu(tr("&View"));
  menu->addActions(m_pageActions);
  menu->addSeparator();
  menu->addActions({page.backToDrawing, page.showBoxes, page.showModelInput, page.showStages});
  menu->addSeparator();
  const LogPage::Actions& log = m_logPage->actions();
  menu->addActions({log.pause, log.copy, log.clear});
  menu->addSeparator();
  QMenu* dashboards = menu->addMenu(tr("Dashboards in &Grafana"));
  dashboards->setObjectName(QStringLiteral("menuDashboards"));
  dashboards->menuAction()->setObjectName(QStringLiteral("actionDashboards"));
  dashboards->menuAction()->setToolTip(tr("What hours and days have brought, in the browser"));
  dashboards->addActions(m_monitor->dashboards());
  menu->addSeparator();
  QAction* full =
      addAction(menu, "actionFullScreen", tr("F&ull Screen"), tr("Use the whole screen"), QKeySequence(Qt::Key_F11));
  full->setCheckable(true);
  full->setChecked(isFullScreen());
  connect(full, &QAction::toggled, this,
          [this](bool on) { setWindowState(windowState().setFlag(Qt::WindowFullScreen, on)); });
  m_fullScreen = full;
}

void MainWindow::makeServerMenu()
{
  const ServerPage::Actions& page = m_serverPage->actions();
  QMenu* menu = menuBar()->addMenu(tr("&Server"));
  menu->addActions({page.start, page.stop, page.restart, page.otherPort});
  menu->addAction(m_page->actions().followPage);
  menu->addSeparator();
  menu->addActions({page.openPage, page.copyAddress, page.copyCurl});
  menu->addSeparator();
  menu->addActions({m_monitor->actions().add, m_monitor->actions().remove});
}

void MainWindow::makeHelpMenu()
{
  QMenu* menu = menuBar()->addMenu(tr("&Help"));
  makeSamples(*menu);
  QAction* shortcuts =
      addAction(menu, "actionShortcuts", tr("&Keyboard Shortcuts"), tr("Show all shortcuts"), QKeySequence(Qt::Key_F1));
  connect(shortcuts, &QAction::triggered, this, &MainWindow::showShortcuts);
  QAction* about = addAction(menu, "actionAbout", tr("&About Numeral"), tr("Show the version"));
  connect(about, &QAction::triggered, this, &MainWindow::showAbout);
}

void MainWindow::makeSamples(QMenu& menu)
{
  QMenu* list = menu.addMenu(tr("&Samples to Try"));
  list->setObjectName(QStringLiteral("menuSamples"));
  list->menuAction()->setObjectName(QStringLiteral("actionSamples"));
  list->menuAction()->setToolTip(tr("Drawings to try the program with"));
  list->menuAction()->setStatusTip(list->menuAction()->toolTip());
  for (const Sample& sample : samples()) {
    const QByteArray name = QByteArrayLiteral("actionSample_") + sample.file;
    QAction* action = addAction(list, name.constData(), sample.name, sample.toolTip);
    connect(action, &QAction::triggered, this, [this, sample] {
      m_pages->show(m_page);
      m_page->open(drawingOf(sample));
    });
  }
}

void MainWindow::makeStatusBar()
{
  m_duration = new QLabel(this);
  m_duration->setObjectName(QStringLiteral("duration"));
  m_duration->setToolTip(tr("From asking the engine to its answer"));
  m_modelName = new QLabel(this);
  m_modelName->setObjectName(QStringLiteral("modelName"));
  m_modelName->setTextFormat(Qt::PlainText);
  m_serverStatus = new ServerStatus(*m_serverPage->actions().copyAddress, this);
  connect(m_serverStatus, &ServerStatus::addressClicked, m_serverPage->actions().openPage, &QAction::trigger);
  statusBar()->setSizeGripEnabled(false);
  statusBar()->setContentsMargins(12, 0, 12, 0);
  statusBar()->addWidget(m_duration);
  statusBar()->addPermanentWidget(m_modelName);
  m_serverStatus->setContentsMargins(16, 0, 0, 0);
  statusBar()->addPermanentWidget(m_serverStatus);
}

void MainWindow::makeNotices()
{
  Notice& model = m_page->modelNotice();
  QPushButton* open =
      model.addButton(QStringLiteral("openModelButton"), tr("Open a model …"), tr("Read with another model"));
  connect(open, &QPushButton::clicked, this, &MainWindow::openModel);
  QPushButton* again =
      model.addButton(QStringLiteral("retryModelButton"), tr("Retry"), tr("Load the same model again"));
  connect(again, &QPushButton::clicked, &m_model, &ModelControl::retry);

  QPushButton* other = m_serverNotice->addButton(QStringLiteral("otherPortButton"), tr("Use another port"),
                                                 tr("Start the server on a free port"));
  connect(other, &QPushButton::clicked, this, [this] { m_server.start(0); });
  QPushButton* retry =
      m_serverNotice->addButton(QStringLiteral("retryServerButton"), tr("Retry"), tr("Try the same port again"));
  connect(retry, &QPushButton::clicked, this, [this] { m_server.start(m_server.port()); });
}

void MainWindow::paintIcons()
{
  m_open->setIcon(icon(QStringLiteral("open"), palette()));
  m_save->setIcon(icon(QStringLiteral("save"), palette()));
  m_paste->setIcon(icon(QStringLiteral("paste"), palette()));
}

void MainWindow::changeEvent(QEvent* event)
{
  QMainWindow::changeEvent(event);
  if (event->type() == QEvent::PaletteChange)
    paintIcons();
  // The window manager may have changed it, or the settings at the start.
  if (event->type() == QEvent::WindowStateChange && m_fullScreen)
    m_fullScreen->setChecked(isFullScreen());
}

void MainWindow::closeEvent(QCloseEvent* event)
{
  if (m_settings.restoresWindow())
    m_settings.setWindowGeometry(saveGeometry());
  QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
  if (event->mimeData()->hasImage() || !localFiles(*event->mimeData()).isEmpty())
    event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
  take(*event->mimeData());
  event->acceptProposedAction();
}

void MainWindow::paste()
{
  const QMimeData nothing;
  const QMimeData* copied = QApplication::clipboard()->mimeData(); // null where nothing was ever copied
  take(copied ? *copied : nothing);
}

void MainWindow::take(const QMimeData& mime)
{
  if (const QStringList files = localFiles(mime); !files.isEmpty()) {
    open(files);
    return;
  }
  m_pages->show(m_page);
  m_page->take(mime);
}

void MainWindow::saveDrawing()
{
  const QString path = m_dialogs.saveDrawing(this);
  if (path.isEmpty())
    return;
  if (const auto saved = base::writeFile(path.toStdString(), strokes::toJson(m_page->document().drawing())); !saved) {
    m_pages->show(m_page);
    m_page->report(QString::fromStdString(saved.error().message));
  }
}

void MainWindow::openModel()
{
  if (const QString path = m_dialogs.openModel(this); !path.isEmpty())
    m_model.load(path.toStdString());
}

void MainWindow::takeSettings()
{
  applyTheme(m_settings.theme());
  // The pen that was chosen since stays, whatever else is kept meanwhile.
  if (const int width = m_settings.penWidth(); std::exchange(m_penTaken, width) != width && m_page->document().empty())
    m_page->document().setPenWidth(width);
}

void MainWindow::showModelState()
{
  const report::ModelState state = m_model.state();
  QString words = QString::fromStdString(state.name);
  if (state.phase == report::ModelState::Phase::Loading)
    words = tr("loading …");
  else if (words.isEmpty())
    words = tr("none");
  m_modelName->setText(tr("Model: %1").arg(words));
  m_modelName->setToolTip(plainToolTip(QString::fromStdString(state.path)));
}

void MainWindow::showServerState()
{
  const report::ServerState state = m_server.state();
  m_serverStatus->show(state);
  if (state.phase == report::ServerState::Phase::Failed)
    m_serverNotice->show(QString::fromStdString(state.message));
  else
    m_serverNotice->hide();
}

void MainWindow::showShortcuts() { (new ShortcutSheet(*menuBar(), this))->open(); }

void MainWindow::showAbout()
{
  const QString words = tr(
      "<h3>Numeral %1</h3>"
      "<p>Reads handwritten digits: written here, from image files, or over HTTP. Nothing leaves your machine.</p>"
      "<p>Revision %2. Licensed under Apache-2.0.</p>"
      "<p>Made with Qt %3 (LGPL-3.0), libtorch, OpenBLAS and CLI11 (BSD-3-Clause), OpenCV and OpenSSL (Apache-2.0), "
      "CivetWeb, prometheus-cpp, spdlog and nlohmann-json (MIT), libcurl (curl), libqrencode (LGPL-2.1), zlib (Zlib) "
      "and tl::expected (CC0-1.0).</p>");
  auto* box = new QMessageBox(QMessageBox::NoIcon, tr("About Numeral"),
                              words.arg(QString::fromStdString(base::version()),
                                        QString::fromStdString(base::revision()), QString::fromLatin1(qVersion())),
                              QMessageBox::Close, this);
  box->setObjectName(QStringLiteral("about"));
  box->setIconPixmap(programIcon().pixmap(64, 64));
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->open();
}

} // namespace numeral::ui
