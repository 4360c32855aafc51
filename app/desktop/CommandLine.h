/// What stands behind `numeral` on the command line.
#pragma once

#include <QString>
#include <QStringList>

#include "app/service/Options.h"
#include "core/base/Error.h"
#include "core/report/ServerState.h"

namespace numeral::desktop {

struct CommandLine {
  service::Options options;
  bool server = true;
  QStringList files; ///< and folders to open at once
  QString text;      ///< --help or --version: print it and end
};

/// How the server starts where no flag says otherwise.
struct ServerDefaults {
  bool start = true;
  int port = 8000;
  report::Reach reach = report::Reach::ThisComputer;
};

/// --port and --lan start the server also where the defaults don't. Errors: InvalidArgument (names the flag).
base::Expected<CommandLine> parseCommandLine(const QStringList& arguments, const ServerDefaults& defaults = {});

} // namespace numeral::desktop
