/// By which addresses others on the local network reach this machine.
#pragma once

#include <string>
#include <vector>

#include <QHostAddress>
#include <QString>

namespace numeral::desktop {

/// An IPv4 address of a network interface that is up.
struct NetworkAddress {
  QString interfaceName; ///< "wlan0"
  bool wireless = false;
  QHostAddress address;
};

/// Best first: wireless (where phones are) before cable, private ranges before public ones, then those of tunnels,
/// containers and virtual machines, which a phone hardly reaches, then self-assigned ones. No loopback.
std::vector<std::string> bestFirst(std::vector<NetworkAddress> addresses);

/// Those of this machine now.
std::vector<std::string> lanAddresses();

} // namespace numeral::desktop
