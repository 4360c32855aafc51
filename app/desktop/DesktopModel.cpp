#include "app/desktop/DesktopModel.h"

#include <utility>

#include "app/desktop/ModelFacts.h"

namespace numeral::desktop {

DesktopModel::DesktopModel(service::Instance& instance, QObject* parent)
    : ui::ModelControl(parent), m_instance(instance), m_postbox(*this)
{
  m_worker.setMaxThreadCount(1);
}

DesktopModel::~DesktopModel() { m_worker.waitForDone(); }

void DesktopModel::load(const std::filesystem::path& path)
{
  m_state.phase = report::ModelState::Phase::Loading;
  m_state.path = path.string();
  m_state.message.clear();
  ++m_waiting;
  Q_EMIT changed();
  m_worker.start([this, path, post = m_postbox.sender()] {
    const auto loaded = m_instance.loadModel(path);
    report::ModelFacts facts;
    if (const auto bundle = m_instance.store().find())
      facts = modelFacts(**bundle);
    post([this, loaded, facts = std::move(facts)] { finish(loaded, facts); });
  });
}

void DesktopModel::retry() { load(m_state.path); }

void DesktopModel::finish(const base::Expected<void>& loaded, const report::ModelFacts& facts)
{
  if (--m_waiting > 0)
    return;
  if (const auto bundle = m_instance.store().find()) {
    const model::Manifest& manifest = (*bundle)->manifest;
    m_state.name = manifest.name + " " + manifest.version;
    m_state.classes = manifest.classes;
    m_state.facts = facts;
  }
  m_state.phase = loaded ? report::ModelState::Phase::Ready : report::ModelState::Phase::Failed;
  m_state.message = loaded ? std::string() : loaded.error().message;
  Q_EMIT changed();
}

} // namespace numeral::desktop
