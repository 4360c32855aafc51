/// Measures the page of files: `batch_in_window FOLDER` reads every image in it, and says how the window did meanwhile.
#include <cstdio>

#include <QApplication>
#include <QProgressBar>
#include <QTimer>

#include "core/base/Clock.h"
#include "tests/ui/Resident.h"
#include "tests/ui/WindowFixture.h"
#include "ui/files/FilesPage.h"

using namespace numeral;

namespace {

constexpr int kHeartbeatMilliseconds = 5;

} // namespace

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

  double longestStall = 0;
  int stalledAt = 0; ///< after so many files
  auto lastBeat = base::Steady::now();
  double residentEarly = 0;
  QTimer heartbeat;
  heartbeat.setTimerType(Qt::PreciseTimer);
  QObject::connect(&heartbeat, &QTimer::timeout, &page, [&] {
    const auto now = base::Steady::now();
    if (const double stall = base::secondsBetween(lastBeat, now); stall > longestStall) {
      longestStall = stall;
      stalledAt = progress.value();
    }
    lastBeat = now;
    if (residentEarly == 0 && progress.value() * 10 >= progress.maximum() && progress.value() > 1)
      residentEarly = test::residentMebibytes();
  });
  heartbeat.start(kHeartbeatMilliseconds);

  const auto start = base::Steady::now();
  fixture.window.open(QStringList(QApplication::arguments().at(1)));
  while (!page.idle())
    QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
  const double seconds = base::secondsBetween(start, base::Steady::now());
  const int read = progress.value();
  std::printf("batch in window, %d images in %.1f s: %.0f a second, longest stall %.0f ms after %d, resident memory "
              "%.0f MiB at "
              "a tenth and %.0f MiB at the end\n",
              read, seconds, read / seconds, longestStall * 1e3, stalledAt, residentEarly, test::residentMebibytes());
  return 0;
}
