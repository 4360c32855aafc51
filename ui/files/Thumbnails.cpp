#include "ui/files/Thumbnails.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <QPainter>

#include "core/engine/InputFiles.h"
#include "core/image/Codec.h"
#include "core/strokes/Rasteriser.h"
#include "ui/base/QtImage.h"

namespace numeral::ui {
namespace {

constexpr int kKept = 512;
constexpr std::size_t kMaxWaiting = 64; ///< more than fits a screen

QByteArray keyOf(const std::string& path, double scale)
{
  return QByteArray::fromStdString(path) + '@' + QByteArray::number(scale);
}

/// Nothing where the file cannot be shown: the row says why.
std::optional<image::Image> load(const std::string& path, int side)
{
  auto input = base::readFile(path, image::Limits{}.maxBytes).and_then(&engine::toInput);
  if (!input)
    return {};
  if (const auto* drawing = std::get_if<strokes::Drawing>(&*input))
    return strokes::rasterise(*drawing).image;
  auto reduced = image::decodeReduced(std::get<engine::EncodedImage>(*input).bytes, {}, side);
  return reduced ? std::optional(std::move(reduced->image)) : std::nullopt;
}

/// In the middle of a square that it fills.
QImage make(const std::string& path, double scale)
{
  const int side = static_cast<int>(std::lround(Thumbnails::kSide * scale));
  QImage square(side, side, QImage::Format_ARGB32_Premultiplied);
  square.fill(Qt::transparent);
  if (const auto image = load(path, side)) {
    const QImage picture = toQImage(*image).scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    QPainter(&square).drawImage((side - picture.width()) / 2, (side - picture.height()) / 2, picture);
  }
  square.setDevicePixelRatio(scale);
  return square;
}

} // namespace

/// What is still to be made, the latest first.
class Thumbnails::Requests {
public:
  struct Request {
    std::string path;
    double scale = 1;
  };

  /// False where it waits already.
  bool add(const Request& request)
  {
    const std::lock_guard lock(m_mutex);
    const auto same = [&request](const Request& other) { return other.path == request.path; };
    if (m_current == request.path || std::any_of(m_waiting.begin(), m_waiting.end(), same))
      return false;
    m_waiting.push_back(request);
    if (m_waiting.size() > kMaxWaiting)
      m_waiting.pop_front();
    return true;
  }
  std::optional<Request> next()
  {
    const std::lock_guard lock(m_mutex);
    m_current.clear();
    if (m_waiting.empty())
      return {};
    Request request = std::move(m_waiting.back());
    m_waiting.pop_back();
    m_current = request.path;
    return request;
  }
  void done()
  {
    const std::lock_guard lock(m_mutex);
    m_current.clear();
  }
  void clear()
  {
    const std::lock_guard lock(m_mutex);
    m_waiting.clear();
    m_current.clear();
  }

private:
  std::mutex m_mutex;
  std::deque<Request> m_waiting;
  std::string m_current;
};

Thumbnails::Thumbnails(QObject* parent)
    : QObject(parent), m_requests(std::make_shared<Requests>()), m_pictures(kKept), m_postbox(*this)
{
  m_worker.setMaxThreadCount(1);
}

Thumbnails::~Thumbnails()
{
  m_requests->clear();
  m_worker.waitForDone();
}

QPixmap Thumbnails::picture(const std::string& path, double scale)
{
  if (const QPixmap* known = m_pictures.object(keyOf(path, scale)))
    return *known;
  if (m_requests->add({path, scale}))
    makeNext();
  return {};
}

void Thumbnails::forget()
{
  m_requests->clear();
  m_pictures.clear();
}

void Thumbnails::makeNext()
{
  m_worker.start([this, requests = m_requests, post = m_postbox.sender()] {
    const auto request = requests->next();
    if (!request)
      return;
    const QImage image = make(request->path, request->scale);
    requests->done(); // may be asked for again from now on
    post([this, path = request->path, scale = request->scale, image] {
      m_pictures.insert(keyOf(path, scale), new QPixmap(QPixmap::fromImage(image)));
      Q_EMIT made(path);
    });
  });
}

} // namespace numeral::ui
