/// What the operator chose about alerts and their mail.
#pragma once

#include <string>

#include "monitoring/alerts/Rules.h"
#include "monitoring/client/MailSettings.h"

namespace numeral::service {

struct AlertOptions {
  alerts::Thresholds thresholds;
  double cooldown = 300; ///< seconds between two mails of one alert
  std::string runbooks = alerts::kRunbooks;
  client::MailSettings mail;
};

} // namespace numeral::service
