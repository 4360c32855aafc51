/// Memory for request bodies: so much for all of them, and so much of it for one client.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "core/base/Clock.h"

namespace numeral::server {

/// What is announced is taken before any of it is read, so that requests that each have a part of their body never
/// wait for one another.
/// Threads: any.
class BodyMemory {
public:
  struct Config {
    std::size_t total = 256u << 20;     ///< bytes
    std::size_t perClient = 128u << 20; ///< bytes; a single larger body is let in where its client holds nothing else
    std::size_t uncounted = 64u << 10;  ///< bytes: bodies up to this need no share
  };

private:
  using Held = std::map<std::string, std::size_t>;

public:
  /// Room for one body, until this goes.
  class Share {
  public:
    Share(Share&& other) noexcept
        : m_memory(std::exchange(other.m_memory, nullptr)), m_client(std::move(other.m_client)), m_bytes(other.m_bytes)
    {
    }
    Share& operator=(Share&&) = delete;
    ~Share();

  private:
    friend class BodyMemory;
    Share(BodyMemory& memory, std::string client, std::size_t bytes)
        : m_memory(&memory), m_client(std::move(client)), m_bytes(bytes)
    {
    }

    BodyMemory* m_memory;
    std::string m_client;
    std::size_t m_bytes;
  };

  /// Shares must go before this does.
  explicit BodyMemory(const Config& config) : m_config(config) {}

  bool needsShare(std::size_t bytes) const { return bytes > m_config.uncounted; }

  /// Waits for room, at most until `until`; nothing where there is none by then. An empty client has no bound of its
  /// own.
  std::optional<Share> take(const std::string& client, std::size_t bytes, base::TimePoint until);

private:
  bool fits(const std::string& client, std::size_t bytes) const;

  const Config m_config;
  std::mutex m_mutex; ///< guards what follows
  std::condition_variable m_freed;
  std::size_t m_taken = 0;
  Held m_held; ///< by client; none holds 0
};

} // namespace numeral::server
