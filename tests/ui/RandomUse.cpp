/// Uses the window at random, as somebody impatient would: `random_use SECONDS [SEED]`; says what it cost in memory,
/// and how long the longest step kept the window from answering.
#include <algorithm>
#include <cstdio>
#include <random>
#include <string>

#include <QApplication>
#include <QDialog>
#include <QElapsedTimer>
#include <QMenu>
#include <QThread>

#include "core/base/Clock.h"
#include "tests/ui/Heartbeat.h"
#include "tests/ui/Resident.h"
#include "tests/ui/WindowFixture.h"
#include "ui/files/FilesPage.h"
#include "ui/window/DrawPage.h"

using namespace numeral;

namespace {

constexpr int kReports = 10;
constexpr unsigned long kPauseMilliseconds = 10; ///< nobody is quicker

/// What ends the program, asks the desktop for something, or needs a person's answer.
bool leftAlone(const QString& action)
{
  for (const char* name : {"actionQuit", "actionOpenServerPage", "actionFullScreen"})
    if (action == QLatin1String(name))
      return true;
  return false;
}

class Somebody {
public:
  Somebody(test::WindowFixture& fixture, unsigned seed) : m_fixture(fixture), m_random(seed) {}

  void doSomething()
  {
    switch (number(0, 9)) {
    case 0: trigger(); break;
    case 1: test::child<ui::DrawPage>(m_fixture.window, "drawPage").open(image()); break;
    case 2: test::child<ui::FilesPage>(m_fixture.window, "filesPage").add({image(), image(), image()}); break;
    case 3: m_fixture.trigger("actionClear"); break;
    case 4: m_fixture.trigger("actionUndo"); break;
    default: draw();
    }
    QCoreApplication::processEvents();
    for (QDialog* dialog : m_fixture.window.findChildren<QDialog*>())
      dialog->close();
  }

private:
  int number(int least, int most) { return std::uniform_int_distribution(least, most)(m_random); }

  QString image()
  {
    const std::string name = "images/digit-" + std::to_string(number(0, 9)) + ".png";
    return QString::fromStdString(support::testFile(name).string());
  }

  void trigger()
  {
    QList<QAction*> actions;
    for (QAction* action : m_fixture.window.findChildren<QAction*>())
      if (!action->objectName().isEmpty() && !action->menu() && action->isEnabled() && !leftAlone(action->objectName()))
        actions << action;
    actions.at(number(0, static_cast<int>(actions.size()) - 1))->trigger();
  }

  void draw()
  {
    m_fixture.trigger("actionPageDraw");
    m_fixture.trigger("actionBack");
    strokes::Drawing drawing = test::digitOnPage(number(0, 9));
    const double x = number(-80, 80);
    for (strokes::Stroke& stroke : drawing.strokes)
      for (strokes::Point& point : stroke)
        point.x += x;
    test::drawWithMouse(m_fixture.canvas(), drawing);
  }

  test::WindowFixture& m_fixture;
  std::mt19937 m_random;
};

} // namespace

int main(int argc, char** argv)
{
  const QApplication application(argc, argv);
  const QStringList arguments = QApplication::arguments();
  const double seconds = arguments.size() > 1 ? arguments.at(1).toDouble() : 0;
  if (seconds <= 0) {
    std::fputs("random_use SECONDS [SEED]\n", stderr);
    return 2;
  }
  // Dialogs are answered with "cancelled".
  ui::Dialogs cancelled;
  cancelled.open = cancelled.saveDrawing = cancelled.openModel = cancelled.openFolder =
      cancelled.saveAnswers = [](QWidget*) { return QString(); };
  cancelled.openImages = [](QWidget*) { return QStringList(); };
  test::WindowFixture fixture(cancelled);
  fixture.model.becomeReady(model::loadBundle(NUMERAL_MODELS "/digits", {.device = "cpu", .warmUpBatch = 32}).value());
  Somebody somebody(fixture, arguments.size() > 2 ? arguments.at(2).toUInt() : 1);

  std::printf("memory at the start %.0f MiB\n", test::residentMebibytes());
  test::Heartbeat heartbeat;
  QElapsedTimer clock;
  clock.start();
  long steps = 0;
  double longest = 0;
  for (int report = 1; report <= kReports; ++report) {
    for (; clock.elapsed() < 1e3 * seconds * report / kReports; ++steps) {
      const auto begun = base::Steady::now();
      somebody.doSomething();
      longest = std::max(longest, base::secondsSince(begun));
      QThread::msleep(kPauseMilliseconds);
    }
    std::printf(
        "after %.0f s and %ld steps %.0f MiB, longest step %.0f ms (a thread that only slept woke after %.0f ms "
        "at most)\n",
        1e-3 * double(clock.elapsed()), steps, test::residentMebibytes(), 1e3 * longest,
        1e3 * heartbeat.longestControl());
    std::fflush(stdout);
  }
  return 0;
}
