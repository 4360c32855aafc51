#include "ui/base/Icons.h"

#include <QFile>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

/// Outside of any namespace, as Qt wants it: a static library's resources are not found without it.
static void loadResources() { Q_INIT_RESOURCE(icons); }

namespace numeral::ui {
namespace {

QPixmap render(QByteArray svg, const QColor& colour, int side)
{
  QSvgRenderer renderer(svg.replace("currentColor", colour.name().toLatin1()));
  QPixmap pixmap(side, side);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  renderer.render(&painter);
  return pixmap;
}

QString path(const QString& name)
{
  loadResources();
  return QStringLiteral(":/icons/%1.svg").arg(name);
}

} // namespace

QIcon icon(const QString& name, const QPalette& palette)
{
  QFile file(path(name));
  if (!file.open(QIODevice::ReadOnly))
    return {};
  const QByteArray svg = file.readAll();
  QIcon icon;
  for (const int side : {16, 24, 32, 48, 64}) {
    icon.addPixmap(render(svg, palette.color(QPalette::Active, QPalette::ButtonText), side), QIcon::Normal);
    icon.addPixmap(render(svg, palette.color(QPalette::Disabled, QPalette::ButtonText), side), QIcon::Disabled);
  }
  return icon;
}

QIcon programIcon() { return QIcon(path(QStringLiteral("numeral"))); }

} // namespace numeral::ui
