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

namespace {

const std::string kLoopback = "127.0.0.1";
const std::string kEverywhere = "0.0.0.0";
constexpr int kLookMilliseconds = 2000;

/// "Everywhere" is no address that a browser could open: names the real ones instead.
report::ServerState withRealAddresses(report::ServerState state, const DesktopServer::Addresses& addresses)
{
  const std::string nowhere = " on " + kEverywhere;
  if (const auto at = state.message.find(nowhere); at != std::string::npos)
    state.message.erase(at, nowhere.size());
  const std::string prefix = "http://" + kEverywhere + ":";
  if (!state.url.starts_with(prefix))
    return state;
  const std::string port = state.url.substr(prefix.size() - 1);
  state.url = "http://" + kLoopback + port;
  const std::vector<std::string> found = addresses();
  if (found.empty())
    return state;
  for (std::size_t i = 1; i < found.size(); ++i)
    state.otherUrls.push_back("http://" + found[i] + port);
  state.otherUrls.push_back(state.url);
  state.url = state.phoneUrl = "http://" + found.front() + port;
  return state;
}

} // namespace

DesktopServer::DesktopServer(service::Instance& instance, const std::string& host, int port, Addresses addresses,
                             QObject* parent)
    : ui::ServerControl(parent), m_instance(instance),
      m_reach(host == kEverywhere ? report::Reach::Network : report::Reach::ThisComputer), m_port(port),
      m_addresses(std::move(addresses)), m_latest(std::make_shared<Latest>()), m_postbox(*this)
{
  m_worker.setMaxThreadCount(1);
  m_look.setInterval(kLookMilliseconds);
  connect(&m_look, &QTimer::timeout, this, &DesktopServer::lookForAddresses);
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
  m_worker.clear();
  m_worker.waitForDone();
}

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
  ++m_underWay;
  m_look.stop();
  m_state = {.phase = report::ServerState::Phase::Changing, .url = {}, .message = {}};
  Q_EMIT changed();
  m_worker.start([this, work = std::move(work), post = m_postbox.sender()] {
    work();
    post([this, told = m_instance.serverState()] {
      if (--m_underWay > 0)
        return; // something else was asked for since
      m_told = told;
      m_state = withRealAddresses(m_told, m_addresses);
      if (m_told.phase == report::ServerState::Phase::Running && m_reach == report::Reach::Network)
        m_look.start();
      Q_EMIT changed();
    });
  });
}

/// A laptop changes networks while the server runs.
void DesktopServer::lookForAddresses()
{
  report::ServerState now = withRealAddresses(m_told, m_addresses);
  if (now.url == m_state.url && now.phoneUrl == m_state.phoneUrl && now.otherUrls == m_state.otherUrls)
    return;
  m_state = std::move(now);
  Q_EMIT changed();
}

} // namespace numeral::desktop
