/// Ctrl-C as a question, for work that ends tidily.
#pragma once

namespace numeral::cli {

/// From now on the first SIGINT or SIGTERM only makes stopRequested() true; the second one ends the program.
void watchForStop();

bool stopRequested();

} // namespace numeral::cli
