/// What went wrong, in a form that every entrance (window, HTTP, command line) can show and map.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace numeral::base {

/// Why something failed. HTTP maps these to statuses (monitoring/server/http/Problem.h), the programs to exit codes
/// (app/service/ExitCode.h); each of the two tables stands once.
enum class ErrorCode {
  InvalidArgument,   ///< malformed request, flag, drawing, JSON or tensor
  UnsupportedFormat, ///< bytes that are none of the accepted image types, or a model of another framework
  UnusableImage,     ///< an accepted type, but broken, cut short or without pixels
  ImageTooLarge,     ///< more pixels or glyphs than allowed
  TooManyBytes,      ///< more bytes than allowed
  NotFound,          ///< no such file, route or model
  NoModel,           ///< nothing is loaded yet, so nothing can be recognised
  InvalidModel,      ///< a model or manifest that cannot be used
  QueueFull,         ///< too much under way; try again soon
  DeadlineExceeded,  ///< the answer would have come too late
  Cancelled,         ///< the caller took the request back
  ShuttingDown,      ///< the program is draining
  AddressInUse,      ///< another program holds the port
  Io,                ///< reading, writing or the network failed
  Internal,          ///< our own mistake
};

/// The stable lower-case name of a code, as it stands in metrics and logs ("queue_full").
std::string_view name(ErrorCode code) noexcept;

/// The code of a name; nothing for a word that is none.
std::optional<ErrorCode> parseErrorCode(std::string_view name) noexcept;

struct Error {
  ErrorCode code = ErrorCode::Internal;
  std::string message; ///< one sentence for people: what, where and what to do
  std::string detail;  ///< the library's own words, or empty
};

template <class T> using Expected = tl::expected<T, Error>;

/// Shorthand for returning an error: `return failure(ErrorCode::Io, "…");`
inline tl::unexpected<Error> failure(ErrorCode code, std::string message, std::string detail = {})
{
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(detail)});
}

} // namespace numeral::base
