#include "ui/settings/Settings.h"

#include <algorithm>
#include <array>

#include "ui/canvas/DrawingDocument.h"

namespace numeral::ui {
namespace {

const QString kTheme = QStringLiteral("window/theme");
const QString kRestores = QStringLiteral("window/restore");
const QString kGeometry = QStringLiteral("window/geometry");
const QString kPenWidth = QStringLiteral("drawing/penWidth");
const QString kStartsServer = QStringLiteral("server/start");
const QString kPort = QStringLiteral("server/port");
const QString kReach = QStringLiteral("server/reach");

const QString kRecentFiles = QStringLiteral("window/recentFiles");
const QString kInstances = QStringLiteral("monitor/instances");
const QString kGrafana = QStringLiteral("monitor/grafana");

const QString kNetwork = QStringLiteral("network");
const QString kThisComputer = QStringLiteral("this-computer");

/// In the order of Theme.
const std::array kThemes{QStringLiteral("system"), QStringLiteral("light"), QStringLiteral("dark"),
                         QStringLiteral("high-contrast")};

} // namespace

Settings::Settings(QObject* parent)
    : QObject(parent),
      m_store(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("numeral"), QStringLiteral("numeral"))
{
}

Settings::Settings(const QString& file, QObject* parent) : QObject(parent), m_store(file, QSettings::IniFormat) {}

Theme Settings::theme() const
{
  const auto found = std::find(kThemes.begin(), kThemes.end(), m_store.value(kTheme).toString());
  return found == kThemes.end() ? Theme::System : static_cast<Theme>(found - kThemes.begin());
}

void Settings::setTheme(Theme theme) { keep(kTheme, kThemes.at(static_cast<std::size_t>(theme))); }

int Settings::penWidth() const
{
  return number(kPenWidth, DrawingDocument::kMinPenWidth, DrawingDocument::kMaxPenWidth,
                DrawingDocument::kDefaultPenWidth);
}

void Settings::setPenWidth(int width) { keep(kPenWidth, width); }

bool Settings::restoresWindow() const { return flag(kRestores, true); }
void Settings::setRestoresWindow(bool restores) { keep(kRestores, restores); }

QByteArray Settings::windowGeometry() const { return m_store.value(kGeometry).toByteArray(); }
void Settings::setWindowGeometry(const QByteArray& geometry) { keep(kGeometry, geometry); }

QStringList Settings::recentFiles() const { return m_store.value(kRecentFiles).toStringList(); }
void Settings::setRecentFiles(const QStringList& paths) { keep(kRecentFiles, paths); }

QStringList Settings::instances() const { return m_store.value(kInstances).toStringList(); }
void Settings::setInstances(const QStringList& addresses) { keep(kInstances, addresses); }

QUrl Settings::grafana() const
{
  const QUrl kept = grafanaAt(m_store.value(kGrafana).toString());
  return kept.isValid() ? kept : QUrl(QLatin1String(kDefaultGrafana));
}

void Settings::setGrafana(const QUrl& address) { keep(kGrafana, address.toString()); }

QUrl Settings::grafanaAt(const QString& text)
{
  const QString trimmed = text.trimmed();
  const QUrl url(trimmed.contains(QLatin1String("://")) ? trimmed : QStringLiteral("http://") + trimmed,
                 QUrl::StrictMode);
  const bool spoken = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
  return spoken && !url.host().isEmpty() && !url.hasQuery() && !url.hasFragment() && url.userInfo().isEmpty() ? url
                                                                                                              : QUrl();
}

bool Settings::startsServer() const { return flag(kStartsServer, true); }
void Settings::setStartsServer(bool starts) { keep(kStartsServer, starts); }

int Settings::port() const { return number(kPort, 0, kHighestPort, kDefaultPort); }
void Settings::setPort(int port) { keep(kPort, port); }

report::Reach Settings::reach() const
{
  return m_store.value(kReach).toString() == kNetwork ? report::Reach::Network : report::Reach::ThisComputer;
}

void Settings::setReach(report::Reach reach)
{
  keep(kReach, reach == report::Reach::Network ? kNetwork : kThisComputer);
}

void Settings::restoreDefaults()
{
  for (const QString& choice : {kTheme, kRestores, kPenWidth, kStartsServer, kPort, kReach, kGrafana})
    m_store.remove(choice);
  finish();
}

bool Settings::flag(const QString& key, bool otherwise) const
{
  const QString word = m_store.value(key).toString();
  if (word == QLatin1String("true"))
    return true;
  return word == QLatin1String("false") ? false : otherwise;
}

int Settings::number(const QString& key, int least, int most, int otherwise) const
{
  bool isNumber = false;
  const int value = m_store.value(key).toString().toInt(&isNumber);
  return isNumber && value >= least && value <= most ? value : otherwise;
}

void Settings::keep(const QString& key, const QVariant& value)
{
  if (m_store.value(key) == value)
    return;
  m_store.setValue(key, value);
  finish();
}

void Settings::finish()
{
  m_store.sync();
  Q_EMIT changed();
  if (m_store.status() == QSettings::AccessError)
    Q_EMIT notKept(tr("The settings hold until you quit, but they cannot be kept: %1 cannot be written. Check who "
                      "owns the file and its folder, and whether the disk is full.")
                       .arg(m_store.fileName()));
}

} // namespace numeral::ui
