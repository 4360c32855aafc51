#include "ui/window/Pages.h"

#include <algorithm>
#include <string>

#include <QAction>
#include <QActionGroup>
#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/base/Icons.h"
#include "ui/base/PageParts.h"

namespace numeral::ui {
namespace {

constexpr int kRailWidth = 84;
constexpr QSize kIconSize{24, 24};

} // namespace

Pages::Pages(QWidget* parent)
    : QWidget(parent), m_rail(new QWidget(this)), m_buttons(new QVBoxLayout(m_rail)), m_stack(new QStackedWidget(this)),
      m_actions(new QActionGroup(this))
{
  setObjectName(QStringLiteral("pages"));
  m_rail->setObjectName(QStringLiteral("pageRail"));
  m_rail->setAccessibleName(tr("Pages"));
  m_rail->setFixedWidth(kRailWidth);
  m_buttons->setContentsMargins(4, 8, 4, 8);
  m_buttons->setSpacing(2);
  m_buttons->addStretch();

  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(m_rail);
  auto* line = new QFrame(this);
  line->setFrameShape(QFrame::VLine);
  line->setForegroundRole(QPalette::Mid);
  line->setFrameShadow(QFrame::Plain);
  layout->addWidget(line);
  layout->addWidget(m_stack, 1);
}

QAction* Pages::add(QWidget* page, const Entry& entry)
{
  QAction* action =
      makeAction(("actionPage" + std::string(entry.name)).c_str(), entry.text, entry.toolTip, this, entry.key);
  action->setCheckable(true);
  m_actions->addAction(action);
  m_icons << entry.icon;

  auto* button = actionButton(("page" + std::string(entry.name) + "Button").c_str(), action, m_rail);
  button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
  button->setIconSize(kIconSize);
  button->setAutoRaise(true);
  button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  m_buttons->insertWidget(m_buttons->count() - 1, button);

  m_stack->addWidget(page);
  connect(action, &QAction::toggled, this, [this, page](bool on) {
    if (on)
      m_stack->setCurrentWidget(page);
    else
      keepOneChosen();
  });
  if (m_stack->count() == 1)
    action->setChecked(true);
  paintIcons();
  return action;
}

/// Assistive technology turns the button of the page that is shown off, which a click cannot.
void Pages::keepOneChosen()
{
  const QList<QAction*> actions = m_actions->actions();
  if (std::none_of(actions.begin(), actions.end(), [](const QAction* action) { return action->isChecked(); }))
    actions.at(m_stack->currentIndex())->setChecked(true);
}

void Pages::show(const QWidget* page)
{
  const int index = m_stack->indexOf(page);
  if (index >= 0)
    m_actions->actions().at(index)->setChecked(true);
}

QWidget* Pages::current() const { return m_stack->currentWidget(); }

void Pages::paintIcons()
{
  for (int i = 0; i < m_icons.size(); ++i)
    m_actions->actions().at(i)->setIcon(icon(m_icons.at(i), palette()));
}

void Pages::changeEvent(QEvent* event)
{
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange)
    paintIcons();
}

} // namespace numeral::ui
