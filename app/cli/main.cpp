#include <cstdio>
#include <iostream>

#include <CLI/CLI.hpp>

#include "app/cli/DataCommand.h"
#include "app/cli/DoctorCommand.h"
#include "app/cli/EvalCommand.h"
#include "app/cli/LoadtestCommand.h"
#include "app/cli/ModelCommand.h"
#include "app/cli/PredictCommand.h"
#include "app/cli/TrainCommand.h"
#include "app/service/ExitCode.h"
#include "core/base/Version.h"

using namespace numeral;

int main(int argc, char** argv)
{
  CLI::App app("Reads handwritten digits, trains and checks models, and tries out servers.", "numeralctl");
  app.set_version_flag("--version", "numeralctl " + base::version() + " (" + base::revision() + ")",
                       "Print the version and end");
  app.set_help_flag("-h,--help", "Print this help, or after a command that command's, and end");
  app.require_subcommand(1);
  app.footer("Start with:\n"
             "  numeralctl predict digit.png      what does it say?\n"
             "  numeralctl model info             which model reads here, and how well?\n"
             "  numeralctl doctor                 is this installation in order?\n"
             "  numeralctl COMMAND --help         all about one command\n"
             "\n"
             "Ends with 0 if all went well, 1 if the work failed in part or in all, 2 after wrong use,\n"
             "4 without a usable model.");

  int exitCode = service::kFine;
  cli::addPredictCommand(app, exitCode);
  cli::addEvalCommand(app, exitCode);
  cli::addTrainCommand(app, exitCode);
  cli::addDataCommand(app, exitCode);
  cli::addModelCommand(app, exitCode);
  cli::addLoadtestCommand(app, exitCode);
  cli::addDoctorCommand(app, exitCode);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? service::kFine : service::kWrongUse;
  }
  // A full disk shows only here. A reader that went away (… | head) has ended the program before: SIGPIPE is left
  // alone.
  if (!std::cout.flush()) {
    std::fputs("numeralctl: the output could not be written. Is the disk full?\n", stderr);
    return service::kFailed;
  }
  return exitCode;
}
