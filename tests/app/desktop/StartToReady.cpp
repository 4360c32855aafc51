/// Measures the start: `start_to_ready UNIX_SECONDS`, when it was called; wires what main() of numeral wires, and says
/// when the window was painted first, and when model and server were ready.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <QApplication>

#include "tests/app/desktop/Program.h"
#include "tests/ui/PaintWatch.h"

using namespace numeral;

int main(int argc, char** argv)
{
  const QApplication application(argc, argv);
  const double called = argc > 1 ? std::strtod(argv[1], nullptr) : 0;
  if (called <= 0) {
    std::fputs("start_to_ready UNIX_SECONDS\n", stderr);
    return 2;
  }
  const auto milliseconds = [called] {
    return (std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count() - called) * 1e3;
  };
  service::Instance instance(test::Program::options());
  desktop::DesktopModel model(instance);
  desktop::DesktopServer server(instance, "127.0.0.1", 0);
  desktop::DesktopStatus status(instance);
  desktop::DesktopLog log(instance);
  desktop::DesktopCorrections corrections(instance);
  const QTemporaryDir folder;
  ui::Settings settings(folder.filePath(QStringLiteral("numeral.ini")));
  desktop::DesktopFleet fleet(settings);
  ui::MainWindow window({instance.recognizer(), model, server, status, fleet, log, settings, corrections});
  test::PaintWatch paint(test::child(window, "canvas"));
  window.show();
  QTimer::singleShot(0, &window, [&] {
    model.load(NUMERAL_MODELS "/digits");
    server.start(0);
  });
  const auto until = [](auto reached) {
    while (!reached())
      QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
  };
  until([&] { return paint.last != base::TimePoint(); });
  const double painted = milliseconds();
  until([&] { return server.state().phase == report::ServerState::Phase::Running && !model.state().classes.empty(); });
  std::printf("start to first paint %.0f ms, to ready %.0f ms\n", painted, milliseconds());
  return 0;
}
