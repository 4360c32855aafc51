#include "app/desktop/DesktopServer.h"

#include <utility>

namespace numeral::desktop {

DesktopServer::DesktopServer(service::Instance& instance, std::string host, int port, QObject* parent)
    : ui::ServerControl(parent), m_instance(instance), m_host(std::move(host)), m_port(port), m_postbox(*this)
{
  m_worker.setMaxThreadCount(1);
}

DesktopServer::~DesktopServer() { m_worker.waitForDone(); }

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
