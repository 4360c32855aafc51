#include "monitoring/client/SmtpTranscript.h"

#include <charconv>

namespace numeral::client {
namespace {

constexpr std::size_t kLongestLine = 500; // RFC 5321, section 4.5.3.1.5: 512
constexpr int kFirstError = 400;

int codeOf(std::string_view line)
{
  constexpr std::size_t kDigits = 3;
  int code = 0;
  const std::string_view digits = line.substr(0, kDigits);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code);
  return error == std::errc() && end == digits.data() + digits.size() ? code : 0;
}

} // namespace

void SmtpTranscript::sent(std::string_view line)
{
  constexpr std::string_view kRecipient = "RCPT TO:<";
  m_recipient.clear();
  if (line.starts_with("QUIT"))
    m_over = true;
  else if (line.starts_with(kRecipient))
    m_recipient = line.substr(kRecipient.size(), line.find('>') - kRecipient.size());
}

void SmtpTranscript::received(std::string_view lines)
{
  while (!lines.empty() && !m_over) {
    const auto end = lines.find('\n');
    std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    if (codeOf(line) == 0)
      continue;
    m_last = line.substr(0, kLongestLine);
    if (codeOf(line) >= kFirstError && !m_recipient.empty())
      m_refusals.push_back({m_recipient, m_last});
    m_recipient.clear();
  }
}

int SmtpTranscript::lastCode() const { return codeOf(m_last); }

} // namespace numeral::client
