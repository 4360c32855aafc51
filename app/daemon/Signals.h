/// SIGTERM and SIGINT ask for a tidy end, a second one of them ends at once; SIGHUP asks for the model to be loaded
/// again.
#pragma once

namespace numeral::daemon {

enum class Asked { Reload, Stop };

/// Handlers rather than sigwait: OpenBLAS starts threads before main, in which no signal is blocked.
/// Call once, before anything that takes long.
void watchSignals();

/// Blocks until something is asked for. Several SIGHUPs that came meanwhile are one; a stop goes first.
Asked waitForSignal();

} // namespace numeral::daemon
