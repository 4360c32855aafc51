#include "app/desktop/Display.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include <QCoreApplication>

#include "app/service/ExitCode.h"

namespace numeral::desktop {
namespace {

QtMessageHandler qtsOwn = nullptr;

QString remedy()
{
  return QCoreApplication::translate("Display",
                                     "Start it from a desktop session, or start numerald, the server without "
                                     "a window, and draw in a browser.");
}

void endWhereFatal(QtMsgType type, const QMessageLogContext& context, const QString& words)
{
  if (type != QtFatalMsg)
    return qtsOwn(type, context, words);
  const QString text = QCoreApplication::translate("Display", "No window can be opened on the display '%1'.")
                           .arg(qEnvironmentVariable("DISPLAY", qEnvironmentVariable("WAYLAND_DISPLAY")));
  std::fprintf(stderr, "numeral: %s %s\n", qPrintable(text), qPrintable(remedy()));
  std::_Exit(service::kFailed); // nothing is there yet that had to be tidied up
}

} // namespace

QString withoutDisplay(const QStringList& arguments)
{
  constexpr std::array kNames{"DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM"};
  const bool isSet =
      std::any_of(kNames.begin(), kNames.end(), [](const char* name) { return !qEnvironmentVariableIsEmpty(name); });
  const bool isNamed = std::any_of(arguments.begin(), arguments.end(), [](const QString& argument) {
    return argument.startsWith(QLatin1String("-platform")) || argument.startsWith(QLatin1String("--platform")) ||
           argument.startsWith(QLatin1String("-display")) || argument.startsWith(QLatin1String("--display"));
  });
  if (isSet || isNamed)
    return {};
  return QCoreApplication::translate("Display", "There is no display to open a window on: neither DISPLAY nor "
                                                "WAYLAND_DISPLAY is set.") +
         QLatin1Char(' ') + remedy();
}

DisplayGuard::DisplayGuard() { qtsOwn = qInstallMessageHandler(endWhereFatal); }

DisplayGuard::~DisplayGuard() { qInstallMessageHandler(qtsOwn); }

} // namespace numeral::desktop
