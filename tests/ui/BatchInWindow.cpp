/// Measures the page of files: `batch_in_window FOLDER` reads every image in it, and says how the window did meanwhile.
#include <cstdio>

#include <QApplication>
#include <QProgressBar>

#include "core/base/Clock.h"
#include "tests/ui/Heartbeat.h"
#include "tests/ui/Resident.h"
#include "tests/ui/WindowFixture.h"
#include "ui/files/FilesPage.h"

using namespace numeral;

int main(int argc, char** argv)
{
  const QApplication application(argc, argv);
  if (QApplication::arguments().size() != 2) {
    std::fputs("batch_in_window FOLDER\n", stderr);
    return 2;
  }
  test::WindowFixture fixture;
  fixture.model.becomeReady(model::loadBundle(NUMERAL_MODELS "/digits", {.device = "cpu", .warmUpBatch = 32}).value());
  auto& page = test::child<ui::FilesPage>(fixture.window, "filesPage");
  auto& progress = test::child<QProgressBar>(fixture.window, "filesProgress");

  double residentEarly = 0;
  QObject::connect(&progress, &QProgressBar::valueChanged, &page, [&](int read) {
    if (residentEarly == 0 && read * 10 >= progress.maximum() && read > 1)
      residentEarly = test::residentMebibytes();
  });
  test::Heartbeat heartbeat([&] { return progress.value(); });

  const auto start = base::Steady::now();
  fixture.window.open(QStringList(QApplication::arguments().at(1)));
  while (!page.idle())
    QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
  const double seconds = base::secondsBetween(start, base::Steady::now());
  const int read = progress.value();
  std::printf("batch in window, %d images in %.1f s: %.0f a second, longest stall %.0f ms after %d, %d above 50 ms (a "
              "thread that only slept woke after %.0f ms at most), resident memory %.0f MiB at a tenth and %.0f MiB at "
              "the end\n",
              read, seconds, read / seconds, heartbeat.longest() * 1e3, heartbeat.longestAt(), heartbeat.stalls(),
              heartbeat.longestControl() * 1e3, residentEarly, test::residentMebibytes());
  return 0;
}
