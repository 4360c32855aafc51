/// Starts and stops an Instance's server for the window, on a thread of its own, and finds out where it is reached.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <QThreadPool>
#include <QTimer>

#include "app/desktop/LanAddresses.h"
#include "app/service/Instance.h"
#include "ui/base/Postbox.h"
#include "ui/ports/ServerControl.h"

namespace numeral::desktop {

class DesktopServer final : public ui::ServerControl {
  Q_OBJECT
public:
  /// By which addresses others reach this machine now, best first; quick.
  using Addresses = std::function<std::vector<std::string>()>;

  /// `instance` must outlive this. Nothing is started yet.
  DesktopServer(service::Instance& instance, const std::string& host, int port, Addresses addresses = &lanAddresses,
                QObject* parent = nullptr);
  /// Waits for a start or stop that is under way; those behind it are dropped.
  ~DesktopServer() override;

  report::ServerState state() const override { return m_state; }
  int port() const override { return m_port; }
  report::Reach reach() const override { return m_reach; }
  using ui::ServerControl::start;
  void start(int port, report::Reach reach) override;
  void stop() override;

private:
  struct Latest;

  void run(std::function<void()> work);
  void lookForAddresses();

  service::Instance& m_instance;
  report::Reach m_reach;
  int m_port;
  const Addresses m_addresses;
  report::ServerState m_told; ///< by the instance
  report::ServerState m_state;
  QTimer m_look;                    ///< runs while it is open to the network
  int m_underWay = 0;               ///< starts and stops that are not finished
  std::shared_ptr<Latest> m_latest; ///< of the drawings that came in
  QThreadPool m_worker;             ///< one thread: calls follow each other, as Instance wants it
  ui::Postbox m_postbox;
};

} // namespace numeral::desktop
