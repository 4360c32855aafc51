/// Answers in words, as the window says them.
#pragma once

#include <string>

#include <QString>

#include "core/engine/Recognition.h"

namespace numeral::ui {

/// "99.8 %"; never 100 % below 99.95 %.
QString percent(double share);

/// Stands where the answer would.
inline QString noAnswer() { return QStringLiteral("–"); }

/// A label in one line: "314 / 27" where it has two rows.
QString inOneLine(const std::string& label);

/// The answer alone, to be written large: "4", "4 or 9", "?".
QString headline(const engine::Recognition& recognition);

/// The verdict in a sentence: "Read as 4, 99.8 % sure."
QString sentence(const engine::Recognition& recognition);

/// "Second guess: 9, 0.1 %"; empty where there is none worth naming.
QString secondGuess(const engine::Recognition& recognition);

/// One digit of several: "4", "4?" where it is not sure, "?" where it is none.
QString glyphLabel(const engine::Recognition& recognition, const model::Item& item);

/// The same in a sentence.
QString glyphSentence(const engine::Recognition& recognition, const model::Item& item);

/// What about the ink of the doubtful items makes reading hard and what to do; empty where nothing is unusual.
QString hint(const engine::Recognition& recognition);

} // namespace numeral::ui
