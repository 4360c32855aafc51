#include "app/cli/Complaint.h"

#include <cstdio>

#include <unistd.h>

namespace numeral::cli {

void complain(const base::Error& error, const std::string& about)
{
  std::string text;
  if (::isatty(STDERR_FILENO) == 1)
    text = "\r\033[K"; // a progress bar may stand there
  text += "numeralctl: ";
  if (!about.empty() && !error.message.starts_with(about))
    text += about + ": ";
  text += error.message + '\n';
  if (!error.detail.empty())
    text += "  (" + error.detail + ")\n";
  std::fputs(text.c_str(), stderr);
}

} // namespace numeral::cli
