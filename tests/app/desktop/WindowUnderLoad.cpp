/// Measures writing: `window_under_load SECONDS` writes digits, first alone and then while the server built in has as
/// much to do as it can bear, and says how long the event loop was kept from its timers and answers from the bars.
#include <algorithm>
#include <cstdio>
#include <vector>

#include <QApplication>
#include <QDeadlineTimer>
#include <QProcess>

#include <nlohmann/json.hpp>

#include "tests/app/desktop/Program.h"
#include "tests/ui/Heartbeat.h"
#include "tests/ui/PaintWatch.h"

using namespace numeral;

namespace {

constexpr int kMoveMilliseconds = 8; ///< as a mouse reports
constexpr int kConnections = 8;

/// Writes digit after digit, one move at a time, and notes how long each answer took to be seen.
class Hand {
public:
  explicit Hand(test::Program& program) : m_program(program), m_paint(test::child(program.window, "bar_0"))
  {
    QObject::connect(&program.page, &ui::DrawPage::answered, &program.page, [this] { m_answered = true; });
  }

  std::vector<double> writeFor(int seconds)
  {
    std::vector<double> answers;
    const QDeadlineTimer end(seconds * 1000);
    for (int digit = 0; !end.hasExpired(); digit = (digit + 1) % 10) {
      m_program.page.document().clear();
      for (const strokes::Stroke& stroke : test::digitOnPage(digit).strokes)
        answers.push_back(write(stroke));
    }
    return answers;
  }

private:
  double write(const strokes::Stroke& stroke)
  {
    ui::CanvasWidget& canvas = m_program.canvas;
    const auto at = [&canvas](strokes::Point point) { return canvas.toWidget(point).toPoint(); };
    QTest::mousePress(&canvas, Qt::LeftButton, {}, at(stroke.front()));
    for (const strokes::Point point : stroke) {
      QTest::mouseMove(&canvas, at(point));
      rest();
    }
    const auto released = base::Steady::now();
    m_answered = false;
    QTest::mouseRelease(&canvas, Qt::LeftButton, {}, at(stroke.back()));
    while (!m_answered || m_paint.last < released)
      QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return base::secondsBetween(released, m_paint.last);
  }

  static void rest()
  {
    QEventLoop loop;
    QTimer::singleShot(kMoveMilliseconds, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
  }

  test::Program& m_program;
  test::PaintWatch m_paint;
  bool m_answered = false;
};

void tell(const char* when, std::vector<double> answers, const test::Heartbeat& heartbeat)
{
  std::sort(answers.begin(), answers.end());
  const auto at = [&answers](double share) {
    return answers[static_cast<std::size_t>(share * static_cast<double>(answers.size() - 1))] * 1e3;
  };
  std::printf("writing %s, %zu strokes: to the answer p50 %.1f ms, p99 %.1f ms, longest stall %.0f ms, %d above 50 ms "
              "(a thread that only slept woke after %.0f ms at most)\n",
              when, answers.size(), at(0.5), at(0.99), heartbeat.longest() * 1e3, heartbeat.stalls(),
              heartbeat.longestControl() * 1e3);
  std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv)
{
  const QApplication application(argc, argv);
  const QStringList arguments = QApplication::arguments();
  const int seconds = arguments.size() == 2 ? arguments.at(1).toInt() : 0;
  if (seconds <= 0) {
    std::fputs("window_under_load SECONDS\n", stderr);
    return 2;
  }
  test::Program program;
  Hand hand(program);
  hand.writeFor(1); // the first answers are slower
  test::Heartbeat heartbeat;
  tell("alone", hand.writeFor(seconds), heartbeat);

  QProcess load;
  load.start(QStringLiteral(NUMERAL_BIN "/numeralctl"),
             {QStringLiteral("loadtest"), QString::fromStdString(program.server.state().url), QStringLiteral("--json"),
              QStringLiteral("-c"), QString::number(kConnections), QStringLiteral("-d"), QString::number(seconds + 2)});
  if (!load.waitForStarted()) {
    std::fputs("numeralctl does not start\n", stderr);
    return 1;
  }
  hand.writeFor(1); // until it is under way
  heartbeat.restart();
  tell("under load", hand.writeFor(seconds), heartbeat);
  while (load.state() != QProcess::NotRunning)
    QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
  const auto report = nlohmann::json::parse(load.readAllStandardOutput().toStdString(), nullptr, false);
  if (!report.is_object() || !report.contains("requests_per_second")) {
    std::fputs(load.readAllStandardError().constData(), stderr);
    return 1;
  }
  std::printf("meanwhile the server answered %.0f requests a second over %d connections\n",
              report["requests_per_second"].get<double>(), kConnections);
  return 0;
}
