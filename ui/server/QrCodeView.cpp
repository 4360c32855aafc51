#include "ui/server/QrCodeView.h"

#include <cmath>
#include <memory>

#include <QPainter>
#include <qrencode.h>

namespace numeral::ui {
namespace {

constexpr int kQuietZone = 4;
constexpr int kSide = 208;
constexpr int kSmallestVersion = 0;

} // namespace

QrCodeView::QrCodeView(QWidget* parent) : QWidget(parent)
{
  setObjectName(QStringLiteral("qrCode"));
  setAccessibleName(tr("QR code of the server's address"));
  setToolTip(tr("Point a phone's camera at this to open the drawing page there"));
  setFixedSize(kSide, kSide);
}

QSize QrCodeView::sizeHint() const { return {kSide, kSide}; }

void QrCodeView::setText(const QString& text)
{
  if (text == m_text)
    return;
  m_text = text;
  m_modules.clear();
  m_side = 0;
  const QByteArray bytes = text.toUtf8();
  if (!bytes.isEmpty()) {
    using Owned = std::unique_ptr<QRcode, decltype(&QRcode_free)>;
    const Owned code(QRcode_encodeData(static_cast<int>(bytes.size()),
                                       reinterpret_cast<const unsigned char*>(bytes.constData()), kSmallestVersion,
                                       QR_ECLEVEL_M),
                     &QRcode_free);
    if (code) {
      m_side = code->width;
      m_modules.reserve(static_cast<std::size_t>(m_side) * static_cast<std::size_t>(m_side));
      for (int i = 0; i < m_side * m_side; ++i)
        m_modules.push_back((code->data[i] & 1) != 0);
    }
  }
  setAccessibleDescription(text.isEmpty() ? QString() : tr("It holds %1").arg(text));
  update();
}

void QrCodeView::paintEvent(QPaintEvent* /*event*/)
{
  if (m_side == 0)
    return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(Qt::white);
  painter.drawRoundedRect(rect(), 6, 6);

  // From here on in pixels of the screen.
  const double scale = devicePixelRatioF();
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.scale(1 / scale, 1 / scale);
  const int pixels = static_cast<int>(std::floor(width() * scale));
  const int module = pixels / (m_side + 2 * kQuietZone);
  const int origin = (pixels - module * m_side) / 2;
  painter.setBrush(Qt::black);
  std::size_t at = 0;
  for (int row = 0; row < m_side; ++row) {
    for (int column = 0; column < m_side; ++column) {
      if (m_modules[at++])
        painter.drawRect(origin + column * module, origin + row * module, module, module);
    }
  }
}

} // namespace numeral::ui
