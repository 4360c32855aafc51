#include "app/desktop/DesktopServer.h"

#include <mutex>
#include <optional>
#include <utility>

namespace numeral::desktop {

/// A slot instead of a queue: however fast drawings come in, the window is told of one at a time.
struct DesktopServer::Latest {
  std::mutex mutex;
  std::optional<report::PageDrawing> drawing; ///< absent: nothing is on its way to the window
};

DesktopServer::DesktopServer(service::Instance& instance, std::string host, int port, QObject* parent)
    : ui::ServerControl(parent), m_instance(instance), m_host(std::move(host)), m_port(port),
      m_latest(std::make_shared<Latest>()), m_postbox(*this)
{
  m_worker.setMaxThreadCount(1);
  m_instance.onPageDrawing([this, latest = m_latest, post = m_postbox.sender()](const report::PageDrawing& drawing) {
    const std::lock_guard lock(latest->mutex);
    const bool onItsWay = latest->drawing.has_value();
    latest->drawing = drawing;
    if (!onItsWay)
      post([this, latest] {
        std::unique_lock take(latest->mutex);
        const auto newest = std::exchange(latest->drawing, {});
        take.unlock();
        Q_EMIT pageDrawing(*newest);
      });
  });
}

DesktopServer::~DesktopServer()
{
  m_instance.onPageDrawing({});
  m_worker.waitForDone();
}

void DesktopServer::start(int port)
{
  m_port = port;
  run([&instance = m_instance, host = m_host, port] {
    instance.stopServer();
    instance.setServerAddress(host, port);
    // A failure stands in the instance's state.
    static_cast<void>(instance.startServer());
  });
}

void DesktopServer::stop()
{
  run([&instance = m_instance] { instance.stopServer(); });
}

void DesktopServer::run(std::function<void()> work)
{
  m_worker.start([this, work = std::move(work), post = m_postbox.sender()] {
    work();
    post([this, state = m_instance.serverState()] {
      m_state = state;
      Q_EMIT changed();
    });
  });
}

} // namespace numeral::desktop
