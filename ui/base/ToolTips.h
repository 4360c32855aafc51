/// Words from outside as tool tips.
#pragma once

#include <QString>

namespace numeral::ui {

/// Qt takes a tool tip with a tag anywhere in it for rich text: a file's name, or what another program says, could then
/// show what it likes. Wraps long words as well.
inline QString plainToolTip(const QString& words)
{
  return words.isEmpty() ? QString() : QStringLiteral("<p>%1</p>").arg(words.toHtmlEscaped());
}

} // namespace numeral::ui
