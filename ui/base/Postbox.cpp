#include "ui/base/Postbox.h"

#include <mutex>
#include <utility>

#include <QMetaObject>

namespace numeral::ui {

struct Postbox::Address {
  std::mutex mutex;
  QObject* receiver = nullptr;
};

Postbox::Postbox(QObject& receiver) : m_address(std::make_shared<Address>()) { m_address->receiver = &receiver; }

Postbox::~Postbox()
{
  const std::lock_guard lock(m_address->mutex);
  m_address->receiver = nullptr;
}

Postbox::Sender Postbox::sender() const
{
  return [address = m_address](Letter letter) {
    // Held while posting: the receiver cannot go in between. What is posted and not yet run goes with it.
    const std::lock_guard lock(address->mutex);
    if (address->receiver)
      QMetaObject::invokeMethod(address->receiver, std::move(letter), Qt::QueuedConnection);
  };
}

} // namespace numeral::ui
