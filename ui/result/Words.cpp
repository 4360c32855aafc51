#include "ui/result/Words.h"

#include <algorithm>

#include <QObject>

namespace numeral::ui {

namespace {

constexpr double kCertain = 0.9995;
constexpr double kWorthNaming = 0.0005;

/// Beyond what all but a few in a thousand of the digits show that people wrote, drew and photographed.
constexpr double kFaintInk = 0.3;
constexpr double kThinLine = 0.025;
constexpr double kThickLine = 0.18;
constexpr double kWideGlyph = 1.3;

QString label(const engine::Recognition& recognition) { return inOneLine(recognition.label.value_or(std::string())); }

QString className(const engine::Recognition& recognition, const model::Item& item)
{
  return QString::fromStdString(recognition.model.classes.at(item.best));
}

QString rival(const engine::Recognition& recognition) { return inOneLine(recognition.alternatives.front().label); }

/// A way to part the ink into digits that is not the likeliest by itself.
bool daringlyParted(const model::Item& item) { return item.prior < 1; }

} // namespace

QString percent(double share)
{
  if (share >= kCertain)
    return QObject::tr("100 %");
  return QObject::tr("%1 %").arg(std::min(share * 100, 99.9), 0, 'f', 1);
}

QString inOneLine(const std::string& label)
{
  return QString::fromStdString(label).replace(u'\n', QStringLiteral(" / "));
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
    if (!recognition.alternatives.empty())
      return QObject::tr("Not sure: %1 (%2) or %3 (%4).")
          .arg(label(recognition), sure, rival(recognition), percent(recognition.alternatives.front().confidence));
    if (std::any_of(recognition.items.begin(), recognition.items.end(), daringlyParted))
      return QObject::tr("Not sure: perhaps %1, if the digits are parted rightly.").arg(label(recognition));
    return QObject::tr("Not sure: perhaps %1, %2.").arg(label(recognition), sure);
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

QString glyphLabel(const engine::Recognition& recognition, const model::Item& item)
{
  if (item.verdict == model::Verdict::NotADigit)
    return QObject::tr("?");
  const QString name = className(recognition, item);
  return item.verdict == model::Verdict::Unsure ? QObject::tr("%1?").arg(name) : name;
}

QString glyphSentence(const engine::Recognition& recognition, const model::Item& item)
{
  if (item.verdict == model::Verdict::NotADigit)
    return QObject::tr("Nothing that the model knows.");
  const QString name = className(recognition, item);
  if (item.verdict == model::Verdict::Unsure && daringlyParted(item))
    return QObject::tr("Not sure: perhaps %1, if it is parted rightly from its neighbours.").arg(name);
  const QString sure = percent(item.probabilities.at(item.best));
  return item.verdict == model::Verdict::Unsure ? QObject::tr("Not sure: perhaps %1, %2.").arg(name, sure)
                                                : QObject::tr("Read as %1, %2 sure.").arg(name, sure);
}

QString hint(const engine::Recognition& recognition)
{
  for (const model::Item& item : recognition.items) {
    // A raw tensor has no ink to speak of.
    if (item.verdict == model::Verdict::Digit || !item.box)
      continue;
    if (item.ink.contrast < kFaintInk)
      return QObject::tr("The ink is faint: a darker pen or more light helps.");
    if (item.ink.aspect > kWideGlyph)
      return QObject::tr("It is very wide: leave a gap between digits that should not touch.");
    if (item.ink.stroke > kThickLine)
      return QObject::tr("The line is thick for its size: write larger, or with a thinner pen.");
    if (item.ink.stroke < kThinLine)
      return QObject::tr("The line is very thin for its size: a thicker pen helps.");
  }
  return {};
}

} // namespace numeral::ui
