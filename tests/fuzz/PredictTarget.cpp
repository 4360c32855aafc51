#include "core/json/Base64.h"
#include "core/strokes/Rasteriser.h"
#include "monitoring/server/routes/PredictBody.h"
#include "tests/fuzz/Target.h"

namespace numeral::fuzz {
namespace {

/// The first byte chooses the Content-Type.
const std::vector<std::string> kTypes{"application/json", "multipart/form-data; boundary=XX", "image/png", "",
                                      "text/plain"};

void run(base::ByteSpan input)
{
  if (input.empty())
    return;
  const auto rest = input.subspan(1);
  const auto parsed = server::parsePredictBody({rest.begin(), rest.end()}, kTypes[input[0] % kTypes.size()]);
  if (!parsed) {
    require(!parsed.error().message.empty());
    return;
  }
  if (const auto* drawing = std::get_if<strokes::Drawing>(&*parsed)) {
    const auto raster = strokes::rasterise(*drawing);
    require(raster.image.width > 0 && raster.image.width < 3000 && raster.image.height > 0 &&
            raster.image.height < 3000);
  }
  if (const auto* tensor = std::get_if<engine::Tensor>(&*parsed))
    require(tensor->values.size() <= 1'000'000);
}

std::vector<std::string> seeds()
{
  const std::string json(1, '\0');
  const std::string form(1, '\1');
  return {json + R"({"strokes": [[[1, 2], [3.5, 4]], [[5, 6]]], "pen_width": 4})",
          json + R"({"pixels": [0, 0.5, 255, -1, 1e3]})",
          json + R"({"image": "data:image/png;base64,AAEC", "a": {"b": [1]}})",
          json + R"({"image": "AA=="})",
          json + R"({"a": null, "b": true, "c": "\u00e9\n", "strokes": []})",
          form + "--XX\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nbytes\r\n--XX--",
          "\2PNG",
          "\4x"};
}

} // namespace

Target predictTarget()
{
  return {"predict",
          run,
          seeds,
          {"\"strokes\":", "\"pixels\":", "\"image\":", "\"pen_width\":", "[[[", "]]]", "data:", ";base64,", "1e308",
           "1e-308", "-1e6", "null", "true", "\\u0000", "--XX", "\r\n\r\n", "name=\"file\""}};
}

} // namespace numeral::fuzz
