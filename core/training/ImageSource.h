/// Training images from pictures that are already as large as the network's input.
#pragma once

#include <memory>

#include "core/training/Augmentation.h"
#include "core/training/Dataset.h"
#include "core/training/Source.h"

namespace numeral::training {

std::shared_ptr<const Source> makeImageSource(Dataset dataset, const Augmentation& augmentation);

} // namespace numeral::training
