#include <algorithm>
#include <cstdio>

#include "core/image/Codec.h"
#include "core/json/Base64.h"
#include "core/training/Evaluation.h"

namespace numeral::training {
namespace {

constexpr const char* kStyle = R"(
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .6rem; text-align: right; border-bottom: 1px solid #8884; }
th { font-weight: 600; }
.wrong { background: #e0563b33; }
.none { color: #8888; }
ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1rem; list-style: none; padding: 0; }
li { border: 1px solid #8884; border-radius: .5rem; padding: .6rem; overflow-wrap: anywhere; font-size: 13px; }
img { height: 5.25rem; max-width: 10.5rem; object-fit: contain; margin-right: .25rem; background: #000; }
.input { image-rendering: pixelated; }
strong { font-size: 16px; }
)";

std::string escaped(const std::string& text)
{
  std::string safe;
  for (const char c : text)
    switch (c) {
    case '&': safe += "&amp;"; break;
    case '<': safe += "&lt;"; break;
    case '>': safe += "&gt;"; break;
    case '"': safe += "&quot;"; break;
    case '\n': safe += " | "; break;
    default: safe += c;
    }
  return safe;
}

std::string percent(double share)
{
  char text[32];
  std::snprintf(text, sizeof text, "%.2f %%", 100 * share);
  return text;
}

std::string tallies(const std::string& heading, const std::map<std::string, Tally>& rows)
{
  if (rows.empty())
    return {};
  std::string html = "<table><tr><th>" + heading +
                     "</th><th>samples</th><th>wrong</th><th>accuracy</th><th>95 % sure</th><th>abstained</th></tr>\n";
  for (const auto& [name, tally] : rows)
    html += "<tr><th>" + escaped(name) + "</th><td>" + std::to_string(tally.samples) + "</td><td>" +
            std::to_string(tally.samples - tally.right) + "</td><td>" + percent(tally.accuracy()) + "</td><td>" +
            percent(interval(tally).low) + " to " + percent(interval(tally).high) + "</td><td>" +
            std::to_string(tally.abstained) + "</td></tr>\n";
  return html + "</table>\n";
}

std::string confusion(const Evaluation& evaluation)
{
  std::string html = "<table><tr><th>truth \\ answer</th>";
  for (const auto& name : evaluation.classes)
    html += "<th>" + escaped(name) + "</th>";
  html += "<th>other</th></tr>\n";
  for (std::size_t truth = 0; truth < evaluation.confusion.size(); ++truth) {
    html += "<tr><th>" + escaped(evaluation.classes[truth]) + "</th>";
    for (std::size_t answer = 0; answer < evaluation.confusion[truth].size(); ++answer) {
      const auto count = evaluation.confusion[truth][answer];
      const std::string kind = count == 0 ? " class=\"none\"" : truth != answer ? " class=\"wrong\"" : "";
      html += "<td" + kind + ">" + std::to_string(count) + "</td>";
    }
    html += "</tr>\n";
  }
  return html + "</table>\n";
}

std::string summary(const Evaluation& evaluation)
{
  const auto within = [](const Tally& tally) {
    return percent(tally.accuracy()) + " of " + std::to_string(tally.samples) +
           " (95 % sure: " + percent(interval(tally).low) + " to " + percent(interval(tally).high) + ")";
  };
  std::string html = "<p>";
  if (evaluation.all.samples > 0)
    html += within(evaluation.all) + " right, " + std::to_string(evaluation.all.abstained) +
            " abstained; expected calibration error " + percent(evaluation.calibrationError) +
            ", wrong among the 99 % "
            "surest " +
            percent(evaluation.errorMostConfident) + ". ";
  if (evaluation.noDigit.samples > 0)
    html += "Of what is no digit, " + within(evaluation.noDigit) + " was not called one. ";
  return html + std::to_string(evaluation.mistakes.size()) + " mistakes, " + std::to_string(evaluation.failed) +
         " failed.</p>\n";
}

/// Steps are shown small: a page of a thousand mistakes must still open.
base::Expected<void> addPicture(const image::Image& picture, const std::string& name, const std::string& kind,
                                std::string& html)
{
  constexpr int kLargest = 160;
  if (picture.empty())
    return {};
  const int larger = std::max(picture.width, picture.height);
  const auto side = [larger](int length) { return std::max(1, length * kLargest / larger); };
  const auto png =
      image::encodePng(larger > kLargest ? image::resize(picture, side(picture.width), side(picture.height)) : picture);
  if (!png)
    return tl::unexpected(png.error());
  html += "<img class=\"" + kind + "\" title=\"" + escaped(name) + "\" alt=\"" + escaped(name) +
          "\" src=\"data:image/png;base64," + json::encodeBase64(*png) + "\">";
  return {};
}

base::Expected<std::string> card(const Mistake& mistake)
{
  std::string html = "<li>";
  for (const auto& step : mistake.steps)
    if (auto added = addPicture(step.image, step.name, "step", html); !added)
      return tl::unexpected(added.error());
  for (const auto& input : mistake.inputs)
    if (auto added = addPicture(input, "what the model saw", "input", html); !added)
      return tl::unexpected(added.error());
  html += "<br><strong>" + (mistake.noDigit ? "no digit " : std::string()) + escaped(mistake.truth) + " &rarr; " +
          (mistake.answer ? escaped(*mistake.answer) : std::string("nothing")) + "</strong><br>";
  if (mistake.error.empty())
    html += std::string(model::name(mistake.verdict)) + ", " + percent(mistake.confidence);
  else
    html += escaped(mistake.error);
  html += "<br>" + escaped(mistake.id);
  if (!mistake.contributor.empty())
    html += "<br>by " + escaped(mistake.contributor);
  return html + "</li>\n";
}

} // namespace

base::Expected<std::string> toHtml(const Evaluation& evaluation, const std::string& title)
{
  std::string html = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                     "content=\"width=device-width\"><title>" +
                     escaped(title) + "</title><style>" + kStyle + "</style></head><body>\n<h1>" + escaped(title) +
                     "</h1>\n" + summary(evaluation);
  if (evaluation.all.samples > 0)
    html += "<h2>Confusion</h2>\n" + confusion(evaluation);
  html += "<h2>By class</h2>\n" + tallies("class", evaluation.byClass);
  if (!evaluation.byContributor.empty())
    html += "<h2>By contributor</h2>\n" + tallies("contributor", evaluation.byContributor);
  html += "<h2>Mistakes</h2>\n<p>Truth &rarr; answer, and what the model saw.</p>\n<ul>\n";
  for (const auto& mistake : evaluation.mistakes) {
    const auto item = card(mistake);
    if (!item)
      return tl::unexpected(item.error());
    html += *item;
  }
  return html + "</ul>\n</body></html>\n";
}

} // namespace numeral::training
