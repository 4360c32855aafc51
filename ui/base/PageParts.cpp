#include "ui/base/PageParts.h"

#include <algorithm>

#include <QAction>
#include <QLabel>
#include <QStyleOptionToolButton>
#include <QStylePainter>
#include <QToolButton>

#include "ui/base/SpokenLabel.h"

namespace numeral::ui {
namespace {

/// Times the size of ordinary text.
constexpr double kPageHeadingSize = 1.6;
constexpr double kPartHeadingSize = 1.1;

/// Qt lays icon and words to the left and leaves the room of two spaces at the right.
class CentredButton final : public QToolButton {
public:
  using QToolButton::QToolButton;

protected:
  void paintEvent(QPaintEvent* event) override
  {
    QStyleOptionToolButton option;
    initStyleOption(&option);
    if (option.toolButtonStyle != Qt::ToolButtonTextBesideIcon || option.icon.isNull()) {
      QToolButton::paintEvent(event);
      return;
    }
    QStyleOptionToolButton frame = option;
    frame.text.clear();
    frame.icon = {};
    QStylePainter painter(this);
    painter.drawComplexControl(QStyle::CC_ToolButton, frame);
    constexpr int kGap = 4; // as Qt's styles have it
    const int words = option.fontMetrics.size(Qt::TextShowMnemonic, option.text).width();
    const int content = std::min(option.iconSize.width() + kGap + words, width());
    option.rect.setX((width() - content) / 2);
    painter.drawControl(QStyle::CE_ToolButtonLabel, option);
  }
};

template <class Label> Label* words(const QString& objectName, const QString& toolTip, QWidget* parent)
{
  auto* label = new Label(parent);
  label->setObjectName(objectName);
  label->setToolTip(toolTip);
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

QLabel* heading(const QString& objectName, const QString& text, double size, QWidget* parent)
{
  auto* label = new QLabel(text, parent);
  label->setObjectName(objectName);
  label->setTextFormat(Qt::PlainText);
  QFont font = label->font();
  font.setBold(true);
  font.setPointSizeF(font.pointSizeF() * size);
  label->setFont(font);
  return label;
}

} // namespace

QLabel* pageHeading(const QString& objectName, const QString& text, QWidget* parent)
{
  return heading(objectName, text, kPageHeadingSize, parent);
}

QLabel* partHeading(const QString& objectName, const QString& text, QWidget* parent)
{
  return heading(objectName, text, kPartHeadingSize, parent);
}

QLabel* plainLabel(const char* objectName, const QString& toolTip, QWidget* parent)
{
  auto* label = new QLabel(parent);
  label->setObjectName(QLatin1String(objectName));
  label->setToolTip(toolTip);
  label->setTextFormat(Qt::PlainText); // names of files and classes
  return label;
}

QLabel* plainWords(const QString& objectName, const QString& toolTip, QWidget* parent)
{
  return words<QLabel>(objectName, toolTip, parent);
}

SpokenLabel* spokenWords(const QString& objectName, const QString& toolTip, QWidget* parent)
{
  return words<SpokenLabel>(objectName, toolTip, parent);
}

QAction* makeAction(const char* objectName, const QString& text, const QString& toolTip, QWidget* parent,
                    const QKeySequence& key)
{
  auto* action = new QAction(text, parent);
  action->setObjectName(QLatin1String(objectName));
  action->setToolTip(key.isEmpty() ? toolTip
                                   : QObject::tr("%1 (%2)").arg(toolTip, key.toString(QKeySequence::NativeText)));
  action->setStatusTip(toolTip);
  action->setShortcut(key);
  return action;
}

QToolButton* actionButton(const char* objectName, QAction* action, QWidget* parent)
{
  auto* button = new CentredButton(parent);
  button->setObjectName(QLatin1String(objectName));
  button->setDefaultAction(action);
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  button->setFocusPolicy(Qt::StrongFocus);
  button->setAccessibleName(QString(action->text()).remove(QLatin1Char('&')));
  return button;
}

} // namespace numeral::ui
