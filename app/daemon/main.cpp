/// numerald: the server without a window.
#include <iostream>

#include <malloc.h>

#include "app/daemon/Signals.h"
#include "app/service/CommandLine.h"
#include "app/service/ExitCode.h"
#include "app/service/Instance.h"
#include "app/service/ModelLocation.h"
#include "monitoring/logging/Log.h"

using namespace numeral;

namespace {

/// glibc raises its bounds with every large block that is freed, up to 32 MiB, and then keeps bodies and photographs in
/// each of its arenas for ever. Fixed, they go back to the system. What a forward pass takes for a full batch does not:
/// it would be had anew, page by page, for every batch.
void giveLargeBlocksBack()
{
  constexpr int kLarge = 4 << 20;
  constexpr int kKept = 16 << 20; // at the end of an arena; glibc's own 128 KiB are less than a batch takes
  mallopt(M_MMAP_THRESHOLD, kLarge);
  mallopt(M_TRIM_THRESHOLD, kKept);
}

int fail(const base::Error& error, service::ExitCode code)
{
  std::cerr << "numerald: " << error.message << std::endl;
  return code;
}

int run(const service::Options& options)
{
  daemon::watchSignals();
  service::Instance instance(options);
  const auto model = options.model.empty() ? service::defaultModel() : options.model;
  if (const auto loaded = instance.loadModel(model); !loaded) {
    if (loaded.error().code == base::ErrorCode::InvalidArgument) // the device
      return fail(loaded.error(), service::kWrongUse);
    if (!options.allowNoModel)
      return fail(loaded.error(), service::kNoUsableModel);
    std::cerr << "numerald: " << loaded.error().message << " Going on without a model." << std::endl;
  }
  instance.log().holdStdout(true); // requests may come before the ready line, their lines may not
  if (const auto started = instance.startServer(); !started)
    return fail(started.error(), service::exitCode(started.error().code));
  std::cout << "numerald ready on " << instance.serverState().url << " (admin " << instance.adminUrl() << ")"
            << std::endl;
  instance.log().holdStdout(false);

  while (daemon::waitForSignal() == daemon::Asked::Reload) {
    instance.reopenLogs();
    static_cast<void>(instance.reloadModel()); // the log has what is wrong
  }
  if (!instance.stopServer())
    std::cerr << "numerald: requests were still under way after --drain-timeout; they got 503." << std::endl;
  return service::kFine;
}

} // namespace

int main(int argc, char** argv)
{
  giveLargeBlocksBack();
  const auto commandLine = service::parseCommandLine(argc, argv);
  if (!commandLine)
    return fail({commandLine.error().code, commandLine.error().message + "\nTry numerald --help.", {}},
                service::kWrongUse);
  if (commandLine->text) {
    std::cout << *commandLine->text;
    return service::kFine;
  }
  return run(commandLine->options);
}
