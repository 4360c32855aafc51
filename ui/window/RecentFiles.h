/// The menu of files and folders that were opened lately, kept from one start of the program to the next.
#pragma once

#include <QMenu>
#include <QStringList>

#include "ui/settings/Settings.h"

namespace numeral::ui {

class RecentFiles final : public QObject {
  Q_OBJECT
public:
  static constexpr int kMost = 10;

  /// Adds its submenu to `menu`. `settings` must outlive this.
  RecentFiles(Settings& settings, QMenu* menu);

  /// To the top.
  void add(const QString& path);
  void remove(const QString& path);

Q_SIGNALS:
  void chosen(const QString& path);

private:
  void save(const QStringList& paths);
  void fill();

  Settings& m_settings;
  QMenu* m_menu;
};

} // namespace numeral::ui
