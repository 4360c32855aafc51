/// What a person chose and the program keeps.
#pragma once

#include <QByteArray>
#include <QObject>
#include <QSettings>
#include <QStringList>
#include <QUrl>

#include "core/report/ServerState.h"
#include "ui/settings/Theme.h"

namespace numeral::ui {

/// Typed and within bounds: what is missing, out of bounds or no such value in the file counts as the default.
/// Threads: the GUI thread's.
class Settings final : public QObject {
  Q_OBJECT
public:
  static constexpr int kDefaultPort = 8000;
  static constexpr int kHighestPort = 65535;
  static constexpr const char* kDefaultGrafana = "http://localhost:3000";

  /// In the file where the desktop wants it.
  explicit Settings(QObject* parent = nullptr);
  explicit Settings(const QString& file, QObject* parent = nullptr);

  Theme theme() const;
  void setTheme(Theme theme);
  /// Units: DrawingDocument's.
  int penWidth() const;
  void setPenWidth(int width);
  bool restoresWindow() const;
  void setRestoresWindow(bool restores);
  /// Empty where none was kept.
  QByteArray windowGeometry() const;
  void setWindowGeometry(const QByteArray& geometry);

  /// Whether the server starts with the program, and how.
  bool startsServer() const;
  void setStartsServer(bool starts);
  /// 0 takes a free one.
  int port() const;
  void setPort(int port);
  report::Reach reach() const;
  void setReach(report::Reach reach);

  /// Addresses of other instances that are watched.
  QStringList instances() const;
  void setInstances(const QStringList& addresses);

  /// Where Grafana is, http or https.
  QUrl grafana() const;
  void setGrafana(const QUrl& address);
  /// What somebody typed, "host:3000" too; invalid where it is no such address.
  static QUrl grafanaAt(const QString& text);

  /// Newest first.
  QStringList recentFiles() const;
  void setRecentFiles(const QStringList& paths);

  /// Forgets the choices; where the window stood, what was opened and watched is kept.
  void restoreDefaults();

Q_SIGNALS:
  void changed();
  /// The choice holds, but only until the program ends.
  void notKept(const QString& words);

private:
  bool flag(const QString& key, bool otherwise) const;
  int number(const QString& key, int least, int most, int otherwise) const;
  void keep(const QString& key, const QVariant& value);
  void finish();

  QSettings m_store;
};

} // namespace numeral::ui
