#include "ui/files/AnswerStore.h"

#include <cstdint>
#include <vector>

#include <QDir>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "core/json/RecognitionJson.h"

namespace numeral::ui {
namespace {

using Json = nlohmann::json;

engine::Result lost()
{
  return base::failure(base::ErrorCode::Io,
                       QObject::tr("An answer could not be kept in %1. Make room there and read the files again.")
                           .arg(QDir::tempPath())
                           .toStdString());
}

} // namespace

AnswerStore::AnswerStore()
{
  if (m_file.open())
    m_handle = m_file.handle();
}

AnswerStore::Place AnswerStore::keep(const engine::Result& result)
{
  const Json json = result ? json::toJson(*result)
                           : Json{{"error", result.error().message}, {"code", base::name(result.error().code)}};
  const std::vector<std::uint8_t> bytes = Json::to_cbor(json);
  const auto size = static_cast<qint64>(bytes.size());
  const qint64 offset = m_end.fetch_add(size);
  if (::pwrite(m_handle, bytes.data(), bytes.size(), offset) != size)
    return {};
  return {offset, size};
}

engine::Result AnswerStore::read(const Place& place) const
{
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(place.size));
  if (place.offset < 0 || ::pread(m_handle, bytes.data(), bytes.size(), place.offset) != place.size)
    return lost();
  const Json json = Json::from_cbor(bytes, true, false);
  if (!json.is_object())
    return lost();
  if (!json.contains("error"))
    return json::parseRecognition(json);
  const auto code = base::parseErrorCode(json.value("code", ""));
  return base::failure(code.value_or(base::ErrorCode::Internal), json.value("error", ""));
}

} // namespace numeral::ui
