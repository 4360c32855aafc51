#include "ui/monitor/AlertWords.h"

#include <QDateTime>
#include <QLocale>
#include <QObject>
#include <QStringList>

namespace numeral::ui {
namespace {

constexpr std::size_t kShown = 4; ///< so that the charts stay in sight

/// The time alone where it was today.
QString timeOf(double unixTime)
{
  const QDateTime when = QDateTime::fromSecsSinceEpoch(static_cast<qint64>(unixTime));
  const QLocale locale;
  return when.date() == QDate::currentDate() ? locale.toString(when.time(), QLocale::ShortFormat)
                                             : locale.toString(when, QLocale::ShortFormat);
}

QString lineOf(const report::Alert& alert)
{
  const QString severity =
      alert.severity == report::Alert::Severity::Critical ? QObject::tr("Critical") : QObject::tr("Warning");
  return QObject::tr("%1 since %2: %3. %4")
      .arg(severity, timeOf(alert.since), QString::fromStdString(alert.summary), QString::fromStdString(alert.remedy));
}

} // namespace

QString alertWords(const std::vector<report::Alert>& firing)
{
  QStringList lines;
  for (std::size_t i = 0; i < firing.size() && i < kShown; ++i)
    lines.append(lineOf(firing[i]));
  if (firing.size() > kShown)
    lines.append(QObject::tr("And %n more.", nullptr, static_cast<int>(firing.size() - kShown)));
  return lines.join(QLatin1Char('\n'));
}

} // namespace numeral::ui
