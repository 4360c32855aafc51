#include "monitoring/server/routes/PredictBody.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json/Base64.h"
#include "core/strokes/Drawing.h"
#include "monitoring/server/http/Multipart.h"
#include "monitoring/server/http/RequestHead.h"

namespace numeral::server {
namespace {

using base::ErrorCode;
using base::failure;
using Json = nlohmann::json;

auto refuseFormat(std::string_view type)
{
  return failure(ErrorCode::UnsupportedFormat,
                 "Content-Type '" + std::string(type) +
                     "' is not understood. Send the image as the multipart field 'file', as the body with "
                     "Content-Type image/png or the like, or JSON.");
}

/// Takes what it needs while the text is read, so that memory and depth stay bounded whatever comes.
class BodyReader final : public nlohmann::json_sax<Json> {
public:
  static constexpr std::size_t kMaxDepth = 8;
  static constexpr std::size_t kMaxValues = 1'000'000;

  std::optional<std::string> image;
  std::optional<std::vector<float>> pixels;
  bool strokes = false;
  std::string error; ///< why reading stopped

  bool null() override { return other(); }
  bool boolean(bool) override { return other(); }
  bool number_integer(number_integer_t number) override { return pixel(static_cast<float>(number)); }
  bool number_unsigned(number_unsigned_t number) override { return pixel(static_cast<float>(number)); }
  bool number_float(number_float_t number, const string_t&) override { return pixel(static_cast<float>(number)); }
  bool binary(binary_t&) override { return other(); }

  bool string(string_t& text) override
  {
    if (m_depth == 1 && m_key == "image") {
      if (image)
        return twice();
      image = std::move(text);
      return value();
    }
    return other();
  }

  bool start_object(std::size_t) override
  {
    if (m_depth == 1 && m_key == "strokes")
      return stop("'strokes' is a list of strokes, each a list of points [x, y]");
    return open();
  }

  bool start_array(std::size_t) override
  {
    if (m_depth == 0)
      return stop("the body is an object such as {\"strokes\": [...]}");
    if (m_depth == 1 && ((m_key == "strokes" && strokes) || (m_key == "pixels" && pixels)))
      return twice();
    if (m_depth == 1 && m_key == "strokes")
      strokes = true;
    if (m_depth == 1 && m_key == "pixels")
      pixels.emplace();
    else if (pixelsArea())
      return stop(kFlatList);
    return open();
  }

  bool key(string_t& name) override
  {
    if (m_depth == 1)
      m_key = std::move(name);
    return true;
  }

  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& thrown) override
  {
    constexpr int kOverflow = 406;
    if (thrown.id == kOverflow)
      return stop("it has a number out of range at byte " + std::to_string(position));
    return stop("it is not JSON from byte " + std::to_string(position) + " on");
  }

private:
  static constexpr const char* kFlatList = "'pixels' is a flat list of numbers";

  /// Which of them counts, readers of JSON do not agree upon.
  bool twice() { return stop("it has '" + m_key + "' twice"); }

  /// Inside the list of pixels.
  bool pixelsArea() const { return pixels && m_key == "pixels" && m_depth >= 2; }

  bool pixel(float number)
  {
    if (pixelsArea())
      pixels->push_back(number);
    return value();
  }

  /// No number.
  bool other() { return pixelsArea() ? stop(kFlatList) : value(); }
  bool value() { return ++m_values <= kMaxValues || stop("it has more than 1,000,000 values"); }
  bool open() { return ++m_depth <= kMaxDepth ? value() : stop("it is nested more than 8 deep"); }
  bool close()
  {
    --m_depth;
    return true;
  }

  bool stop(std::string why)
  {
    if (error.empty())
      error = std::move(why);
    return false;
  }

  std::string m_key; ///< of the outermost object
  std::size_t m_depth = 0;
  std::size_t m_values = 0;
};

base::Expected<engine::Input> parseJson(base::ByteSpan body)
{
  BodyReader reader;
  const auto text = base::textOf(body);
  // The parser takes a NUL for the end, so that another reader could see more than it does.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos)
    reader.error = "it is not JSON from byte " + std::to_string(nul + 1) + " on";
  const bool whole = reader.error.empty() && Json::sax_parse(text.begin(), text.end(), &reader);
  if (!whole || !reader.error.empty())
    return failure(ErrorCode::InvalidArgument, "The JSON body cannot be used: " + reader.error + ".");
  if (int{reader.image.has_value()} + int{reader.pixels.has_value()} + int{reader.strokes} != 1)
    return failure(ErrorCode::InvalidArgument,
                   "The JSON body has one of 'image' (base64), 'strokes' ([[[x, y], ...], ...]) and 'pixels' "
                   "([...]).");
  if (reader.pixels)
    return engine::Tensor{std::move(*reader.pixels)};
  if (reader.strokes)
    return strokes::parseDrawing(text).map([](strokes::Drawing drawing) { return engine::Input(std::move(drawing)); });
  return json::decodeBase64(*reader.image).map([](base::Bytes bytes) {
    return engine::Input(engine::EncodedImage{std::move(bytes)});
  });
}

base::Expected<engine::Input> parseForm(base::ByteSpan body, std::string_view contentType)
{
  const auto parts = parseMultipart(body, contentType);
  if (!parts)
    return tl::unexpected(parts.error());
  const Part* file = nullptr;
  for (const auto& part : *parts) {
    if (part.name != "file")
      continue;
    if (file != nullptr)
      return failure(ErrorCode::InvalidArgument, "The form has more than one field 'file'; send one image a request.");
    file = &part;
  }
  if (file == nullptr)
    return failure(ErrorCode::InvalidArgument, "The form has no field 'file' with the image.");
  return engine::EncodedImage{base::Bytes(file->content.begin(), file->content.end())};
}

} // namespace

base::Expected<engine::Input> parsePredictBody(base::Bytes body, std::string_view contentType)
{
  const auto type = mediaType(contentType);
  if (body.empty())
    return failure(ErrorCode::InvalidArgument, "The body is empty; it should be an image, a form or JSON.");
  if (equalIgnoringCase(type, "multipart/form-data"))
    return parseForm(body, contentType);
  if (equalIgnoringCase(type, "application/json"))
    return parseJson(body);
  if (type.empty() || equalIgnoringCase(type, "application/octet-stream") ||
      equalIgnoringCase(type.substr(0, 6), "image/"))
    return engine::EncodedImage{std::move(body)};
  return refuseFormat(type);
}

} // namespace numeral::server
