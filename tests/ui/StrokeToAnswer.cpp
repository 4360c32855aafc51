/// Measures the window: from the pen's last release until the bars that show its answer are painted.
#include <algorithm>
#include <cstdio>
#include <vector>

#include <QApplication>

#include "core/base/Clock.h"
#include "tests/ui/PaintWatch.h"
#include "tests/ui/WindowFixture.h"
#include "ui/result/ClassBar.h"

using namespace numeral;

namespace {

constexpr int kRounds = 300;

} // namespace

int main(int argc, char** argv)
{
  const QApplication application(argc, argv);
  test::WindowFixture fixture;
  fixture.model.becomeReady(model::loadBundle(NUMERAL_MODELS "/digits", {.device = "cpu", .warmUpBatch = 4}).value());
  auto& page = test::child<ui::DrawPage>(fixture.window, "drawPage");
  test::PaintWatch paint(test::child(fixture.window, "bar_0"));

  bool answered = false;
  QObject::connect(&page, &ui::DrawPage::answered, &page, [&] { answered = true; });

  std::vector<double> seconds;
  for (int round = 0; round < kRounds; ++round) {
    page.document().clear();
    strokes::Drawing drawing = test::digitOnPage(round % 10);
    const strokes::Stroke last = drawing.strokes.back();
    drawing.strokes.pop_back();
    ui::CanvasWidget& canvas = fixture.canvas();
    test::drawWithMouse(canvas, drawing);
    QTest::mousePress(&canvas, Qt::LeftButton, {}, canvas.toWidget(last.front()).toPoint());
    for (const strokes::Point point : last)
      QTest::mouseMove(&canvas, canvas.toWidget(point).toPoint());
    QCoreApplication::processEvents();

    const auto released = base::Steady::now();
    answered = false;
    QTest::mouseRelease(&canvas, Qt::LeftButton, {}, canvas.toWidget(last.back()).toPoint());
    while (!answered || paint.last < released)
      QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    seconds.push_back(base::secondsBetween(released, paint.last));
  }
  std::sort(seconds.begin(), seconds.end());
  std::printf("stroke to answer, %d drawings: p50 %.1f ms, p99 %.1f ms\n", kRounds, seconds[kRounds / 2] * 1e3,
              seconds[kRounds * 99 / 100] * 1e3);
}
