#include "ui/server/ServerPage.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QEvent>
#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStackedWidget>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/base/Icons.h"
#include "ui/base/PageParts.h"
#include "ui/server/QrCodeView.h"

namespace numeral::ui {
namespace {

using Phase = report::ServerState::Phase;
using report::Reach;

constexpr int kWidest = 860;
constexpr int kHighestPort = 65535;
constexpr int kBelowRadio = 24; ///< where a radio button's words start

QString urlOf(const report::ServerState& state) { return QString::fromStdString(state.url); }

} // namespace

ServerPage::ServerPage(ServerControl& server, QWidget* parent)
    : QWidget(parent), m_server(server),
      m_state(plainWords(QStringLiteral("serverPageState"), tr("How it is doing"), this)),
      m_address(new QLineEdit(this)), m_otherAddresses(plainWords(QStringLiteral("serverOtherAddresses"),
                                                                  tr("Further addresses of the same server"), this)),
      m_phone(new QStackedWidget(this)), m_code(new QrCodeView(this)),
      m_noCode(plainWords(QStringLiteral("noQrCode"), tr("Why there is no QR code"), this)), m_port(new QSpinBox(this)),
      m_thisComputer(new QRadioButton(tr("This co&mputer only"), this)),
      m_network(new QRadioButton(tr("Everyone on this &network"), this)),
      m_unapplied(plainWords(QStringLiteral("serverUnapplied"), tr("Whether the choice below is in force"), this))
{
  setObjectName(QStringLiteral("serverPage"));
  makeActions();

  auto* inside = new QWidget(this);
  inside->setMaximumWidth(kWidest);
  auto* column = new QVBoxLayout(inside);
  column->setContentsMargins(24, 20, 24, 20);
  column->setSpacing(16);
  column->addWidget(pageHeading(QStringLiteral("serverHeading"), tr("Server"), inside));
  column->addWidget(makeCard());
  column->addWidget(makeChoices());
  column->addStretch();

  auto* scroll = new QScrollArea(this);
  scroll->setObjectName(QStringLiteral("serverScroll"));
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setWidgetResizable(true);
  scroll->setWidget(inside);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(scroll);

  connect(&m_server, &ServerControl::changed, this, [this] {
    showChoices();
    showState();
  });
  showChoices();
  showState();
  paintIcons();
}

void ServerPage::makeActions()
{
  m_actions.start = makeAction("actionStartServer", tr("&Start"), tr("Start the server built into this program"), this);
  m_actions.stop = makeAction("actionStopServer", tr("S&top"), tr("Stop the server built into this program"), this);
  m_actions.restart = makeAction("actionRestartServer", tr("R&estart"),
                                 tr("Start the server again, with the port and the reach chosen on its page"), this);
  m_actions.otherPort =
      makeAction("actionOtherPort", tr("&Use Another Port"), tr("Start the server on a free port"), this);
  m_actions.openPage =
      makeAction("actionOpenServerPage", tr("&Open Its Page"), tr("Open the server's page in the browser"), this);
  m_actions.copyAddress = makeAction("actionCopyAddress", tr("&Copy Address"), tr("Copy the server's address"), this);
  m_actions.copyCurl =
      makeAction("actionCopyCurl", tr("Copy as cu&rl"), tr("Copy a command that sends an image to the server"), this);

  connect(m_actions.start, &QAction::triggered, this, &ServerPage::startAsChosen);
  connect(m_actions.restart, &QAction::triggered, this, &ServerPage::startAsChosen);
  connect(m_actions.stop, &QAction::triggered, &m_server, &ServerControl::stop);
  connect(m_actions.otherPort, &QAction::triggered, this, [this] { m_server.start(0, chosenReach()); });
  connect(m_actions.openPage, &QAction::triggered, this,
          [this] { QDesktopServices::openUrl(QUrl(urlOf(m_server.state()))); });
  connect(m_actions.copyAddress, &QAction::triggered, this,
          [this] { QApplication::clipboard()->setText(urlOf(m_server.state())); });
  connect(m_actions.copyCurl, &QAction::triggered, this, [this] {
    QApplication::clipboard()->setText(
        QStringLiteral("curl -F file=@digit.png %1/predict").arg(urlOf(m_server.state())));
  });
}

QWidget* ServerPage::makeCard()
{
  auto* card = new QFrame(this);
  card->setObjectName(QStringLiteral("serverCard"));
  card->setFrameShape(QFrame::StyledPanel);
  card->setAutoFillBackground(true);
  card->setBackgroundRole(QPalette::Base);

  QFont bold = font();
  bold.setBold(true);
  m_state->setFont(bold);
  m_state->setForegroundRole(QPalette::Text);
  m_otherAddresses->setForegroundRole(QPalette::Text);
  m_address->setObjectName(QStringLiteral("serverAddress"));
  m_address->setAccessibleName(tr("The server's address"));
  m_address->setToolTip(tr("Open this address in a browser, on this computer or where it is reached"));
  m_address->setPlaceholderText(tr("No address while it is stopped"));
  m_address->setReadOnly(true);
  QFont mono = QFontDatabase::systemFont(QFontDatabase::FixedFont);
  mono.setPointSizeF(font().pointSizeF() * 1.15);
  m_address->setFont(mono);

  auto* steer = new QHBoxLayout;
  steer->setSpacing(8);
  steer->addWidget(actionButton("startServerButton", m_actions.start, card));
  steer->addWidget(actionButton("stopServerButton", m_actions.stop, card));
  steer->addStretch();
  auto* address = new QHBoxLayout;
  address->setSpacing(8);
  address->addWidget(m_address, 1);
  address->addWidget(actionButton("copyServerAddressButton", m_actions.copyAddress, card));
  auto* uses = new QHBoxLayout;
  uses->setSpacing(8);
  uses->addWidget(actionButton("openServerPageButton", m_actions.openPage, card));
  uses->addWidget(actionButton("copyCurlButton", m_actions.copyCurl, card));
  uses->addStretch();

  auto* words = new QVBoxLayout;
  words->setSpacing(12);
  words->addWidget(m_state);
  words->addLayout(steer);
  words->addSpacing(4);
  words->addLayout(address);
  words->addWidget(m_otherAddresses);
  words->addLayout(uses);
  words->addStretch();

  auto* layout = new QHBoxLayout(card);
  layout->setContentsMargins(20, 18, 20, 18);
  layout->setSpacing(28);
  layout->addLayout(words, 1);
  layout->addWidget(makePhonePart());
  return card;
}

QWidget* ServerPage::makePhonePart()
{
  auto* withCode = new QWidget(m_phone);
  auto* caption = plainWords(QStringLiteral("qrCaption"), tr("What the QR code is for"), withCode);
  caption->setText(tr("A phone on the same network opens the drawing page with this."));
  caption->setForegroundRole(QPalette::Text);
  caption->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
  auto* layout = new QVBoxLayout(withCode);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  layout->addWidget(m_code, 0, Qt::AlignHCenter);
  layout->addWidget(caption);
  layout->addStretch();

  m_noCode->setForegroundRole(QPalette::Text);
  m_noCode->setAlignment(Qt::AlignCenter);
  m_phone->setObjectName(QStringLiteral("phonePart"));
  m_phone->setFixedWidth(232);
  m_phone->addWidget(withCode);
  m_phone->addWidget(m_noCode);
  return m_phone;
}

QWidget* ServerPage::makeChoices()
{
  auto* choices = new QWidget(this);
  auto* portLabel = new QLabel(tr("&Port"), choices);
  portLabel->setObjectName(QStringLiteral("serverPortLabel"));
  portLabel->setBuddy(m_port);
  m_port->setObjectName(QStringLiteral("serverPort"));
  m_port->setAccessibleName(tr("Port"));
  m_port->setToolTip(tr("The port to listen on; 0 takes a free one"));
  m_port->setRange(0, kHighestPort);
  m_port->setMinimumWidth(110);
  auto* portWords = plainWords(QStringLiteral("serverPortWords"), tr("What 0 means"), choices);
  portWords->setText(tr("0 takes a free one"));

  m_thisComputer->setObjectName(QStringLiteral("reachThisComputer"));
  m_thisComputer->setAccessibleName(tr("This computer only"));
  m_thisComputer->setToolTip(tr("Only programs on this computer can ask"));
  m_network->setObjectName(QStringLiteral("reachNetwork"));
  m_network->setAccessibleName(tr("Everyone on this network"));
  m_network->setToolTip(tr("Phones and other computers can ask as well"));
  auto* warning = plainWords(QStringLiteral("reachWarning"), tr("What letting others in means"), choices);
  warning->setText(tr("There is no password and nothing is encrypted: every device that can reach this computer, in a "
                      "café or a dormitory also those of strangers, can send images and read what the server tells."));
  warning->setIndent(kBelowRadio);

  auto* port = new QHBoxLayout;
  port->setSpacing(8);
  port->addWidget(portLabel);
  port->addWidget(m_port);
  port->addWidget(portWords, 1);
  auto* apply = new QHBoxLayout;
  apply->setSpacing(12);
  apply->addWidget(actionButton("restartServerButton", m_actions.restart, choices));
  apply->addWidget(m_unapplied, 1);

  auto* layout = new QVBoxLayout(choices);
  layout->setContentsMargins(0, 8, 0, 0);
  layout->setSpacing(8);
  layout->addWidget(partHeading(QStringLiteral("reachHeading"), tr("Who can ask, and where"), choices));
  layout->addWidget(m_thisComputer);
  layout->addWidget(m_network);
  layout->addWidget(warning);
  layout->addSpacing(4);
  layout->addLayout(port);
  layout->addSpacing(4);
  layout->addLayout(apply);

  connect(m_port, &QSpinBox::valueChanged, this, &ServerPage::enableActions);
  connect(m_network, &QRadioButton::toggled, this, &ServerPage::enableActions);
  return choices;
}

Reach ServerPage::chosenReach() const { return m_network->isChecked() ? Reach::Network : Reach::ThisComputer; }

void ServerPage::startAsChosen() { m_server.start(m_port->value(), chosenReach()); }

void ServerPage::showState()
{
  const report::ServerState state = m_server.state();
  switch (state.phase) {
  case Phase::Running:
    m_state->setText(m_server.reach() == Reach::Network ? tr("Running, open to everyone on this network")
                                                        : tr("Running, for this computer only"));
    break;
  case Phase::Changing: m_state->setText(tr("Starting or stopping …")); break;
  case Phase::Failed: m_state->setText(tr("Not running: it could not be started.")); break;
  case Phase::Stopped: m_state->setText(tr("Stopped. Nobody can ask it.")); break;
  }
  m_address->setText(urlOf(state));
  m_address->setCursorPosition(0);
  QStringList others;
  for (const std::string& url : state.otherUrls)
    others << QString::fromStdString(url);
  m_otherAddresses->setText(tr("Also at %1").arg(others.join(QStringLiteral(", "))));
  m_otherAddresses->setVisible(!others.isEmpty());
  showPhonePart(state);
  enableActions();
}

void ServerPage::showPhonePart(const report::ServerState& state)
{
  m_code->setText(QString::fromStdString(state.phoneUrl));
  if (state.phase != Phase::Running)
    m_noCode->setText(tr("While the server runs and is open to the network, a QR code for phones stands here."));
  else if (m_server.reach() == Reach::ThisComputer)
    m_noCode->setText(tr("A phone cannot get in: only this computer can ask.\n\nTo let it in, choose “Everyone on "
                         "this network” below and press Restart."));
  else
    m_noCode->setText(tr("This computer is on no network now.\n\nConnect it to the phone's network, and the code "
                         "will stand here."));
  m_phone->setCurrentIndex(state.phoneUrl.empty() ? 1 : 0);
}

/// What was asked for last, wherever it was asked for.
void ServerPage::showChoices()
{
  const QSignalBlocker port(m_port);
  const QSignalBlocker reach(m_network);
  m_port->setValue(m_server.port());
  (m_server.reach() == Reach::Network ? m_network : m_thisComputer)->setChecked(true);
}

void ServerPage::enableActions()
{
  const Phase phase = m_server.state().phase;
  const bool running = phase == Phase::Running;
  m_actions.start->setEnabled(!running && phase != Phase::Changing);
  m_actions.otherPort->setEnabled(phase != Phase::Changing);
  for (QAction* action :
       {m_actions.stop, m_actions.restart, m_actions.openPage, m_actions.copyAddress, m_actions.copyCurl})
    action->setEnabled(running);
  const bool asChosen = m_port->value() == m_server.port() && chosenReach() == m_server.reach();
  if (asChosen)
    m_unapplied->clear();
  else
    m_unapplied->setText(running ? tr("Restart to put this in force.") : tr("Holds from the next start on."));
}

void ServerPage::paintIcons() { m_actions.copyAddress->setIcon(icon(QStringLiteral("copy"), palette())); }

void ServerPage::changeEvent(QEvent* event)
{
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange)
    paintIcons();
}

} // namespace numeral::ui
