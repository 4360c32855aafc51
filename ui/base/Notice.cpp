#include "ui/base/Notice.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

#include "ui/base/Colours.h"
#include "ui/base/Icons.h"
#include "ui/base/SpokenLabel.h"

namespace numeral::ui {

Notice::Notice(const QString& objectName, const QString& accessibleName, QWidget* parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_words(new SpokenLabel(this)), m_buttons(new QHBoxLayout)
{
  setObjectName(objectName);
  setAccessibleName(accessibleName);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);

  m_words->setObjectName(objectName + QStringLiteral("Words"));
  m_words->setToolTip(accessibleName);
  m_words->setWordWrap(true);
  m_words->setTextFormat(Qt::PlainText); // messages hold names of files
  m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_words->setForegroundRole(QPalette::ToolTipText);
  m_icon->setAlignment(Qt::AlignTop);

  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(12, 8, 12, 8);
  layout->setSpacing(10);
  layout->addWidget(m_icon);
  layout->addWidget(m_words, 1);
  layout->addLayout(m_buttons);
  paintIcon();
  hide();
}

QPushButton* Notice::addButton(const QString& objectName, const QString& text, const QString& toolTip)
{
  auto* button = new QPushButton(text, this);
  button->setObjectName(objectName);
  button->setAccessibleName(QString(text).remove(QLatin1Char('&')));
  button->setToolTip(toolTip);
  m_buttons->addWidget(button);
  return button;
}

void Notice::show(const QString& words)
{
  m_words->setText(words);
  if (isVisible())
    m_words->say();
  else
    QWidget::show(); // which says it
}

QString Notice::words() const { return m_words->text(); }

void Notice::changeEvent(QEvent* event)
{
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange)
    paintIcon();
}

void Notice::paintEvent(QPaintEvent* /*event*/)
{
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QColor paper = palette().color(QPalette::ToolTipBase);
  painter.setBrush(paper);
  painter.setPen(blend(palette().color(QPalette::ToolTipText), paper, 0.4F));
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

void Notice::paintIcon()
{
  QPalette colours = palette();
  colours.setColor(QPalette::ButtonText, colours.color(QPalette::ToolTipText));
  m_icon->setPixmap(icon(QStringLiteral("warning"), colours).pixmap(20, 20));
}

} // namespace numeral::ui
