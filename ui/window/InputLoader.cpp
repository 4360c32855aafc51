#include "ui/window/InputLoader.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include <QBuffer>

#include "core/image/Codec.h"
#include "ui/base/QtImage.h"

namespace numeral::ui {
namespace {

/// Pixels of the longer side of what is shown; the engine gets the file itself.
constexpr int kPictureSide = 1600;

image::Image shrink(image::Image picture)
{
  const int side = std::max(picture.width, picture.height);
  if (side <= kPictureSide)
    return picture;
  const auto scaled = [side](int length) {
    return std::max(1, static_cast<int>(std::lround(double(length) * kPictureSide / side)));
  };
  return image::resize(picture, scaled(picture.width), scaled(picture.height));
}

base::Expected<LoadedInput> fromBytes(base::Bytes bytes, const QString& name)
{
  auto picture = image::decode(bytes);
  if (!picture) {
    base::Error error = picture.error();
    error.message = name.toStdString() + ": " + error.message;
    return tl::unexpected(std::move(error));
  }
  const QSize size(picture->width, picture->height);
  return LoadedImage{name, std::move(bytes), toQImage(shrink(std::move(*picture))), size};
}

bool looksLikeJson(const base::Bytes& bytes)
{
  const auto text = base::textOf(bytes);
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{';
}

base::Expected<LoadedInput> fromFile(const QString& path)
{
  const std::filesystem::path file = path.toStdString();
  std::error_code ec;
  if (const auto status = std::filesystem::status(file, ec);
      std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    return base::failure(base::ErrorCode::Io, file.string() +
                                                  " is no file that could be opened: it is a folder, a pipe "
                                                  "or a device."); // which may be waited for without end
  auto bytes = base::readFile(file, image::Limits{}.maxBytes);
  if (!bytes)
    return tl::unexpected(std::move(bytes.error()));
  const QString name = QString::fromStdString(file.filename().string());
  if (!looksLikeJson(*bytes))
    return fromBytes(std::move(*bytes), name);
  auto drawing = strokes::parseDrawing(base::textOf(*bytes));
  if (!drawing) {
    drawing.error().message = name.toStdString() + ": " + drawing.error().message;
    return tl::unexpected(std::move(drawing.error()));
  }
  return std::move(*drawing);
}

base::Expected<LoadedInput> fromPixels(const QImage& picture, const QString& name)
{
  QByteArray png;
  QBuffer buffer(&png);
  buffer.open(QIODevice::WriteOnly);
  if (!picture.save(&buffer, "PNG"))
    return base::failure(base::ErrorCode::Internal, name.toStdString() + " cannot be turned into a PNG. Save it to a "
                                                                         "file and open that.");
  return fromBytes(base::Bytes(png.begin(), png.end()), name);
}

} // namespace

InputLoader::InputLoader(QObject* parent) : QObject(parent), m_postbox(*this) { m_worker.setMaxThreadCount(1); }

InputLoader::~InputLoader() { m_worker.waitForDone(); }

void InputLoader::load(const QString& path)
{
  run([path] { return fromFile(path); });
}

void InputLoader::load(const QImage& picture, const QString& name)
{
  run([picture, name] { return fromPixels(picture, name); });
}

void InputLoader::run(Work work)
{
  m_worker.start([this, generation = ++m_generation, work = std::move(work), post = m_postbox.sender()] {
    post([this, generation, input = work()] {
      if (generation != m_generation)
        return;
      if (input)
        Q_EMIT loaded(*input);
      else
        Q_EMIT failed(input.error());
    });
  });
}

} // namespace numeral::ui
