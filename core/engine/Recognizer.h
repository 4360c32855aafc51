/// The facade that window, server and command line call: something to recognise in, an answer out.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/Clock.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/engine/Recognition.h"
#include "core/image/Image.h"
#include "core/strokes/Drawing.h"

namespace numeral::model {
struct Bundle;
}

namespace numeral::engine {

/// The bytes of an image file.
struct EncodedImage {
  base::Bytes bytes;
};

/// Values that go straight to the model (see model::Task::prepare).
struct Tensor {
  std::vector<float> values;
};

using Input = std::variant<EncodedImage, strokes::Drawing, image::Image, Tensor>;

/// Who waits for an answer goes before who does not: the window, then HTTP, then batches.
enum class Lane { Interactive, Http, Batch };
inline constexpr std::size_t kLanes = 3;

/// Where a request came from, for metrics: "window", "http", "batch".
std::string_view name(Lane lane) noexcept;

struct Options {
  std::string model; ///< a loaded model's name; empty: the default one
  /// Takes the place of the name: who asks several times has one model answer, though it be replaced meanwhile. Only
  /// recognizers of this process know it.
  std::shared_ptr<const model::Bundle> bundle;
  std::string requestId; ///< repeated in the answer and in logs
  std::optional<base::TimePoint> deadline;
  Lane lane = Lane::Interactive;
  std::size_t topK = 3;   ///< alternatives at most
  bool keepInput = false; ///< fill Item::input
  bool keepSteps = false; ///< fill Recognition::steps
};

using Result = base::Expected<Recognition>;
using Done = std::function<void(Result)>;

/// A handle on one request. Dropping it does not cancel.
class Ticket {
public:
  Ticket() : m_cancelled(std::make_shared<std::atomic<bool>>(false)) {}

  /// The request is given up when it is next taken from a queue; Done then gets Cancelled.
  void cancel() const { m_cancelled->store(true, std::memory_order_relaxed); }
  bool cancelled() const { return m_cancelled->load(std::memory_order_relaxed); }

private:
  std::shared_ptr<std::atomic<bool>> m_cancelled;
};

class Recognizer {
public:
  virtual ~Recognizer() = default;

  /// Never blocks. `done` runs exactly once, on a thread of the recognizer's own or, when refused, on the caller's
  /// before submit returns; it must be quick and must not throw.
  /// Threads: any. Errors, through done: whatever of base::ErrorCode applies.
  virtual Ticket submit(Input input, Options options, Done done) = 0;

  /// submit() and wait; not from a recognizer's own thread.
  Result recognize(Input input, Options options = {});
};

} // namespace numeral::engine
