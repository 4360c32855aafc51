/// How much one client may ask for, so that nobody takes it all.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include <tl/expected.hpp>

#include "core/base/Clock.h"

namespace numeral::server {

/// A bucket of tokens for each client, and a count of what it has under way.
/// Threads: any. Memory: bounded; where more clients ask than are told apart, the rest share one bucket.
class ClientLimits {
public:
  struct Config {
    double perSecond = 0;       ///< requests of one client; 0: as many as it likes
    std::size_t underWay = 0;   ///< of one client at a time; 0: as many as it likes
    std::size_t clients = 8192; ///< told apart
  };

private:
  struct Client {
    double tokens = 0;
    base::TimePoint filled;
    std::size_t underWay = 0;
  };

public:
  /// One request under way, until this goes.
  class Pass {
  public:
    Pass(Pass&& other) noexcept : m_limits(other.m_limits), m_client(std::exchange(other.m_client, nullptr)) {}
    Pass& operator=(Pass&&) = delete;
    ~Pass();

  private:
    friend class ClientLimits;
    Pass(ClientLimits& limits, Client& client) : m_limits(limits), m_client(&client) {}

    ClientLimits& m_limits;
    Client* m_client;
  };

  /// Passes must go before this does.
  explicit ClientLimits(const Config& config) : m_config(config) {}

  /// Where refused: after how many seconds it is worth trying again.
  tl::expected<Pass, double> enter(const std::string& client, base::TimePoint now);

private:
  double most() const;
  Client& clientOf(const std::string& name, base::TimePoint now);
  void forgetQuietOnes(base::TimePoint now);
  void fill(Client& client, base::TimePoint now) const;

  const Config m_config;
  std::mutex m_mutex; ///< guards what follows, and the clients that passes point to
  std::map<std::string, Client> m_clients;
  base::TimePoint m_forgotten; ///< when that was last tried
};

} // namespace numeral::server
