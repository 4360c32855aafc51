#include "app/daemon/StopSignals.h"

#include <atomic>
#include <cerrno>

#include <csignal>
#include <semaphore.h>
#include <unistd.h>

namespace numeral::daemon {
namespace {

sem_t g_asked;
std::atomic<bool> g_seen = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may take no lock");

extern "C" void onStopSignal(int signal)
{
  if (g_seen.exchange(true))
    _exit(128 + signal);
  sem_post(&g_asked);
}

} // namespace

void watchStopSignals()
{
  sem_init(&g_asked, 0, 0);
  struct sigaction action = {};
  action.sa_handler = onStopSignal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
}

void waitForStopSignal()
{
  while (sem_wait(&g_asked) != 0 && errno == EINTR)
    continue;
}

} // namespace numeral::daemon
