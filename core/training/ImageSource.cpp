#include "core/training/ImageSource.h"

#include <sstream>
#include <utility>

#include "core/base/Sha256.h"

namespace numeral::training {
namespace {

class ImageSource final : public Source {
public:
  ImageSource(Dataset dataset, const Augmentation& augmentation)
      : m_dataset(std::move(dataset)), m_augmentation(augmentation)
  {
  }

  model::Shape shape() const override { return m_dataset.shape; }
  std::size_t size() const override { return m_dataset.size(); }
  int label(std::size_t index) const override { return m_dataset.labels[index]; }

  void draw(std::size_t index, Random random, std::span<std::uint8_t> image) const override
  {
    augment(m_dataset.image(index), m_dataset.shape, m_augmentation, random, image);
  }

  std::string fingerprint() const override
  {
    const auto& a = m_augmentation;
    std::ostringstream text;
    text << "images " << base::sha256(m_dataset.pixels) << " " << a.rotation << " " << a.scale << " " << a.shear << " "
         << a.shift << " " << a.thickness << " " << a.elastic << " " << a.blur << " " << a.contrast << " "
         << a.unaltered;
    return text.str();
  }

private:
  const Dataset m_dataset;
  const Augmentation m_augmentation;
};

} // namespace

std::shared_ptr<const Source> makeImageSource(Dataset dataset, const Augmentation& augmentation)
{
  return std::make_shared<ImageSource>(std::move(dataset), augmentation);
}

} // namespace numeral::training
