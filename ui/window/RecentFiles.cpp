#include "ui/window/RecentFiles.h"
#include "ui/base/ToolTips.h"

#include <QAction>
#include <QDir>
#include <QFileInfo>

namespace numeral::ui {

RecentFiles::RecentFiles(Settings& settings, QMenu* menu)
    : QObject(menu), m_settings(settings), m_menu(menu->addMenu(tr("Open &Recent")))
{
  m_menu->setObjectName(QStringLiteral("recentMenu"));
  m_menu->setToolTipsVisible(true);
  m_menu->menuAction()->setObjectName(QStringLiteral("actionOpenRecent"));
  m_menu->menuAction()->setToolTip(tr("Files and folders that were opened lately"));
  // Filled when it is about to be seen: another window may have opened something.
  connect(m_menu, &QMenu::aboutToShow, this, &RecentFiles::fill);
  fill();
}

void RecentFiles::add(const QString& path)
{
  const QString full = QDir::cleanPath(QFileInfo(path).absoluteFilePath());
  QStringList paths = m_settings.recentFiles();
  paths.removeAll(full);
  paths.prepend(full);
  save(paths.mid(0, kMost));
}

void RecentFiles::remove(const QString& path)
{
  QStringList paths = m_settings.recentFiles();
  paths.removeAll(path);
  save(paths);
}

void RecentFiles::save(const QStringList& paths)
{
  m_settings.setRecentFiles(paths);
  fill();
}

void RecentFiles::fill()
{
  m_menu->clear();
  const QStringList paths = m_settings.recentFiles();
  int number = 0;
  for (const QString& path : paths) {
    const QFileInfo file(path);
    const QString name = file.fileName().replace(QLatin1Char('&'), QLatin1String("&&"));
    QAction* action = m_menu->addAction(tr("&%1  %2").arg(++number).arg(name));
    action->setObjectName(QStringLiteral("actionRecent%1").arg(number));
    action->setData(path);
    action->setToolTip(plainToolTip(path));
    action->setStatusTip(path);
    // Queued, as choosing fills the menu anew, without this action.
    connect(
        action, &QAction::triggered, this, [this, path] { Q_EMIT chosen(path); }, Qt::QueuedConnection);
  }
  m_menu->addSeparator();
  QAction* forget = m_menu->addAction(paths.isEmpty() ? tr("Nothing was opened yet") : tr("&Clear This List"));
  forget->setObjectName(QStringLiteral("actionClearRecent"));
  forget->setToolTip(tr("Forget what was opened; no file is touched"));
  forget->setEnabled(!paths.isEmpty());
  connect(
      forget, &QAction::triggered, this, [this] { save({}); }, Qt::QueuedConnection);
}

} // namespace numeral::ui
