/// Reads and decodes what was opened, dropped or pasted, away from the GUI thread.
#pragma once

#include <variant>

#include <QImage>
#include <QObject>
#include <QThreadPool>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/strokes/Drawing.h"
#include "ui/base/Postbox.h"

namespace numeral::ui {

/// A file's bytes as they were, and a picture of them for people.
struct LoadedImage {
  QString name;
  base::Bytes bytes;
  QImage picture;
  QSize size; ///< of the file's own, in pixels
};

using LoadedInput = std::variant<LoadedImage, strokes::Drawing>;

/// Only the latest load is reported.
class InputLoader final : public QObject {
  Q_OBJECT
public:
  explicit InputLoader(QObject* parent = nullptr);
  ~InputLoader() override;

  /// An image or a saved drawing, by content.
  void load(const QString& path);
  /// What the clipboard or a drop holds as pixels.
  void load(const QImage& picture, const QString& name);

Q_SIGNALS:
  void loaded(const numeral::ui::LoadedInput& input);
  void failed(const numeral::base::Error& error);

private:
  using Work = std::function<base::Expected<LoadedInput>()>;
  void run(Work work);

  quint64 m_generation = 0;
  QThreadPool m_worker; ///< one thread: a second photo waits for the first
  Postbox m_postbox;
};

} // namespace numeral::ui
