#include "ui/window/ServerStatus.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace numeral::ui {

ServerStatus::ServerStatus(QAction& copyAddress, QWidget* parent)
    : QWidget(parent), m_words(new QLabel(this)), m_copy(new QToolButton(this))
{
  setObjectName(QStringLiteral("serverStatus"));
  m_words->setObjectName(QStringLiteral("serverState"));
  m_words->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
  m_words->setToolTip(tr("The server built into this program; click the address to open its page"));
  m_copy->setObjectName(QStringLiteral("copyAddressButton"));
  m_copy->setDefaultAction(&copyAddress);
  m_copy->setToolButtonStyle(Qt::ToolButtonIconOnly);
  m_copy->setAutoRaise(true);
  m_copy->setFocusPolicy(Qt::StrongFocus);
  m_copy->setAccessibleName(tr("Copy the server's address"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(m_words);
  layout->addWidget(m_copy);
  connect(m_words, &QLabel::linkActivated, this, &ServerStatus::addressClicked);
}

void ServerStatus::show(const report::ServerState& state)
{
  const bool running = state.phase == report::ServerState::Phase::Running;
  m_copy->setVisible(running);
  switch (state.phase) {
  case report::ServerState::Phase::Running: {
    const QString url = QString::fromStdString(state.url).toHtmlEscaped();
    m_words->setText(tr("Server: %1").arg(QStringLiteral("<a href=\"%1\">%1</a>").arg(url)));
    m_words->setAccessibleName(tr("Server running at %1").arg(url));
    break;
  }
  case report::ServerState::Phase::Changing:
    m_words->setText(tr("Server: starting or stopping …"));
    m_words->setAccessibleName(tr("The server is being started or stopped"));
    break;
  case report::ServerState::Phase::Failed:
    m_words->setText(tr("Server: not running"));
    m_words->setAccessibleName(tr("The server is not running"));
    break;
  case report::ServerState::Phase::Stopped:
    m_words->setText(tr("Server: stopped"));
    m_words->setAccessibleName(tr("The server is stopped"));
    break;
  }
}

} // namespace numeral::ui
