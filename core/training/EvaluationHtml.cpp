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
ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: 1rem; list-style: none; padding: 0; }
li { border: 1px solid #8884; border-radius: .5rem; padding: .6rem; overflow-wrap: anywhere; font-size: 13px; }
img { image-rendering: pixelated; width: 5.25rem; background: #000; }
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
  std::string html = "<table><tr><th>" + heading + "</th><th>samples</th><th>wrong</th><th>accuracy</th></tr>\n";
  for (const auto& [name, tally] : rows)
    html += "<tr><th>" + escaped(name) + "</th><td>" + std::to_string(tally.samples) + "</td><td>" +
            std::to_string(tally.samples - tally.right) + "</td><td>" + percent(tally.accuracy()) + "</td></tr>\n";
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

base::Expected<std::string> card(const Mistake& mistake)
{
  std::string html = "<li>";
  for (const auto& input : mistake.inputs) {
    if (input.empty())
      continue;
    const auto png = image::encodePng(input);
    if (!png)
      return tl::unexpected(png.error());
    html += "<img alt=\"what the model saw\" src=\"data:image/png;base64," + json::encodeBase64(*png) + "\">";
  }
  html += "<br><strong>" + escaped(mistake.truth) + " &rarr; " +
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
                     "</h1>\n<p>" + percent(evaluation.all.accuracy()) + " of " +
                     std::to_string(evaluation.all.samples) + " right, " + std::to_string(evaluation.mistakes.size()) +
                     " mistakes, " + std::to_string(evaluation.all.abstained) + " abstained, " +
                     std::to_string(evaluation.failed) + " failed; expected calibration error " +
                     percent(evaluation.calibrationError) + ".</p>\n";
  html += "<h2>Confusion</h2>\n" + confusion(evaluation) + "<h2>By class</h2>\n" + tallies("class", evaluation.byClass);
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
