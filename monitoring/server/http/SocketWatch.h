/// Ends what a client drags out. CivetWeb waits for whole blocks and shows no socket, so that one who sends or takes a
/// byte now and then would hold a thread for as long as he likes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "core/base/Clock.h"

namespace numeral::server {

/// Threads: any. Owns: one thread, which sleeps until something is late.
class SocketWatch {
public:
  /// Both ends of a connection, in network byte order.
  struct Ends {
    std::uint32_t address = 0; ///< the client's, IPv4
    std::uint16_t port = 0;    ///< the client's
    std::uint16_t ourPort = 0;
    bool operator==(const Ends&) const = default;
  };

  enum class Way { Reading, Both };

  /// `patience`: for an answer to be taken; `silence`: that a client may keep within a request.
  SocketWatch(std::chrono::milliseconds patience, std::chrono::milliseconds silence);
  ~SocketWatch();
  SocketWatch(const SocketWatch&) = delete;
  SocketWatch& operator=(const SocketWatch&) = delete;

  std::chrono::milliseconds patience() const { return m_patience; }

  /// What the kernel knows of the client.
  struct Peer {
    bool open = false;                   ///< it may still send
    std::chrono::milliseconds silent{0}; ///< since something came from it
    std::uint64_t taken = 0;             ///< bytes that have been read from it, on this connection
  };
  /// Nothing where it cannot be told. Takes a while: for what went wrong.
  static std::optional<Peer> look(const Ends& ends);

  /// Whether so long a silence is longer than may be, but for what clocks differ.
  bool isTooLong(std::chrono::duration<double> silence) const { return silence >= 0.9 * m_silence; }

  /// While it lives past `deadline`, the connection is shut down that way: reads and writes on it then end at once.
  /// The connection must stay open for as long.
  class Turn {
  public:
    Turn(SocketWatch& watch, const Ends& ends, base::TimePoint deadline, Way way);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

  private:
    SocketWatch& m_watch;
    struct Entry;
    std::multimap<base::TimePoint, Entry>::iterator m_entry;
    friend class SocketWatch;
  };

private:
  using Entries = std::multimap<base::TimePoint, Turn::Entry>;

  void run();
  void endWhatIsLate();
  base::TimePoint nextDeadline() const;

  const std::chrono::milliseconds m_patience;
  const std::chrono::milliseconds m_silence;
  std::mutex m_mutex; ///< guards what follows; held while sockets are shut, so that none of them is closed meanwhile
  std::condition_variable m_changed;
  Entries m_entries;
  base::TimePoint m_wakeAt = base::TimePoint::max(); ///< when the thread looks again
  bool m_stopping = false;
  std::thread m_thread;
};

struct SocketWatch::Turn::Entry {
  Ends ends;
  Way way = Way::Reading;
  bool ended = false;
};

} // namespace numeral::server
