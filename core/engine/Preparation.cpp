#include "core/engine/Preparation.h"

#include <utility>
#include <variant>

#include "core/strokes/Rasteriser.h"

namespace numeral::engine {
namespace {

using base::Expected;

/// Of a photograph's larger side: plenty for a page of digits, and a quarter of the decoder's work or less.
constexpr int kEnoughPixels = 1000;

struct Page {
  image::Image image;
  double scale = 1; ///< pixels for one unit of what the caller gave
  double left = 0;
  double top = 0;
};

Expected<Page> toPage(const EncodedImage& input, const image::Limits& limits)
{
  auto reduced = image::decodeReduced(input.bytes, limits, kEnoughPixels);
  if (!reduced)
    return tl::unexpected(reduced.error());
  return Page{std::move(reduced->image), reduced->scale};
}

Expected<Page> toPage(const strokes::Drawing& input, const image::Limits&)
{
  auto raster = strokes::rasterise(input);
  return Page{std::move(raster.image), raster.scale, raster.left, raster.top};
}

Expected<Page> toPage(image::Image& input, const image::Limits&) { return Page{std::move(input)}; }

/// Boxes are told in the units of what was given.
void mapBack(std::vector<model::Item>& items, const Page& page)
{
  for (auto& item : items)
    if (item.box)
      item.box = vision::Box{page.left + item.box->x / page.scale, page.top + item.box->y / page.scale,
                             item.box->width / page.scale, item.box->height / page.scale};
}

Expected<model::Prepared> cut(Job& job, const image::Limits& limits)
{
  const auto& task = *job.bundle->task;
  const model::PrepareOptions options{job.options.keepInput, job.options.keepSteps};
  auto& times = job.recognition.times;
  const auto begin = base::Steady::now();

  if (const auto* tensor = std::get_if<Tensor>(&job.input)) {
    auto prepared = task.prepare(tensor->values, options);
    times.preprocess = base::secondsSince(begin);
    return prepared;
  }
  auto page = std::visit(
      [&limits](auto& input) -> Expected<Page> {
        if constexpr (std::is_same_v<std::decay_t<decltype(input)>, Tensor>)
          return Page{}; // handled above
        else
          return toPage(input, limits);
      },
      job.input);
  const auto decoded = base::Steady::now();
  times.decode = base::secondsBetween(begin, decoded);
  if (!page)
    return tl::unexpected(page.error());
  job.input = Tensor{}; // the encoded bytes are not needed any more
  auto prepared = task.prepare(page->image, options);
  if (prepared)
    mapBack(prepared->items, *page);
  times.preprocess = base::secondsSince(decoded);
  return prepared;
}

} // namespace

Expected<void> prepare(Job& job, const image::Limits& limits)
{
  auto prepared = cut(job, limits);
  if (!prepared)
    return tl::unexpected(prepared.error());
  job.recognition.items = std::move(prepared->items);
  job.recognition.steps = std::move(prepared->steps);
  job.tensors = std::move(prepared->tensors);
  return {};
}

} // namespace numeral::engine
