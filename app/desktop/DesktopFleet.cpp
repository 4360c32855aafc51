#include "app/desktop/DesktopFleet.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include <QStringList>

#include "monitoring/client/InstanceProbe.h"

namespace numeral::desktop {
namespace {

/// Both together are below the five seconds within which one that is gone is to be shown.
constexpr int kPeriodMilliseconds = 2000;
constexpr std::chrono::milliseconds kTimeout{1500};

/// libcurl writes to connections that the other end may have closed.
void blockPipeSignal()
{
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

} // namespace

/// One instance. The probe is used by the worker that asks, one at a time.
struct DesktopFleet::Watch {
  explicit Watch(const std::string& address) : probe(address) {}
  client::InstanceProbe probe;
  bool asking = false; ///< the GUI thread's
};

DesktopFleet::DesktopFleet(ui::Settings& settings, QObject* parent)
    : ui::FleetSource(parent), m_settings(settings), m_postbox(*this)
{
  m_workers.setMaxThreadCount(static_cast<int>(kMaxInstances));
  for (const QString& address : m_settings.instances())
    static_cast<void>(watch(address.toStdString())); // what is no address was not written by this program
  connect(&m_timer, &QTimer::timeout, this, &DesktopFleet::askAll);
  m_timer.start(kPeriodMilliseconds);
}

DesktopFleet::~DesktopFleet() { m_workers.waitForDone(); }

base::Expected<void> DesktopFleet::add(const std::string& address)
{
  auto watched = watch(address);
  if (watched) {
    save();
    Q_EMIT changed();
  }
  return watched;
}

void DesktopFleet::remove(const std::string& address)
{
  for (std::size_t i = 0; i < m_states.size(); ++i) {
    if (m_states[i].address != address)
      continue;
    m_states.erase(m_states.begin() + static_cast<std::ptrdiff_t>(i));
    m_watches.erase(m_watches.begin() + static_cast<std::ptrdiff_t>(i));
    save();
    Q_EMIT changed();
    return;
  }
}

base::Expected<void> DesktopFleet::watch(const std::string& address)
{
  const auto url = client::parseInstanceAddress(address);
  if (!url)
    return tl::unexpected(url.error());
  if (std::any_of(m_states.begin(), m_states.end(), [&](const auto& known) { return known.address == *url; }))
    return base::failure(base::ErrorCode::InvalidArgument, *url + " is watched already.");
  if (m_states.size() == kMaxInstances)
    return base::failure(base::ErrorCode::InvalidArgument, "No more than " + std::to_string(kMaxInstances) +
                                                               " instances are watched at once. Remove one first.");
  m_watches.push_back(std::make_shared<Watch>(*url));
  m_states.emplace_back().address = *url;
  ask(m_watches.back());
  return {};
}

void DesktopFleet::askAll()
{
  for (const auto& watch : m_watches)
    ask(watch);
}

void DesktopFleet::ask(const std::shared_ptr<Watch>& watch)
{
  if (watch->asking)
    return;
  watch->asking = true;
  m_workers.start([this, watch, post = m_postbox.sender()] {
    blockPipeSignal();
    post([this, watch, state = watch->probe.ask(kTimeout)] {
      watch->asking = false;
      const auto known = std::find(m_watches.begin(), m_watches.end(), watch);
      if (known == m_watches.end())
        return; // removed meanwhile
      m_states[static_cast<std::size_t>(known - m_watches.begin())] = state;
      Q_EMIT changed();
    });
  });
}

void DesktopFleet::save()
{
  QStringList addresses;
  for (const report::InstanceState& state : m_states)
    addresses << QString::fromStdString(state.address);
  m_settings.setInstances(addresses);
}

} // namespace numeral::desktop
