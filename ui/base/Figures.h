/// Numbers, and the names that reports and verdicts have, as the window says them.
#pragma once

#include <cstdint>
#include <string>

#include <QString>

namespace numeral::ui {

// Between number and unit stands a space at which no line is broken.

/// "350 µs", "2.1 ms", "1.25 s".
QString duration(double seconds);
/// For how long, to the second: "12 s", "3 min", "2 h".
QString timeSpan(double seconds);
/// "84 MB", "1.2 GB", in powers of 1000.
QString byteSize(double bytes);
/// "1,234".
QString wholeNumber(std::uint64_t count);
/// "3", "0.25": few digits, for rates and axes.
QString shortNumber(double value);

/// Of a source, verdict, confidence band or error, as reports name them; an unknown name comes back as it is.
QString inWords(const std::string& name);

} // namespace numeral::ui
