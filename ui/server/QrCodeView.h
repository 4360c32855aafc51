/// A text as QR code, for the camera of a phone.
#pragma once

#include <vector>

#include <QWidget>

namespace numeral::ui {

/// Black on white whatever the palette, since many cameras read nothing else; every module covers the same whole number
/// of the screen's pixels at any scale, with the quiet zone of four modules that the standard asks for.
/// Source: ISO/IEC 18004, by libqrencode.
class QrCodeView final : public QWidget {
  Q_OBJECT
public:
  explicit QrCodeView(QWidget* parent = nullptr);

  /// Nothing is painted for an empty text, or one too long for any code.
  void setText(const QString& text);
  QString text() const { return m_text; }

  QSize sizeHint() const override;

protected:
  void paintEvent(QPaintEvent* event) override;

private:
  QString m_text;
  std::vector<bool> m_modules; ///< row by row, true is black
  int m_side = 0;              ///< in modules
};

} // namespace numeral::ui
