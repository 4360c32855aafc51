#include "app/cli/StopRequest.h"

#include <atomic>
#include <csignal>

namespace numeral::cli {
namespace {

std::atomic<bool> stopping{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch nothing else");

void onSignal(int) { stopping = true; }

} // namespace

void watchForStop()
{
  struct sigaction action {};
  action.sa_handler = &onSignal;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

bool stopRequested() { return stopping; }

} // namespace numeral::cli
