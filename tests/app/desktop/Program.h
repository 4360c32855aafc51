/// The whole program but main(): the window over a real instance with its server, model and log.
#pragma once

#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include "app/desktop/DesktopCorrections.h"
#include "app/desktop/DesktopFleet.h"
#include "app/desktop/DesktopLog.h"
#include "app/desktop/DesktopModel.h"
#include "app/desktop/DesktopServer.h"
#include "app/desktop/DesktopStatus.h"
#include "tests/ui/WindowFixture.h"

namespace numeral::test {

struct Program {
  explicit Program(ui::Dialogs dialogs = {})
      : window({instance.recognizer(), model, server, status, fleet, log, settings, corrections}, std::move(dialogs))
  {
    window.show();
    window.activateWindow(); // no window manager does it
    model.load(NUMERAL_MODELS "/digits");
    server.start(0);
    if (!QTest::qWaitFor([&] { return !model.state().classes.empty() && !server.state().url.empty(); }, 60'000))
      qFatal("The program did not start");
  }

  int port() const { return QUrl(QString::fromStdString(server.state().url)).port(); }

  static service::Options options()
  {
    service::Options options;
    options.port = 0;
    options.adminPort = -1;
    options.logLevel = "off";
    options.keptLogRecords = 1000;
    return options;
  }

  service::Instance instance{options()};
  desktop::DesktopModel model{instance};
  desktop::DesktopServer server{instance, "127.0.0.1", 0};
  desktop::DesktopStatus status{instance};
  desktop::DesktopLog log{instance};
  desktop::DesktopCorrections corrections{instance};
  QTemporaryDir folder;
  ui::Settings settings{folder.filePath(QStringLiteral("numeral.ini"))};
  desktop::DesktopFleet fleet{settings};
  ui::MainWindow window;
  ui::DrawPage& page = child<ui::DrawPage>(window, "drawPage");
  ui::CanvasWidget& canvas = child<ui::CanvasWidget>(window, "canvas");
};

} // namespace numeral::test
