/// What people are told of an alert, in words.
#pragma once

#include <string>

#include "core/report/Alert.h"

namespace numeral::alerts {

struct Message {
  std::string subject;
  std::string text;
  std::string html; ///< the same
};

/// `instance`: which program on which machine, in a few words. A resolved alert's message says that it is over.
Message messageOf(const report::Alert& alert, const std::string& instance);

/// To see whether mails arrive.
Message testMessage(const std::string& instance, double unixTime);

/// One line for the log.
std::string lineOf(const report::Alert& alert);

} // namespace numeral::alerts
