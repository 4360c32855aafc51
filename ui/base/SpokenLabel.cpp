#include "ui/base/SpokenLabel.h"

#include <QAccessibleWidget>

namespace numeral::ui {
namespace {

class SpokenInterface final : public QAccessibleWidget {
public:
  explicit SpokenInterface(SpokenLabel& label) : QAccessibleWidget(&label, QAccessible::Notification), m_label(label) {}

  QString text(QAccessible::Text which) const override
  {
    return which == QAccessible::Name ? m_label.text() : QAccessibleWidget::text(which);
  }

private:
  SpokenLabel& m_label;
};

QAccessibleInterface* makeInterface(const QString& /*className*/, QObject* object)
{
  auto* label = qobject_cast<SpokenLabel*>(object);
  return label ? new SpokenInterface(*label) : nullptr;
}

} // namespace

SpokenLabel::SpokenLabel(QWidget* parent) : QLabel(parent)
{
  QAccessible::installFactory(makeInterface); // once: Qt knows it from then on
}

/// Qt 6.4 passes no QAccessible::Alert on to AT-SPI, and screen readers speak of a notification when it is shown.
void SpokenLabel::say()
{
  if (!isVisible())
    return;
  QAccessibleEvent event(this, QAccessible::ObjectShow);
  QAccessible::updateAccessibility(&event);
}

} // namespace numeral::ui
