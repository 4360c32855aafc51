#include "core/base/Error.h"

namespace numeral::base {

std::string_view name(ErrorCode code) noexcept
{
  switch (code) {
  case ErrorCode::InvalidArgument: return "invalid_argument";
  case ErrorCode::UnsupportedFormat: return "unsupported_format";
  case ErrorCode::UnusableImage: return "unusable_image";
  case ErrorCode::ImageTooLarge: return "image_too_large";
  case ErrorCode::TooManyBytes: return "too_many_bytes";
  case ErrorCode::NotFound: return "not_found";
  case ErrorCode::NoModel: return "no_model";
  case ErrorCode::InvalidModel: return "invalid_model";
  case ErrorCode::QueueFull: return "queue_full";
  case ErrorCode::DeadlineExceeded: return "deadline_exceeded";
  case ErrorCode::Cancelled: return "cancelled";
  case ErrorCode::ShuttingDown: return "shutting_down";
  case ErrorCode::AddressInUse: return "address_in_use";
  case ErrorCode::Io: return "io";
  case ErrorCode::Internal: return "internal";
  }
  return "internal";
}

std::optional<ErrorCode> parseErrorCode(std::string_view text) noexcept
{
  using enum ErrorCode;
  for (const auto code :
       {InvalidArgument, UnsupportedFormat, UnusableImage, ImageTooLarge, TooManyBytes, NotFound, NoModel, InvalidModel,
        QueueFull, DeadlineExceeded, Cancelled, ShuttingDown, AddressInUse, Io, Internal})
    if (text == name(code))
      return code;
  return std::nullopt;
}

} // namespace numeral::base
