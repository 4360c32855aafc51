/// Asks other instances every two seconds how they are doing, each on a thread of its own.
#pragma once

#include <memory>
#include <vector>

#include <QThreadPool>
#include <QTimer>

#include "ui/base/Postbox.h"
#include "ui/ports/FleetSource.h"
#include "ui/settings/Settings.h"

namespace numeral::desktop {

class DesktopFleet final : public ui::FleetSource {
  Q_OBJECT
public:
  static constexpr std::size_t kMaxInstances = 16;

  /// `settings` must outlive this; it keeps the addresses. Those that it holds are asked at once.
  explicit DesktopFleet(ui::Settings& settings, QObject* parent = nullptr);
  /// Waits for what is being asked: below two seconds.
  ~DesktopFleet() override;

  const std::vector<report::InstanceState>& state() const override { return m_states; }
  base::Expected<void> add(const std::string& address) override;
  void remove(const std::string& address) override;

private:
  struct Watch;

  base::Expected<void> watch(const std::string& address);
  void askAll();
  void ask(const std::shared_ptr<Watch>& watch);
  void save();

  ui::Settings& m_settings;
  std::vector<std::shared_ptr<Watch>> m_watches;
  std::vector<report::InstanceState> m_states; ///< of m_watches, in their order
  QTimer m_timer;
  QThreadPool m_workers;
  ui::Postbox m_postbox;
};

} // namespace numeral::desktop
