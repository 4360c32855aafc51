#include "ui/result/Words.h"

#include <algorithm>

#include <QObject>

namespace numeral::ui {

namespace {

constexpr double kCertain = 0.9995;
constexpr double kWorthNaming = 0.0005;

QString label(const engine::Recognition& recognition)
{
  return QString::fromStdString(recognition.label.value_or(std::string()));
}

QString rival(const engine::Recognition& recognition)
{
  return QString::fromStdString(recognition.alternatives.front().label);
}

} // namespace

QString percent(double share)
{
  if (share >= kCertain)
    return QObject::tr("100 %");
  return QObject::tr("%1 %").arg(std::min(share * 100, 99.9), 0, 'f', 1);
}

QString headline(const engine::Recognition& recognition)
{
  switch (recognition.verdict) {
  case model::Verdict::Digit: return label(recognition);
  case model::Verdict::Unsure:
    return recognition.alternatives.empty() ? label(recognition)
                                            : QObject::tr("%1 or %2").arg(label(recognition), rival(recognition));
  case model::Verdict::NotADigit: return QObject::tr("?");
  case model::Verdict::Empty: return noAnswer();
  }
  return {};
}

QString sentence(const engine::Recognition& recognition)
{
  const QString sure = percent(recognition.confidence);
  switch (recognition.verdict) {
  case model::Verdict::Digit: return QObject::tr("Read as %1, %2 sure.").arg(label(recognition), sure);
  case model::Verdict::Unsure:
    return recognition.alternatives.empty() ? QObject::tr("Not sure: perhaps %1, %2.").arg(label(recognition), sure)
                                            : QObject::tr("Not sure: %1 (%2) or %3 (%4).")
                                                  .arg(label(recognition), sure, rival(recognition),
                                                       percent(recognition.alternatives.front().confidence));
  case model::Verdict::NotADigit: return QObject::tr("There is ink, but nothing that the model knows.");
  case model::Verdict::Empty: return QObject::tr("There is nothing written here.");
  }
  return {};
}

QString secondGuess(const engine::Recognition& recognition)
{
  if (recognition.verdict != model::Verdict::Digit || recognition.alternatives.empty() ||
      recognition.alternatives.front().confidence < kWorthNaming)
    return {};
  return QObject::tr("Second guess: %1, %2")
      .arg(rival(recognition), percent(recognition.alternatives.front().confidence));
}

} // namespace numeral::ui
