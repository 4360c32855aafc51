#include <cstdio>
#include <optional>

#include <QApplication>
#include <QTimer>

#include "app/desktop/CommandLine.h"
#include "app/desktop/DesktopCorrections.h"
#include "app/desktop/DesktopFleet.h"
#include "app/desktop/DesktopLog.h"
#include "app/desktop/DesktopModel.h"
#include "app/desktop/DesktopServer.h"
#include "app/desktop/DesktopStatus.h"
#include "app/desktop/Display.h"
#include "app/service/ExitCode.h"
#include "core/base/Version.h"
#include "ui/window/MainWindow.h"

namespace {

using namespace numeral;

/// The exit code where no window is wanted, or none can be had. Help and version need no display. What is wrong may
/// still be an option of Qt's own, such as -platform.
std::optional<service::ExitCode> endWithoutWindow(int& argc, char** argv)
{
  const QCoreApplication application(argc, argv);
  const auto line = desktop::parseCommandLine(QCoreApplication::arguments());
  if (line && !line->text.isEmpty()) {
    std::fputs(line->text.toLocal8Bit().constData(), stdout);
    return service::kFine;
  }
  if (const auto why = desktop::withoutDisplay(QCoreApplication::arguments()); !why.isEmpty()) {
    std::fprintf(stderr, "numeral: %s\n", why.toLocal8Bit().constData());
    return service::kFailed;
  }
  return std::nullopt;
}

} // namespace

int main(int argc, char** argv)
{
  if (const auto code = endWithoutWindow(argc, argv))
    return *code;

  // Every place of the mouse counts for a stroke, not only the last one before a frame.
  QApplication::setAttribute(Qt::AA_CompressHighFrequencyEvents, false);
  std::optional<desktop::DisplayGuard> guard(std::in_place);
  const QApplication application(argc, argv);
  guard.reset();
  QApplication::setApplicationDisplayName(QStringLiteral("Numeral"));
  QApplication::setApplicationVersion(QString::fromStdString(base::version()));
  QApplication::setDesktopFileName(QStringLiteral("numeral"));

  ui::Settings settings;
  const auto line = desktop::parseCommandLine(QApplication::arguments(),
                                              {settings.startsServer(), settings.port(), settings.reach()});
  if (!line) {
    std::fprintf(stderr, "numeral: %s\n", line.error().message.c_str());
    return service::exitCode(line.error().code);
  }

  service::Instance instance(line->options);
  desktop::DesktopModel model(instance);
  desktop::DesktopServer server(instance, line->options.host, line->options.port);
  desktop::DesktopStatus status(instance);
  desktop::DesktopFleet fleet(settings);
  desktop::DesktopLog log(instance);
  desktop::DesktopCorrections corrections(instance);
  ui::MainWindow window({instance.recognizer(), model, server, status, fleet, log, settings, corrections});
  window.show();
  // The first turn of the event loop: the window is on the screen by then.
  QTimer::singleShot(0, &window, [&] {
    model.load(line->options.model);
    if (line->server)
      server.start(line->options.port);
    window.open(line->files);
  });
  return QApplication::exec();
}
