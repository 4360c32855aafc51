/// What stands behind `numeral` on the command line.
#pragma once

#include <QString>
#include <QStringList>

#include "app/service/Options.h"
#include "core/base/Error.h"

namespace numeral::desktop {

struct CommandLine {
  service::Options options;
  bool server = true;
  QStringList files; ///< and folders to open at once
  QString text;      ///< --help or --version: print it and end
};

/// Errors: InvalidArgument (names the flag).
base::Expected<CommandLine> parseCommandLine(const QStringList& arguments);

} // namespace numeral::desktop
