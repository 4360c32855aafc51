#include "ui/monitor/InstancesPanel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/base/Notice.h"
#include "ui/base/PageParts.h"
#include "ui/monitor/InstanceTable.h"

namespace numeral::ui {

InstancesPanel::InstancesPanel(FleetSource& fleet, QWidget* parent)
    : QWidget(parent), m_fleet(fleet), m_address(new QLineEdit(this)),
      m_notice(new Notice(QStringLiteral("instanceNotice"), tr("About the address"), this)),
      m_table(new InstanceTable(this))
{
  setObjectName(QStringLiteral("instancesPanel"));
  makeActions();
  layOut();
  connect(m_address, &QLineEdit::returnPressed, this, &InstancesPanel::add);
  connect(m_address, &QLineEdit::textEdited, m_notice, &QWidget::hide);
  connect(m_table, &InstanceTable::selectedAddressChanged, this,
          [this] { m_actions.remove->setEnabled(!m_table->selectedAddress().empty()); });
}

void InstancesPanel::makeActions()
{
  m_actions.add = makeAction("actionWatchInstance", tr("&Watch Another Instance"),
                             tr("Watch another numerald by the address of its metrics"), this);
  m_actions.remove =
      makeAction("actionForgetInstance", tr("Stop Watc&hing"), tr("Watch the selected instance no longer"), this);
  m_actions.remove->setEnabled(false);
  connect(m_actions.add, &QAction::triggered, this, &InstancesPanel::add);
  connect(m_actions.remove, &QAction::triggered, this, &InstancesPanel::remove);
}

void InstancesPanel::layOut()
{
  auto* heading = partHeading(QStringLiteral("instancesHeading"), tr("Instances"), this);
  m_address->setObjectName(QStringLiteral("instanceAddress"));
  m_address->setAccessibleName(tr("Address of another instance"));
  m_address->setToolTip(tr("Host, host:port or URL of another numerald; metrics are on port 18000 unless told"));
  m_address->setPlaceholderText(tr("host:18000"));
  m_address->setFixedWidth(220);
  const auto button = [this](const char* name, QAction* action, const QString& text) {
    QToolButton* made = actionButton(name, action, this);
    made->setText(text);
    made->setToolButtonStyle(Qt::ToolButtonTextOnly);
    return made;
  };
  auto* add = button("watchInstanceButton", m_actions.add, tr("Watch"));
  auto* remove = button("forgetInstanceButton", m_actions.remove, tr("Stop watching"));
  auto* dismiss = m_notice->addButton(QStringLiteral("dismissInstanceNotice"), tr("OK"), tr("Take these words away"));
  connect(dismiss, &QPushButton::clicked, m_notice, &QWidget::hide);

  auto* row = new QHBoxLayout;
  row->addWidget(heading);
  row->addStretch();
  row->addWidget(m_address);
  row->addWidget(add);
  row->addWidget(remove);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  layout->addLayout(row);
  layout->addWidget(m_notice);
  layout->addWidget(m_table);
  setTabOrder(m_address, add);
  setTabOrder(add, remove);
  setTabOrder(remove, m_table);
}

void InstancesPanel::show(const report::InstanceState& own) { m_table->show(own, m_fleet.state()); }

void InstancesPanel::add()
{
  Q_EMIT wanted(); // the menu reaches this from every page
  const QString address = m_address->text().trimmed();
  if (address.isEmpty()) {
    m_address->setFocus();
    return;
  }
  if (const auto added = m_fleet.add(address.toStdString()); !added) {
    m_notice->show(QString::fromStdString(added.error().message));
    return;
  }
  m_notice->hide();
  m_address->clear();
}

void InstancesPanel::remove()
{
  if (const std::string address = m_table->selectedAddress(); !address.empty())
    m_fleet.remove(address);
}

} // namespace numeral::ui
