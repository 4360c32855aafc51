#include "app/daemon/Signals.h"

#include <atomic>
#include <cerrno>

#include <csignal>
#include <semaphore.h>
#include <unistd.h>

namespace numeral::daemon {
namespace {

sem_t g_asked;
std::atomic<bool> g_stop = false;
std::atomic<bool> g_reload = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may take no lock");

extern "C" void onStop(int signal)
{
  if (g_stop.exchange(true))
    _exit(128 + signal);
  sem_post(&g_asked);
}

extern "C" void onReload(int /*signal*/)
{
  if (!g_reload.exchange(true))
    sem_post(&g_asked);
}

void handle(int signal, void (*handler)(int))
{
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(signal, &action, nullptr);
}

} // namespace

void watchSignals()
{
  sem_init(&g_asked, 0, 0);
  handle(SIGTERM, onStop);
  handle(SIGINT, onStop);
  handle(SIGHUP, onReload);
}

Asked waitForSignal()
{
  while (sem_wait(&g_asked) != 0 && errno == EINTR)
    continue;
  if (g_stop)
    return Asked::Stop;
  g_reload = false; // before loading: what changes from now on is another reload
  return Asked::Reload;
}

} // namespace numeral::daemon
