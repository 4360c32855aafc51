#include "ui/settings/SettingsPage.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/base/Notice.h"
#include "ui/base/PageParts.h"
#include "ui/canvas/DrawingDocument.h"

namespace numeral::ui {
namespace {

constexpr int kWidest = 620;
constexpr int kLabelWidth = 130;

template <class Control>
Control* named(Control* control, const char* objectName, const QString& accessibleName, const QString& toolTip)
{
  control->setObjectName(QLatin1String(objectName));
  control->setAccessibleName(accessibleName);
  control->setToolTip(toolTip);
  return control;
}

QFormLayout* makeForm()
{
  auto* form = new QFormLayout;
  form->setHorizontalSpacing(16);
  form->setVerticalSpacing(10);
  form->setLabelAlignment(Qt::AlignLeft);
  form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
  return form;
}

void addRow(QFormLayout& form, const QString& label, QWidget* control)
{
  form.addRow(label, control);
  if (QWidget* words = form.labelForField(control))
    words->setMinimumWidth(kLabelWidth);
}

} // namespace

SettingsPage::SettingsPage(Settings& settings, QWidget* parent)
    : QWidget(parent), m_settings(settings),
      m_restoreDefaults(makeAction("actionRestoreDefaults", tr("Restore &Defaults"),
                                   tr("Forget every setting and take what the program comes with"), this)),
      m_notice(new Notice(QStringLiteral("settingsNotice"), tr("About the settings"), this)),
      m_grafanaNotice(new Notice(QStringLiteral("grafanaNotice"), tr("About the address of Grafana"), this)),
      m_theme(new QComboBox(this)), m_restoresWindow(new QCheckBox(tr("&Open with the size it was closed with"), this)),
      m_penWidth(new QSlider(Qt::Horizontal, this)),
      m_startsServer(new QCheckBox(tr("Start the server with the p&rogram"), this)), m_port(new QSpinBox(this)),
      m_reach(new QComboBox(this)), m_grafana(new QLineEdit(this))
{
  setObjectName(QStringLiteral("settingsPage"));
  makeControls();
  layOut();
  connect(&m_settings, &Settings::changed, this, &SettingsPage::showSettings);
  connect(&m_settings, &Settings::notKept, m_notice, &Notice::show);
  connect(m_restoreDefaults, &QAction::triggered, &m_settings, &Settings::restoreDefaults);
  showSettings();
}

void SettingsPage::makeControls()
{
  named(m_theme, "theme", tr("Theme"), tr("The colours of the window"));
  m_theme->addItems({tr("As the system"), tr("Light"), tr("Dark"), tr("High contrast")});
  connect(m_theme, &QComboBox::activated, this, [this](int index) { m_settings.setTheme(static_cast<Theme>(index)); });

  named(m_restoresWindow, "restoresWindow", tr("Open with the size it was closed with"),
        tr("Remember the window's size and place"));
  connect(m_restoresWindow, &QCheckBox::toggled, &m_settings, &Settings::setRestoresWindow);

  named(m_penWidth, "startPenWidth", tr("Pen width to start with"), tr("The pen width when the program starts"));
  m_penWidth->setRange(DrawingDocument::kMinPenWidth, DrawingDocument::kMaxPenWidth);
  m_penWidth->setFixedWidth(200);
  connect(m_penWidth, &QSlider::valueChanged, &m_settings, &Settings::setPenWidth);

  named(m_startsServer, "startsServer", tr("Start the server with the program"),
        tr("Listen as soon as the program runs"));
  connect(m_startsServer, &QCheckBox::toggled, &m_settings, &Settings::setStartsServer);

  named(m_port, "startPort", tr("Port to start with"), tr("The port when the program starts; 0 takes a free one"));
  m_port->setRange(0, Settings::kHighestPort);
  m_port->setMinimumWidth(110);
  m_port->setKeyboardTracking(false);
  connect(m_port, &QSpinBox::valueChanged, &m_settings, &Settings::setPort);

  named(m_reach, "startReach", tr("Who can ask"), tr("Who can ask the server when the program starts"));
  m_reach->addItems({tr("This computer only"), tr("Everyone on this network")});
  connect(m_reach, &QComboBox::activated, this,
          [this](int index) { m_settings.setReach(static_cast<report::Reach>(index)); });

  named(m_grafana, "grafana", tr("Address of Grafana"), tr("Where the page Monitor's buttons to dashboards lead"));
  m_grafana->setPlaceholderText(QLatin1String(Settings::kDefaultGrafana));
  m_grafana->setFixedWidth(300);
  connect(m_grafana, &QLineEdit::editingFinished, this, &SettingsPage::takeGrafana);
}

void SettingsPage::layOut()
{
  const auto dismissable = [](Notice* notice, const char* button) {
    connect(notice->addButton(QLatin1String(button), tr("OK"), tr("Take these words away")), &QPushButton::clicked,
            notice, &QWidget::hide);
  };
  dismissable(m_notice, "dismissSettingsNotice");
  dismissable(m_grafanaNotice, "dismissGrafanaNotice");

  auto* inside = new QWidget(this);
  inside->setMaximumWidth(kWidest);
  auto* column = new QVBoxLayout(inside);
  column->setContentsMargins(24, 20, 24, 20);
  column->setSpacing(12);
  column->addWidget(pageHeading(QStringLiteral("settingsHeading"), tr("Settings"), inside));
  column->addWidget(m_notice);

  column->addWidget(partHeading(QStringLiteral("windowSettings"), tr("Window"), inside));
  QFormLayout* window = makeForm();
  addRow(*window, tr("&Theme"), m_theme);
  window->addRow(m_restoresWindow);
  column->addLayout(window);
  column->addSpacing(8);

  column->addWidget(partHeading(QStringLiteral("drawingSettings"), tr("Drawing"), inside));
  QFormLayout* drawing = makeForm();
  addRow(*drawing, tr("Pen &width"), m_penWidth);
  column->addLayout(drawing);
  column->addSpacing(8);

  column->addWidget(partHeading(QStringLiteral("serverSettings"), tr("Server, when the program starts"), inside));
  QFormLayout* server = makeForm();
  server->addRow(m_startsServer);
  addRow(*server, tr("&Port"), m_port);
  addRow(*server, tr("Who can &ask"), m_reach);
  column->addLayout(server);
  auto* words = plainWords(QStringLiteral("settingsWords"), tr("What goes before these settings"), inside);
  words->setText(tr("Flags on the command line (--port, --lan, --no-server) go before these. The server that runs now "
                    "is steered on the page Server."));
  column->addWidget(words);
  column->addSpacing(8);

  column->addWidget(partHeading(QStringLiteral("monitorSettings"), tr("Monitor"), inside));
  QFormLayout* monitor = makeForm();
  addRow(*monitor, tr("&Grafana is at"), m_grafana);
  column->addLayout(monitor);
  column->addWidget(m_grafanaNotice);
  column->addSpacing(12);
  auto* foot = new QHBoxLayout;
  foot->addWidget(actionButton("restoreDefaultsButton", m_restoreDefaults, inside));
  foot->addStretch();
  column->addLayout(foot);
  column->addStretch();

  QWidget* before = m_theme;
  for (QWidget* next :
       std::initializer_list<QWidget*>{m_restoresWindow, m_penWidth, m_startsServer, m_port, m_reach, m_grafana}) {
    setTabOrder(before, next);
    before = next;
  }

  auto* scroll = new QScrollArea(this);
  scroll->setObjectName(QStringLiteral("settingsScroll"));
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setWidgetResizable(true);
  scroll->setWidget(inside);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(scroll);
}

void SettingsPage::takeGrafana()
{
  const QString text = m_grafana->text();
  const QUrl address =
      text.trimmed().isEmpty() ? QUrl(QLatin1String(Settings::kDefaultGrafana)) : Settings::grafanaAt(text);
  if (address.isValid()) {
    m_grafanaNotice->hide();
    m_settings.setGrafana(address);
    m_grafana->setText(address.toString());
  } else {
    m_grafanaNotice->show(tr("“%1” is not the address of a Grafana, so the one before holds. Give one like %2.")
                              .arg(text, QLatin1String(Settings::kDefaultGrafana)));
  }
}

void SettingsPage::showSettings()
{
  const QSignalBlocker restores(m_restoresWindow);
  const QSignalBlocker pen(m_penWidth);
  const QSignalBlocker starts(m_startsServer);
  const QSignalBlocker port(m_port);
  m_theme->setCurrentIndex(static_cast<int>(m_settings.theme()));
  m_restoresWindow->setChecked(m_settings.restoresWindow());
  m_penWidth->setValue(m_settings.penWidth());
  m_startsServer->setChecked(m_settings.startsServer());
  m_port->setValue(m_settings.port());
  m_reach->setCurrentIndex(static_cast<int>(m_settings.reach()));
  if (!m_grafana->hasFocus())
    m_grafana->setText(m_settings.grafana().toString());
}

} // namespace numeral::ui
