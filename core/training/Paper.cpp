#include "core/training/Paper.h"

namespace numeral::training {
namespace {

Paper phone()
{
  Paper paper;
  paper.tone = {0.6, 0.95};
  paper.contrast = {0.6, 0.9};
  paper.tint = 0.8;
  paper.pencil = 0.25;
  paper.uneven = 0.25;
  paper.ruled = 0.2;
  paper.squared = 0.25;
  paper.lines = {0.06, 0.25};
  paper.specks = 1;
  paper.grain = 0.015;
  paper.shade = 0.3;
  paper.shadow = 0.25;
  paper.rotation = 8;
  paper.perspective = 0.02;
  paper.defocus = 0.015;
  paper.motion = 0.02;
  paper.noise = 0.02;
  paper.inverted = 0.03;
  paper.margin = {0.15, 0.8};
  paper.jpeg = {60, 95};
  return paper;
}

Paper harsh()
{
  Paper paper;
  paper.tone = {0.4, 0.95};
  paper.contrast = {0.4, 0.85};
  paper.tint = 0.8;
  paper.pencil = 0.35;
  paper.uneven = 0.3;
  paper.ruled = 0.25;
  paper.squared = 0.4;
  paper.lines = {0.1, 0.4};
  paper.specks = 4;
  paper.grain = 0.03;
  paper.shade = 0.55;
  paper.shadow = 0.6;
  paper.rotation = 15;
  paper.perspective = 0.05;
  paper.defocus = 0.035;
  paper.motion = 0.06;
  paper.noise = 0.05;
  paper.inverted = 0.1;
  paper.margin = {0.04, 1};
  paper.jpeg = {30, 80};
  return paper;
}

} // namespace

std::optional<Paper> paperNamed(std::string_view name)
{
  if (name == "clean")
    return Paper{};
  if (name == "phone")
    return phone();
  if (name == "harsh")
    return harsh();
  return std::nullopt;
}

} // namespace numeral::training
