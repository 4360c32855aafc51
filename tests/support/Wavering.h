/// An answer for writers of results: unsure, and with a comma in its label.
#pragma once

#include "core/engine/Recognition.h"

namespace numeral::support {

/// A classifier of two things that wavers between them.
inline engine::Recognition wavering()
{
  engine::Recognition recognition;
  recognition.verdict = model::Verdict::Unsure;
  recognition.label = "cat, big";
  recognition.confidence = 0.55;
  recognition.alternatives = {{"dog", 0.45}};
  recognition.model = {"pets", "1.0.0", "classification", {"cat, big", "dog"}};
  model::Item item;
  item.probabilities = {0.55F, 0.45F};
  item.verdict = recognition.verdict;
  recognition.items = {item};
  return recognition;
}

} // namespace numeral::support
