#include "ui/monitor/MonitorPage.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <QLabel>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/base/Figures.h"
#include "ui/base/Notice.h"
#include "ui/monitor/AlertWords.h"
#include "ui/monitor/CardGrid.h"
#include "ui/monitor/CountBars.h"
#include "ui/monitor/MonitorCard.h"
#include "ui/monitor/TimeChart.h"
#include "ui/result/Words.h"

namespace numeral::ui {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
constexpr double kSmallestLatency = 0.001; ///< seconds, at the top of the axis
constexpr double kSmallestMemory = 1e8;    ///< bytes

using report::Load;
using report::TrafficSecond;

/// One value a second; `get` may say kNothing.
template <class Seconds, class Get> std::vector<double> series(const Seconds& seconds, Get get)
{
  std::vector<double> values;
  values.reserve(seconds.size());
  for (const auto& second : seconds)
    values.push_back(get(second));
  return values;
}

/// Of what is not there while nothing was answered.
std::vector<double> latencies(const std::vector<TrafficSecond>& seconds, double TrafficSecond::*percentile)
{
  return series(seconds, [&](const TrafficSecond& s) { return s.answered > 0 ? s.*percentile : kNothing; });
}

std::vector<double> counts(const std::vector<TrafficSecond>& seconds, std::uint32_t TrafficSecond::*count)
{
  return series(seconds, [&](const TrafficSecond& s) { return static_cast<double>(s.*count); });
}

QString last(const std::vector<TrafficSecond>& seconds, std::uint32_t TrafficSecond::*count)
{
  return wholeNumber(seconds.empty() ? 0 : seconds.back().*count);
}

std::vector<CountBars::Row> rows(const std::vector<report::Count>& counts, bool named)
{
  std::vector<CountBars::Row> rows;
  for (const report::Count& count : counts)
    rows.push_back({named ? inWords(count.name) : QString::fromStdString(count.name), count.count});
  return rows;
}

QString wholePercent(double share) { return QObject::tr("%1 %").arg(std::round(share * 100)); }

QString shareOrNone(const std::optional<double>& share) { return share ? percent(*share) : noAnswer(); }

} // namespace

MonitorPage::MonitorPage(const Ports& ports, QWidget* parent)
    : QWidget(parent), m_status(ports.status), m_fleet(ports.fleet), m_model(ports.model), m_server(ports.server),
      m_scroll(new QScrollArea(this)), m_alerts(new Notice(QStringLiteral("alerts"), tr("Alerts"), this)),
      m_empty(new QLabel(this)), m_cards(new CardGrid(this)), m_instances(new InstancesPanel(ports.fleet, this)),
      m_grafana(new GrafanaPanel(ports.settings, this))
{
  setObjectName(QStringLiteral("monitorPage"));
  makeCards();
  layOut();
  connect(&m_status, &StatusSource::changed, this, &MonitorPage::refresh);
  connect(&m_server, &ServerControl::changed, this, &MonitorPage::refresh);
  const auto showInstances = [this] {
    if (isVisible())
      m_instances->show(own());
  };
  connect(&m_fleet, &FleetSource::changed, this, showInstances);
  connect(&m_model, &ModelControl::changed, this, showInstances);
  connect(m_instances, &InstancesPanel::wanted, this, [this] {
    Q_EMIT wanted();
    // Later, when what the panel has to say has its place.
    QTimer::singleShot(0, this, [this] { m_scroll->ensureWidgetVisible(m_instances); });
  });
}

void MonitorPage::makeCards()
{
  const auto card = [this](const char* name, const QString& title, const QString& toolTip) {
    auto* made = new MonitorCard(QLatin1String(name), title, toolTip, m_cards);
    m_cards->add(made);
    return made;
  };
  const auto chart = [](MonitorCard* holder, const char* name, const QString& title, TimeChart::Format format,
                        double smallestTop) {
    auto* made = new TimeChart(QLatin1String(name), title, std::move(format), smallestTop, holder);
    holder->add(made, true);
    return made;
  };
  const auto bars = [](MonitorCard* holder, const char* name, const QString& title) {
    auto* made = new CountBars(QLatin1String(name), title, holder);
    holder->add(made, false);
    return made;
  };

  m_requests.card = card("requests", tr("Requests"), tr("What was answered, failed or was refused, by who asked"));
  m_requests.chart = chart(m_requests.card, "requestsChart", tr("Requests a second, by source"), shortNumber, 2);
  m_latency.card = card("latency", tr("Latency"), tr("From asking the engine to its answer"));
  m_latency.chart =
      chart(m_latency.card, "latencyChart", tr("Latency percentiles of each second"), duration, kSmallestLatency);
  m_errors.card = card("errors", tr("Errors"), tr("Requests that failed or were refused"));
  m_errors.chart = chart(m_errors.card, "errorsChart", tr("Errors a second"), shortNumber, 2);
  m_processors.card = card("processors", tr("Processors"), tr("Share of the processors in use"));
  m_processors.chart = chart(m_processors.card, "processorsChart", tr("Use of the processors"), wholePercent, 1);

  m_confidence.card = card("confidence", tr("Confidence"), tr("How sure the model was of each reading"));
  m_confidence.chart =
      chart(m_confidence.card, "confidenceChart", tr("Mean confidence of each second"), wholePercent, 1);
  m_confidence.bars = bars(m_confidence.card, "confidenceBars", tr("Readings by confidence"));
  m_classes.card = card("classes", tr("Classes"), tr("What was read in the last minute"));
  m_classes.bars = bars(m_classes.card, "classesBars", tr("Readings by class"));
  m_verdicts.card = card("verdicts", tr("Verdicts"), tr("What the readings of the last minute claim"));
  m_verdicts.bars = bars(m_verdicts.card, "verdictsBars", tr("Readings by verdict"));
  m_memory.card = card("memory", tr("Memory"), tr("What this program holds"));
  m_memory.chart = chart(m_memory.card, "memoryChart", tr("Memory of this program"), byteSize, kSmallestMemory);
}

void MonitorPage::layOut()
{
  m_empty->setObjectName(QStringLiteral("monitorEmpty"));
  m_empty->setToolTip(tr("How to give the program something to read"));
  m_empty->setTextFormat(Qt::PlainText);
  m_empty->setWordWrap(true);
  m_empty->setTextInteractionFlags(Qt::TextSelectableByMouse);

  auto* content = new QWidget;
  auto* inner = new QVBoxLayout(content);
  inner->setContentsMargins(16, 12, 16, 12);
  inner->setSpacing(12);
  inner->addWidget(m_alerts);
  inner->addWidget(m_empty);
  inner->addWidget(m_cards, 1);
  inner->addWidget(m_instances);
  inner->addWidget(m_grafana);
  m_scroll->setObjectName(QStringLiteral("monitorScroll"));
  m_scroll->setAccessibleName(tr("Monitor"));
  m_scroll->setToolTip(tr("What the program does and costs"));
  m_scroll->setFrameShape(QFrame::NoFrame);
  m_scroll->setWidgetResizable(true);
  m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_scroll->setWidget(content);
  content->setAutoFillBackground(false);
  m_scroll->viewport()->setAutoFillBackground(false);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_scroll);
}

void MonitorPage::showEvent(QShowEvent* event)
{
  QWidget::showEvent(event);
  refresh();
}

void MonitorPage::refresh()
{
  if (!isVisible())
    return;
  showAlerts();
  showEmptiness();
  showRequests();
  showLatency();
  showErrors();
  showProcessors();
  showConfidence();
  showClasses();
  showVerdicts();
  showMemory();
  m_instances->show(own());
}

/// Said once, and again only when it changes: a screen reader reads it out each time.
void MonitorPage::showAlerts()
{
  const QString words = alertWords(m_status.state().alerts);
  if (words.isEmpty())
    m_alerts->hide();
  else if (m_alerts->isHidden() || m_alerts->words() != words)
    m_alerts->show(words);
}

void MonitorPage::showEmptiness()
{
  const report::ServerState server = m_server.state();
  const QString url = QString::fromStdString(server.url);
  m_empty->setText(
      server.phase == report::ServerState::Phase::Running
          ? tr("Nothing has been read yet. Draw a digit, or send one:  curl -F file=@digit.png %1/predict").arg(url)
          : tr("Nothing has been read yet. Draw a digit."));
  m_empty->setVisible(m_status.state().traffic.sinceStart == 0);
}

void MonitorPage::showRequests()
{
  const report::Traffic& traffic = m_status.state().traffic;
  const auto& seconds = traffic.seconds;
  const std::uint64_t now =
      seconds.empty() ? 0 : std::uint64_t{seconds.back().window} + seconds.back().http + seconds.back().batch;
  m_requests.card->show(
      tr("%1/s").arg(wholeNumber(now)),
      tr("%1 in the last minute, %2 of at most %3 under way")
          .arg(wholeNumber(traffic.requests), wholeNumber(traffic.active), wholeNumber(traffic.capacity)));
  m_requests.chart->show(
      {{inWords("window"), last(seconds, &TrafficSecond::window), counts(seconds, &TrafficSecond::window)},
       {inWords("http"), last(seconds, &TrafficSecond::http), counts(seconds, &TrafficSecond::http)},
       {inWords("batch"), last(seconds, &TrafficSecond::batch), counts(seconds, &TrafficSecond::batch)}});
}

void MonitorPage::showLatency()
{
  const report::Traffic& traffic = m_status.state().traffic;
  const bool any = traffic.answered > 0;
  const auto words = [any](double seconds) { return any ? duration(seconds) : noAnswer(); };
  m_latency.card->show(words(traffic.latency.p50),
                       any ? tr("is the median of the last minute; the longest took %1").arg(words(traffic.latency.max))
                           : tr("Nothing was answered in the last minute."));
  m_latency.chart->show({{tr("p50"), words(traffic.latency.p50), latencies(traffic.seconds, &TrafficSecond::p50)},
                         {tr("p95"), words(traffic.latency.p95), latencies(traffic.seconds, &TrafficSecond::p95)},
                         {tr("p99"), words(traffic.latency.p99), latencies(traffic.seconds, &TrafficSecond::p99)}});
}

void MonitorPage::showErrors()
{
  const report::Traffic& traffic = m_status.state().traffic;
  QString words = tr("Nothing was asked in the last minute.");
  QString figure = noAnswer();
  if (traffic.requests > 0) {
    figure = percent(static_cast<double>(traffic.errors) / static_cast<double>(traffic.requests));
    words = tr("none in the last minute");
    if (!traffic.reasons.empty())
      words = tr("%1 in the last minute, most often: %2")
                  .arg(wholeNumber(traffic.errors), inWords(traffic.reasons.front().name));
  }
  m_errors.card->show(figure, words);
  m_errors.chart->show(
      {{QString(), last(traffic.seconds, &TrafficSecond::errors), counts(traffic.seconds, &TrafficSecond::errors)}});
}

void MonitorPage::showConfidence()
{
  const report::Traffic& traffic = m_status.state().traffic;
  const bool any = traffic.glyphs > 0;
  const QString mean = any ? percent(traffic.confidence.average) : noAnswer();
  m_confidence.card->show(mean, any ? tr("is the mean of the last minute (%1 read)").arg(wholeNumber(traffic.glyphs))
                                    : tr("Nothing was read in the last minute."));
  m_confidence.chart->show({{QString(), mean, series(traffic.seconds, [](const TrafficSecond& s) {
                               return s.glyphs > 0 ? s.confidence : kNothing;
                             })}});
  m_confidence.bars->show(rows(traffic.confidenceBands, true));
}

void MonitorPage::showClasses()
{
  const report::Traffic& traffic = m_status.state().traffic;
  std::vector<report::Count> classes = traffic.classes;
  if (classes.empty()) {
    for (const std::string& name : m_model.state().classes)
      classes.push_back({name, 0});
  }
  const auto most =
      std::max_element(classes.begin(), classes.end(), [](const auto& a, const auto& b) { return a.count < b.count; });
  if (most != classes.end() && most->count > 0)
    m_classes.card->show(QString::fromStdString(most->name),
                         tr("was read most often: %1 of %2 in the last minute")
                             .arg(wholeNumber(most->count), wholeNumber(traffic.glyphs)));
  else
    m_classes.card->show(noAnswer(), tr("Nothing was read in the last minute."));
  m_classes.bars->show(rows(classes, false));
}

void MonitorPage::showVerdicts()
{
  const report::Traffic& traffic = m_status.state().traffic;
  std::uint64_t all = 0;
  std::uint64_t sure = 0;
  for (const report::Count& verdict : traffic.verdicts) {
    all += verdict.count;
    sure += verdict.name == "digit" ? verdict.count : 0;
  }
  if (all > 0)
    m_verdicts.card->show(percent(static_cast<double>(sure) / static_cast<double>(all)),
                          tr("sure: %1 of %2 in the last minute").arg(wholeNumber(sure), wholeNumber(all)));
  else
    m_verdicts.card->show(noAnswer(), tr("Nothing was read in the last minute."));
  m_verdicts.bars->show(rows(traffic.verdicts, true));
}

void MonitorPage::showProcessors()
{
  const std::vector<Load>& loads = m_status.state().loads;
  const Load now = loads.empty() ? Load{} : loads.back();
  const QString all =
      now.processors == 1 ? tr("of one processor") : tr("of %1 processors").arg(shortNumber(now.processors));
  m_processors.card->show(shareOrNone(now.processCpu),
                          loads.empty() ? QString() : tr("%1, by %2 threads").arg(all).arg(now.threads));
  m_processors.chart->show({{tr("program"), shareOrNone(now.processCpu),
                             series(loads, [](const Load& load) { return load.processCpu.value_or(kNothing); })},
                            {tr("computer"), shareOrNone(now.hostCpu),
                             series(loads, [](const Load& load) { return load.hostCpu.value_or(kNothing); })}});
}

void MonitorPage::showMemory()
{
  const std::vector<Load>& loads = m_status.state().loads;
  const Load now = loads.empty() ? Load{} : loads.back();
  const QString resident = now.resident > 0 ? byteSize(static_cast<double>(now.resident)) : noAnswer();
  QString words;
  if (now.memoryLimit && now.memoryUsed && *now.memoryLimit <= now.hostMemoryTotal)
    words = tr("The container uses %1 of %2")
                .arg(byteSize(static_cast<double>(*now.memoryUsed)), byteSize(static_cast<double>(*now.memoryLimit)));
  else if (now.hostMemoryTotal > 0)
    words =
        tr("The computer uses %1 of %2")
            .arg(byteSize(static_cast<double>(now.hostMemoryUsed)), byteSize(static_cast<double>(now.hostMemoryTotal)));
  m_memory.card->show(resident, words);
  m_memory.chart->show({{QString(), resident, series(loads, [](const Load& load) {
                           return load.resident > 0 ? static_cast<double>(load.resident) : kNothing;
                         })}});
}

report::InstanceState MonitorPage::own() const
{
  const report::Traffic& traffic = m_status.state().traffic;
  report::InstanceState state;
  state.phase = report::InstanceState::Phase::Up;
  state.model = m_model.state().name;
  state.active = static_cast<double>(traffic.active);
  state.capacity = static_cast<double>(traffic.capacity);
  if (traffic.windowSeconds > 0)
    state.requestsPerSecond = static_cast<double>(traffic.requests) / traffic.windowSeconds;
  if (traffic.requests > 0)
    state.errorShare = static_cast<double>(traffic.errors) / static_cast<double>(traffic.requests);
  if (traffic.answered > 0)
    state.p95 = traffic.latency.p95;
  if (traffic.glyphs > 0)
    state.confidence = traffic.confidence.average;
  return state;
}

} // namespace numeral::ui
