/// SIGTERM and SIGINT: the first one asks for a tidy end, the second one ends at once.
#pragma once

namespace numeral::daemon {

/// Handlers rather than sigwait: OpenBLAS starts threads before main, in which no signal is blocked.
/// Call once, before anything that takes long.
void watchStopSignals();

/// Blocks until the first signal.
void waitForStopSignal();

} // namespace numeral::daemon
