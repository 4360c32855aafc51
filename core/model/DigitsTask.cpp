#include "core/model/DigitsTask.h"

#include <algorithm>
#include <utility>

#include "core/model/Judgement.h"
#include "core/model/Reading.h"
#include "core/model/Softmax.h"
#include "core/vision/GlyphFinder.h"

namespace numeral::model {

using base::ErrorCode;
using base::Expected;
using base::failure;

Expected<std::unique_ptr<const Task>> DigitsTask::make(const Manifest& manifest)
{
  if (manifest.input.channels != 1 || manifest.input.width != manifest.input.height)
    return failure(ErrorCode::InvalidModel,
                   "manifest.json: the task \"digits\" needs a square input of one channel (grey).");
  if (manifest.preprocessing != vision::kPreprocessingVersion)
    return failure(ErrorCode::InvalidModel,
                   "The model " + manifest.name + " " + manifest.version + " was trained with preprocessing " +
                       std::to_string(manifest.preprocessing) + ", this program has " +
                       std::to_string(vision::kPreprocessingVersion) +
                       "; its answers would be wrong. Use the model that came with this version, or train it again.");
  return std::unique_ptr<const Task>(new DigitsTask(manifest));
}

Expected<Prepared> DigitsTask::prepare(const image::Image& image, const PrepareOptions& options) const
{
  auto page = vision::findGlyphs(image, {m_format.shape().width, options.keepSteps, kMaxItems});
  if (page.glyphs.size() > kMaxItems)
    return failure(ErrorCode::ImageTooLarge, "The image has " + std::to_string(page.glyphs.size()) +
                                                 " digits, more than the " + std::to_string(kMaxItems) +
                                                 " that one request may have. Send it in parts.");
  Prepared prepared;
  prepared.steps = std::move(page.steps);
  for (auto& glyph : page.glyphs) {
    m_format.append(glyph.input, prepared.tensors);
    auto& item = prepared.items.emplace_back();
    item.box = glyph.box;
    item.ink = glyph.ink;
    item.span = glyph.span;
    item.prior = glyph.prior;
    if (options.keepInput)
      item.input = std::move(glyph.input);
  }
  return prepared;
}

Expected<Prepared> DigitsTask::prepare(std::span<const float> pixels, const PrepareOptions& options) const
{
  Prepared prepared;
  if (auto done = m_format.append(pixels, prepared.tensors); !done)
    return tl::unexpected(done.error());
  if (std::all_of(pixels.begin(), pixels.end(), [](float value) { return value == 0.F; }))
    return Prepared{};
  auto& item = prepared.items.emplace_back();
  if (options.keepInput)
    item.input = m_format.picture(pixels);
  return prepared;
}

void DigitsTask::conclude(std::span<const float> logits, std::vector<Item>& items) const
{
  for (std::size_t i = 0; i < items.size(); ++i)
    applySoftmax(logits.subspan(i * m_manifest.outputs(), m_manifest.outputs()), m_manifest, items[i]);
  chooseReadings(items);
  for (auto& item : items)
    item.verdict = judge(item, m_manifest.thresholds);
  dropMarks(items);
  judgeInCompany(items);
}

std::string DigitsTask::text(const std::vector<Item>& items) const
{
  std::string text;
  std::size_t line = items.empty() ? 0 : items.front().span.line;
  for (const auto& item : items) {
    if (item.span.line != line)
      text += '\n';
    line = item.span.line;
    text += m_manifest.classes[item.best];
  }
  return text;
}

} // namespace numeral::model
