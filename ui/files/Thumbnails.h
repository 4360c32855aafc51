/// Small pictures of files, made away from the GUI thread for the rows that are being looked at.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include <QCache>
#include <QObject>
#include <QPixmap>
#include <QThreadPool>

#include "ui/base/Postbox.h"

namespace numeral::ui {

class Thumbnails final : public QObject {
  Q_OBJECT
public:
  static constexpr int kSide = 36; ///< pixels at scale 1

  explicit Thumbnails(QObject* parent = nullptr);
  ~Thumbnails() override;

  /// The picture, or a null one: made() tells when it is there. Of many that are asked for only the latest are made;
  /// a row that is still in sight asks again when it is painted.
  QPixmap picture(const std::string& path, double scale);
  void forget();

Q_SIGNALS:
  void made(const std::string& path);

private:
  class Requests;
  void makeNext();

  std::shared_ptr<Requests> m_requests;
  QCache<QByteArray, QPixmap> m_pictures;
  QThreadPool m_worker;
  Postbox m_postbox;
};

} // namespace numeral::ui
