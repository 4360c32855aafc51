/// What the programs end with; the one table from errors to exit codes.
#pragma once

#include "core/base/Error.h"

namespace numeral::service {

enum ExitCode : int {
  kFine = 0,
  kFailed = 1,        ///< the work failed, in part or in all
  kWrongUse = 2,      ///< a flag, an environment variable or the configuration file
  kAddressTaken = 3,  ///< another program holds the port
  kNoUsableModel = 4, ///< none there, or one that cannot be used
};

constexpr ExitCode exitCode(base::ErrorCode code) noexcept
{
  switch (code) {
  case base::ErrorCode::InvalidArgument: return kWrongUse;
  case base::ErrorCode::AddressInUse: return kAddressTaken;
  case base::ErrorCode::NoModel:
  case base::ErrorCode::InvalidModel: return kNoUsableModel;
  default: return kFailed;
  }
}

} // namespace numeral::service
