#include "core/training/PhotographSource.h"

#include <algorithm>
#include <utility>

#include "core/image/Image.h"
#include "core/training/Paper.h"
#include "core/training/Photograph.h"
#include "core/vision/GlyphFinder.h"

namespace numeral::training {
namespace {

class PhotographSource final : public Source {
public:
  PhotographSource(std::vector<std::shared_ptr<const Source>> shown, std::size_t count, std::string name,
                   const Paper& paper)
      : m_shown(std::move(shown)), m_count(count), m_name(std::move(name)), m_paper(paper)
  {
  }

  model::Shape shape() const override { return m_shown.front()->shape(); }
  std::size_t size() const override { return m_count; }
  int label(std::size_t index) const override
  {
    const auto [source, original] = shownAt(m_shown, index);
    return source->label(original);
  }

  void draw(std::size_t index, Random random, std::span<std::uint8_t> image) const override
  {
    const auto [source, original] = shownAt(m_shown, index);
    source->draw(original, Random(random.next()), image);
    const auto picture = photograph(enlarged(image), kEnlarged * kDigitShare * shape().height, m_paper, random);
    const auto page = vision::findGlyphs(picture, {shape().width, false});
    // The largest of what was found is the digit; one that drowned in its paper stays as it was drawn, and so does one
    // of which only crumbs were found.
    const auto area = [](const vision::Glyph& glyph) { return glyph.box.width * glyph.box.height; };
    const auto largest = std::max_element(page.glyphs.begin(), page.glyphs.end(),
                                          [&](const auto& a, const auto& b) { return area(a) < area(b); });
    if (largest != page.glyphs.end() &&
        std::max(largest->box.width, largest->box.height) >= kMostOfIt * kEnlarged * kDigitShare * shape().height)
      std::copy(largest->input.pixels.begin(), largest->input.pixels.end(), image.begin());
  }

  std::string fingerprint() const override
  {
    return "photographs " + std::to_string(m_count) + " on " + m_name + " of" + fingerprintOf(m_shown);
  }

private:
  static constexpr int kEnlarged = 3;
  static constexpr double kMostOfIt = 0.7;
  static constexpr double kDigitShare = 20.0 / 28; ///< of a normalised image that its digit takes

  image::Image enlarged(std::span<const std::uint8_t> pixels) const
  {
    image::Image small(shape().width, shape().height, 1);
    std::copy(pixels.begin(), pixels.end(), small.pixels.begin());
    return image::resize(small, kEnlarged * small.width, kEnlarged * small.height);
  }

  const std::vector<std::shared_ptr<const Source>> m_shown;
  const std::size_t m_count;
  const std::string m_name; ///< of the paper
  const Paper m_paper;
};

} // namespace

std::shared_ptr<const Source> makePhotographSource(std::vector<std::shared_ptr<const Source>> shown, std::size_t count,
                                                   const std::string& paper)
{
  const auto known = paperNamed(paper);
  return known ? std::make_shared<PhotographSource>(std::move(shown), count, paper, *known) : nullptr;
}

} // namespace numeral::training
