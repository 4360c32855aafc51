/// What a mail server says while a mail is sent, and to which recipients it says no.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace numeral::client {

/// Keeps nothing of what is sent but recipients' addresses: a login goes the same way.
class SmtpTranscript {
public:
  struct Refusal {
    std::string recipient;
    std::string words; ///< the server's
  };

  /// A command of ours, a line.
  void sent(std::string_view line);
  /// An answer of the server's, one line or several.
  void received(std::string_view lines);

  /// The last line but those after QUIT, without its end: "250 2.0.0 queued"; empty where it never spoke.
  const std::string& lastWords() const { return m_last; }
  /// Its number; 0 where it never spoke.
  int lastCode() const;
  const std::vector<Refusal>& refusals() const { return m_refusals; }

private:
  std::string m_last;
  std::string m_recipient; ///< whose answer is awaited
  bool m_over = false;     ///< QUIT was said
  std::vector<Refusal> m_refusals;
};

} // namespace numeral::client
