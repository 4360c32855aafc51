/// Ports whose state a test sets, and that remember what the window asked for.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/model/Bundle.h"
#include "core/model/Store.h"
#include "ui/ports/CorrectionSink.h"
#include "ui/ports/FleetSource.h"
#include "ui/ports/ModelControl.h"
#include "ui/ports/ServerControl.h"
#include "ui/ports/StatusSource.h"

namespace numeral::test {

class ScriptedModel final : public ui::ModelControl {
public:
  explicit ScriptedModel(model::Store& store) : m_store(store) {}

  report::ModelState state() const override { return m_state; }
  void load(const std::filesystem::path& path) override { loaded.push_back(path); }
  void retry() override { ++retries; }

  void become(report::ModelState state)
  {
    m_state = std::move(state);
    Q_EMIT changed();
  }
  void becomeReady(std::shared_ptr<const model::Bundle> bundle)
  {
    const model::Manifest& manifest = bundle->manifest;
    report::ModelState state{.phase = report::ModelState::Phase::Ready,
                             .name = manifest.name + " " + manifest.version,
                             .path = "models/" + manifest.name,
                             .message = {},
                             .classes = manifest.classes};
    m_store.put(std::move(bundle));
    become(std::move(state));
  }
  void becomeFailed(const std::string& message)
  {
    become({.phase = report::ModelState::Phase::Failed, .name = {}, .path = "gone", .message = message, .classes = {}});
  }

  std::vector<std::filesystem::path> loaded;
  int retries = 0;

private:
  model::Store& m_store;
  report::ModelState m_state;
};

class ScriptedServer final : public ui::ServerControl {
public:
  report::ServerState state() const override { return m_state; }
  int port() const override { return m_port; }
  report::Reach reach() const override { return m_reach; }
  using ui::ServerControl::start;
  void start(int port, report::Reach reach) override
  {
    m_port = port;
    m_reach = reach;
    started.push_back(port);
  }
  void stop() override { ++stops; }

  void become(report::ServerState state)
  {
    m_state = std::move(state);
    Q_EMIT changed();
  }

  std::vector<int> started;
  int stops = 0;

private:
  report::ServerState m_state;
  int m_port = 8000;
  report::Reach m_reach = report::Reach::ThisComputer;
};

class ScriptedStatus final : public ui::StatusSource {
public:
  const report::Status& state() const override { return m_state; }

  void become(report::Status state)
  {
    m_state = std::move(state);
    Q_EMIT changed();
  }

private:
  report::Status m_state;
};

class ScriptedFleet final : public ui::FleetSource {
public:
  const std::vector<report::InstanceState>& state() const override { return m_state; }
  base::Expected<void> add(const std::string& address) override
  {
    added.push_back(address);
    if (!refusal.empty())
      return base::failure(base::ErrorCode::InvalidArgument, refusal);
    return {};
  }
  void remove(const std::string& address) override { removed.push_back(address); }

  void become(std::vector<report::InstanceState> state)
  {
    m_state = std::move(state);
    Q_EMIT changed();
  }

  std::vector<std::string> added;
  std::vector<std::string> removed;
  std::string refusal; ///< of the next addresses

private:
  std::vector<report::InstanceState> m_state;
};

class ScriptedCorrections final : public ui::CorrectionSink {
public:
  void give(const ui::Correction& correction) override { given.push_back(correction); }

  std::vector<ui::Correction> given;
};

} // namespace numeral::test
