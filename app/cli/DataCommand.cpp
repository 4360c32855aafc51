#include "app/cli/DataCommand.h"

#include "app/cli/FetchCommand.h"
#include "app/cli/SynthCommand.h"

namespace numeral::cli {

void addDataCommand(CLI::App& app, int& exitCode)
{
  CLI::App* command = app.add_subcommand("data", "Get and make data to train and measure with");
  command->require_subcommand(1);
  addFetchCommand(*command, exitCode);
  addSynthCommand(*command, exitCode);
}

} // namespace numeral::cli
