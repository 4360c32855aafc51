/// Checks whether a server could listen where it is told to, and who does so already.
#pragma once

#include <string>

#include "app/cli/doctor/Finding.h"

namespace numeral::cli::doctor {

struct PortUse {
  std::string check; ///< "port"
  std::string flag;  ///< "--port"
  std::string host;  ///< IPv4
  int port = 0;      ///< 0: a free one
};

/// Binds for a moment; where it cannot, asks for /version.
Finding checkPort(const PortUse& use);

} // namespace numeral::cli::doctor
