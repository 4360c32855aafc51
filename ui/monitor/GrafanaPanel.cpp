#include "ui/monitor/GrafanaPanel.h"

#include <array>
#include <string>

#include <QAction>
#include <QDesktopServices>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/base/PageParts.h"

namespace numeral::ui {
namespace {

/// See monitoring/grafana.
struct Dashboard {
  const char* uid;
  const char* name;
  QString text;
  QString toolTip;
};

std::array<Dashboard, 5> dashboards()
{
  const auto tr = [](const char* words) { return QObject::tr(words); };
  return {Dashboard{"numeral-overview", "Overview", tr("&Overview"), tr("Traffic, latency, errors and objectives")},
          Dashboard{"numeral-model-quality", "ModelQuality", tr("Model &Quality"),
                    tr("Confidence, verdicts, drift and feedback")},
          Dashboard{"numeral-fleet", "Fleet", tr("&Fleet"), tr("All instances beside each other")},
          Dashboard{"numeral-system", "System", tr("&System and GPU"), tr("Processors, memory, disks, network, GPUs")},
          Dashboard{"numeral-classic", "Classic", tr("&Classic"), tr("The dashboard of the old names")}};
}

QUrl urlOf(const QUrl& grafana, const char* uid)
{
  QUrl url = grafana;
  QString path = url.path();
  if (!path.endsWith(QLatin1Char('/')))
    path += QLatin1Char('/');
  url.setPath(path + QStringLiteral("d/") + QLatin1String(uid));
  return url;
}

} // namespace

GrafanaPanel::GrafanaPanel(const Settings& settings, QWidget* parent)
    : QWidget(parent), m_settings(settings),
      m_words(plainWords(QStringLiteral("grafanaWords"), tr("Where the dashboards are"), this))
{
  setObjectName(QStringLiteral("grafanaPanel"));
  makeActions();
  layOut();
  connect(&m_settings, &Settings::changed, this, &GrafanaPanel::showAddress);
  showAddress();
}

void GrafanaPanel::makeActions()
{
  for (const Dashboard& dashboard : dashboards()) {
    QAction* action =
        makeAction((std::string("actionGrafana") + dashboard.name).c_str(), dashboard.text, dashboard.toolTip, this);
    connect(action, &QAction::triggered, this,
            [this, uid = dashboard.uid] { QDesktopServices::openUrl(urlOf(m_settings.grafana(), uid)); });
    m_actions << action;
  }
}

void GrafanaPanel::layOut()
{
  auto* row = new QHBoxLayout;
  row->setSpacing(4);
  row->addWidget(partHeading(QStringLiteral("grafanaHeading"), tr("Dashboards in Grafana"), this));
  row->addStretch();
  QWidget* before = nullptr;
  for (QAction* action : m_actions) {
    const QByteArray name = QByteArrayLiteral("button_") + action->objectName().toLatin1();
    QToolButton* button = actionButton(name.constData(), action, this);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    row->addWidget(button);
    if (before)
      setTabOrder(before, button);
    before = button;
  }
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addLayout(row);
  layout->addWidget(m_words);
}

void GrafanaPanel::showAddress()
{
  m_words->setText(tr("What hours and days have brought, where Prometheus and Grafana run: in the browser, at %1. "
                      "Another address is given on the page Settings.")
                       .arg(m_settings.grafana().toDisplayString()));
}

} // namespace numeral::ui
