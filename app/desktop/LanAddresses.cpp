#include "app/desktop/LanAddresses.h"

#include <algorithm>
#include <array>

#include <QLatin1String>
#include <QNetworkInterface>

namespace numeral::desktop {
namespace {

/// Linux calls a container's bridge an Ethernet interface, so only its name tells.
bool isMadeUp(const QString& name)
{
  constexpr std::array kPrefixes{"docker", "br-", "veth", "virbr", "vmnet", "vboxnet",   "cni", "podman",
                                 "lxc",    "lxd", "tun",  "tap",   "wg",    "tailscale", "zt",  "ppp"};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [&](const char* prefix) { return name.startsWith(QLatin1String(prefix)); });
}

/// Source: RFC 1918.
bool isPrivate(const QHostAddress& address)
{
  return address.isInSubnet(QHostAddress(QStringLiteral("10.0.0.0")), 8) ||
         address.isInSubnet(QHostAddress(QStringLiteral("172.16.0.0")), 12) ||
         address.isInSubnet(QHostAddress(QStringLiteral("192.168.0.0")), 16);
}

int rank(const NetworkAddress& candidate)
{
  int rank = candidate.wireless ? 0 : 1;
  if (!isPrivate(candidate.address))
    rank += 2;
  if (isMadeUp(candidate.interfaceName))
    rank += 4;
  if (candidate.address.isLinkLocal())
    rank += 8;
  return rank;
}

} // namespace

std::vector<std::string> bestFirst(std::vector<NetworkAddress> addresses)
{
  std::erase_if(addresses, [](const NetworkAddress& candidate) {
    return candidate.address.isLoopback() || candidate.address.protocol() != QHostAddress::IPv4Protocol;
  });
  std::stable_sort(addresses.begin(), addresses.end(),
                   [](const NetworkAddress& a, const NetworkAddress& b) { return rank(a) < rank(b); });
  std::vector<std::string> texts;
  texts.reserve(addresses.size());
  for (const NetworkAddress& candidate : addresses)
    texts.push_back(candidate.address.toString().toStdString());
  return texts;
}

std::vector<std::string> lanAddresses()
{
  std::vector<NetworkAddress> found;
  for (const QNetworkInterface& interface : QNetworkInterface::allInterfaces()) {
    if (!interface.flags().testFlags(QNetworkInterface::IsUp | QNetworkInterface::IsRunning))
      continue;
    for (const QNetworkAddressEntry& entry : interface.addressEntries())
      found.push_back({interface.name(), interface.type() == QNetworkInterface::Wifi, entry.ip()});
  }
  return bestFirst(std::move(found));
}

} // namespace numeral::desktop
