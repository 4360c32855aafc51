#include "ui/base/Figures.h"

#include <cmath>

#include <QLocale>
#include <QObject>

namespace numeral::ui {
namespace {

/// That of the words, whatever the system's.
const QLocale& locale()
{
  static const QLocale english(QLocale::English);
  return english;
}

/// Three digits that count.
QString digits(double value)
{
  if (!std::isfinite(value))
    return QStringLiteral("–");
  const int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  QString text = locale().toString(value, 'f', decimals);
  if (decimals > 0) {
    while (text.endsWith(QLatin1Char('0')))
      text.chop(1);
    if (!text.back().isDigit())
      text.chop(1);
  }
  return text;
}

struct Words {
  const char* name;
  const char* words;
};
constexpr Words kWords[] = {
    {"window", QT_TRANSLATE_NOOP("QObject", "window")},
    {"http", QT_TRANSLATE_NOOP("QObject", "HTTP")},
    {"batch", QT_TRANSLATE_NOOP("QObject", "batch")},
    {"digit", QT_TRANSLATE_NOOP("QObject", "sure")},
    {"unsure", QT_TRANSLATE_NOOP("QObject", "unsure")},
    {"not_a_digit", QT_TRANSLATE_NOOP("QObject", "not a digit")},
    {"empty", QT_TRANSLATE_NOOP("QObject", "empty page")},
    {"very_high", QT_TRANSLATE_NOOP("QObject", "above 90 %")},
    {"high", QT_TRANSLATE_NOOP("QObject", "80 to 90 %")},
    {"medium", QT_TRANSLATE_NOOP("QObject", "60 to 80 %")},
    {"low", QT_TRANSLATE_NOOP("QObject", "40 to 60 %")},
    {"very_low", QT_TRANSLATE_NOOP("QObject", "below 40 %")},
    {"invalid_argument", QT_TRANSLATE_NOOP("QObject", "malformed request")},
    {"unsupported_format", QT_TRANSLATE_NOOP("QObject", "unknown file type")},
    {"unusable_image", QT_TRANSLATE_NOOP("QObject", "broken image")},
    {"image_too_large", QT_TRANSLATE_NOOP("QObject", "image too large")},
    {"too_many_bytes", QT_TRANSLATE_NOOP("QObject", "too many bytes")},
    {"not_found", QT_TRANSLATE_NOOP("QObject", "not found")},
    {"no_model", QT_TRANSLATE_NOOP("QObject", "no model")},
    {"invalid_model", QT_TRANSLATE_NOOP("QObject", "unusable model")},
    {"queue_full", QT_TRANSLATE_NOOP("QObject", "queue full")},
    {"deadline_exceeded", QT_TRANSLATE_NOOP("QObject", "too late")},
    {"shutting_down", QT_TRANSLATE_NOOP("QObject", "stopping")},
    {"io", QT_TRANSLATE_NOOP("QObject", "read error")},
    {"internal", QT_TRANSLATE_NOOP("QObject", "internal error")},
};

} // namespace

QString duration(double seconds)
{
  constexpr double kMicro = 1e-6;
  constexpr double kMilli = 1e-3;
  if (seconds < kMilli)
    return QObject::tr("%1\u00a0µs").arg(std::round(seconds / kMicro));
  return seconds < 1 ? QObject::tr("%1\u00a0ms").arg(digits(seconds / kMilli))
                     : QObject::tr("%1\u00a0s").arg(digits(seconds));
}

QString timeSpan(double seconds)
{
  constexpr double kMinute = 60;
  constexpr double kHour = 3600;
  if (seconds < kMinute)
    return QObject::tr("%1\u00a0s").arg(std::floor(seconds));
  return seconds < kHour ? QObject::tr("%1\u00a0min").arg(std::floor(seconds / kMinute))
                         : QObject::tr("%1\u00a0h").arg(std::floor(seconds / kHour));
}

QString byteSize(double bytes)
{
  constexpr double kStep = 1000;
  double value = bytes;
  for (const char* unit : {QT_TRANSLATE_NOOP("QObject", "%1\u00a0B"), QT_TRANSLATE_NOOP("QObject", "%1\u00a0kB"),
                           QT_TRANSLATE_NOOP("QObject", "%1\u00a0MB"), QT_TRANSLATE_NOOP("QObject", "%1\u00a0GB")}) {
    if (value < kStep)
      return QObject::tr(unit).arg(digits(value));
    value /= kStep;
  }
  return QObject::tr("%1\u00a0TB").arg(digits(value));
}

QString wholeNumber(std::uint64_t count) { return locale().toString(static_cast<qulonglong>(count)); }

QString shortNumber(double value) { return digits(value); }

QString inWords(const std::string& name)
{
  for (const Words& known : kWords) {
    if (name == known.name)
      return QObject::tr(known.words);
  }
  return QString::fromStdString(name);
}

} // namespace numeral::ui
