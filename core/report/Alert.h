/// What the alert rules say of this program, in a form that can be drawn.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace numeral::report {

/// One rule and how it stands.
struct Alert {
  enum class Severity { Warning, Critical };
  enum class State {
    Normal,
    Pending, ///< the condition holds, but not for long enough yet
    Firing,
    Resolved, ///< has fired, and is over
  };

  std::string name; ///< "NumeralHighErrorRate"
  Severity severity = Severity::Warning;
  State state = State::Normal;
  std::string reading;         ///< what it watches, in a word: "error_rate"
  std::string comparison;      ///< of reading and threshold: ">="
  double threshold = 0;        ///< in the reading's unit: shares are 0 to 1
  double forSeconds = 0;       ///< so long must the condition hold
  double since = 0;            ///< Unix time of the state
  std::optional<double> value; ///< of the reading now; none while there is too little to stand on
  std::string summary;         ///< a few words
  std::string description;     ///< a sentence: what is wrong
  std::string remedy;          ///< a sentence: what to do
  std::string runbook;         ///< where more of that stands: an address, or a file of the source, and the section
};

/// A rule that began to fire, or ceased to.
struct AlertEvent {
  std::string name;
  Alert::Severity severity = Alert::Severity::Warning;
  bool resolved = false;
  double time = 0; ///< Unix time
  std::optional<double> value;
};

struct AlertReport {
  bool mailed = false;          ///< whether anybody is told by mail
  std::size_t recipients = 0;   ///< who are; not who
  std::vector<Alert> rules;     ///< all
  std::vector<AlertEvent> last; ///< the latest first, a few
};

} // namespace numeral::report
