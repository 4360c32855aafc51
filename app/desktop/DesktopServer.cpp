#include "app/desktop/DesktopServer.h"

#include <utility>

#include "app/desktop/LanAddresses.h"

namespace numeral::desktop {
namespace {

const std::string kLoopback = "127.0.0.1";
const std::string kEverywhere = "0.0.0.0";

/// "Everywhere" is no address that a browser could open: names the real ones instead.
report::ServerState withRealAddresses(report::ServerState state)
{
  const std::string nowhere = " on " + kEverywhere;
  if (const auto at = state.message.find(nowhere); at != std::string::npos)
    state.message.erase(at, nowhere.size());
  const std::string prefix = "http://" + kEverywhere + ":";
  if (!state.url.starts_with(prefix))
    return state;
  const std::string port = state.url.substr(prefix.size() - 1);
  state.url = "http://" + kLoopback + port;
  const std::vector<std::string> found = lanAddresses();
  if (found.empty())
    return state;
  for (std::size_t i = 1; i < found.size(); ++i)
    state.otherUrls.push_back("http://" + found[i] + port);
  state.otherUrls.push_back(state.url);
  state.url = state.phoneUrl = "http://" + found.front() + port;
  return state;
}

} // namespace

DesktopServer::DesktopServer(service::Instance& instance, const std::string& host, int port, QObject* parent)
    : ui::ServerControl(parent), m_instance(instance),
      m_reach(host == kEverywhere ? report::Reach::Network : report::Reach::ThisComputer), m_port(port),
      m_postbox(*this)
{
  m_worker.setMaxThreadCount(1);
}

DesktopServer::~DesktopServer() { m_worker.waitForDone(); }

void DesktopServer::start(int port, report::Reach reach)
{
  m_port = port;
  m_reach = reach;
  run([&instance = m_instance, host = reach == report::Reach::Network ? kEverywhere : kLoopback, port] {
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
    post([this, state = withRealAddresses(m_instance.serverState())] {
      m_state = state;
      Q_EMIT changed();
    });
  });
}

} // namespace numeral::desktop
