/// Ends the program in our own words where no window can be opened: Qt would abort() and advise to install it anew.
#pragma once

#include <QStringList>

namespace numeral::desktop {

/// What a person is told, and what to do. Empty where there is a display to try, or the arguments or the environment
/// name a platform of Qt's that may need none.
QString withoutDisplay(const QStringList& arguments);

/// Around the making of a QApplication: what Qt calls fatal then ends the program with exit code 1. Owns: Qt's message
/// handler, for as long as it lives.
class DisplayGuard {
public:
  DisplayGuard();
  ~DisplayGuard();
  DisplayGuard(const DisplayGuard&) = delete;
  DisplayGuard& operator=(const DisplayGuard&) = delete;
};

} // namespace numeral::desktop
