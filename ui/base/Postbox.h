/// Brings results from other threads to a QObject's thread, and drops them once the QObject is gone.
#pragma once

#include <functional>
#include <memory>

#include <QObject>

namespace numeral::ui {

/// Keep it as a member of the receiver, so that it goes before the receiver does.
class Postbox {
public:
  using Letter = std::function<void()>;
  /// Threads: any, at any time, also after the postbox is gone.
  using Sender = std::function<void(Letter)>;

  explicit Postbox(QObject& receiver);
  ~Postbox();
  Postbox(const Postbox&) = delete;
  Postbox& operator=(const Postbox&) = delete;

  /// Letters run on the receiver's thread, in the order of their posting, never inside the call that posts them.
  Sender sender() const;

private:
  struct Address;
  std::shared_ptr<Address> m_address;
};

} // namespace numeral::ui
