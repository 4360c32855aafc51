#include "app/cli/SynthCommand.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/cli/Complaint.h"
#include "app/cli/DataFolder.h"
#include "app/cli/ProgressBar.h"
#include "app/service/ExitCode.h"
#include "core/training/Synthesis.h"

namespace numeral::cli {
namespace {

struct SynthOptions {
  std::filesystem::path from = defaultDataFolder();
  std::filesystem::path out;
  std::string split = "train";
  std::string kind = "strings";
  std::string length = "2-8";
  std::string rows = "3-8";
  std::string paper = "phone";
  training::GlyphPoolOptions glyphs;
  training::SynthesisOptions synthesis;
};

constexpr std::size_t kMost = 100; ///< rows, and glyphs in one

/// "2-8" or "4".
std::optional<std::pair<std::size_t, std::size_t>> parseRange(const std::string& text)
{
  const auto number = [](std::string_view digits) -> std::size_t {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size() ? value : 0;
  };
  const auto dash = text.find('-');
  const std::size_t low = number(std::string_view(text).substr(0, dash));
  const std::size_t high = dash == std::string::npos ? low : number(std::string_view(text).substr(dash + 1));
  if (low < 1 || high < low || high > kMost)
    return std::nullopt;
  return std::pair(low, high);
}

std::string checkRange(const std::string& text)
{
  return parseRange(text) ? std::string()
                          : "\"" + text + "\" is neither a number such as 4 nor a range such as 2-8, from 1 to " +
                                std::to_string(kMost);
}

void applyKind(const SynthOptions& options, training::Layout& layout, training::Paper& paper)
{
  constexpr double kTurned = 5; // degrees: few people turn a single line further
  if (options.kind != "digits")
    std::tie(layout.minLength, layout.maxLength) = *parseRange(options.length);
  if (options.kind == "sheets") {
    std::tie(layout.minRows, layout.maxRows) = *parseRange(options.rows);
    layout.minHeight = 36;
    layout.maxHeight = 90;
  } else {
    paper.rotation = std::min(paper.rotation, kTurned);
  }
}

base::Expected<void> synthesise(const SynthOptions& options)
{
  auto glyphs = options.glyphs;
  glyphs.split = options.split == "train" ? training::Split::Train : training::Split::Test;
  const auto pool = training::GlyphPool::open(options.from, glyphs);
  if (!pool)
    return tl::unexpected(pool.error());
  auto synthesis = options.synthesis;
  synthesis.paper = *training::paperNamed(options.paper);
  synthesis.paper.colour = options.paper != "clean";
  applyKind(options, synthesis.layout, synthesis.paper);
  {
    ProgressBar bar("synth", synthesis.count);
    synthesis.progress = [&bar](std::size_t done) { bar.update(done); };
    if (auto done = training::synthesise(*pool, synthesis, options.out); !done)
      return done;
  }
  std::printf("wrote %zu pictures and labels.csv to %s, from %zu glyphs\nmeasure on them: numeralctl eval %s\n",
              synthesis.count, options.out.c_str(), pool->size(), options.out.c_str());
  return {};
}

} // namespace

void addSynthCommand(CLI::App& data, int& exitCode)
{
  auto options = std::make_shared<SynthOptions>();
  CLI::App* command = data.add_subcommand("synth", "Make pictures of digits, strings or sheets from single glyphs");
  command
      ->add_option("--from", options->from,
                   "Glyphs: IDX images with labels, or strokes (.jsonl, .jsonl.gz); a file or a folder. Else DATA from "
                   "the environment, else ~/.cache/numeral")
      ->type_name("PATH");
  command->add_option("--out", options->out, "Folder for the pictures and labels.csv; a new or an empty one")
      ->type_name("DIR")
      ->required();
  command->add_option("--kind", options->kind, "digits: one a picture; strings: a row; sheets: several rows")
      ->check(CLI::IsMember({"digits", "strings", "sheets"}))
      ->capture_default_str();
  command->add_option("--count", options->synthesis.count, "Pictures to make")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command->add_option("--length", options->length, "Glyphs in a row, such as 4 or 2-8")
      ->check(checkRange)
      ->capture_default_str();
  command->add_option("--rows", options->rows, "Rows on a sheet")->check(checkRange)->capture_default_str();
  command
      ->add_option("--touching", options->synthesis.layout.touching,
                   "Share of neighbours that touch or overlap slightly, 0 to 1")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command
      ->add_option("--paper", options->paper,
                   "clean: ink on white; phone: a usual photograph; harsh: shadow, blur, lines, pencil, at their worst")
      ->check(CLI::IsMember({"clean", "phone", "harsh"}))
      ->capture_default_str();
  command->add_option("--split", options->split, "Of MNIST's two pairs of IDX files: train or test")
      ->check(CLI::IsMember({"train", "test"}))
      ->capture_default_str();
  command
      ->add_option("--contributors", options->glyphs.selection.contributors,
                   "Strokes of these writers alone, such as aga,art")
      ->delimiter(',')
      ->type_name("NAMES");
  command
      ->add_option("--not-contributors", options->glyphs.selection.notContributors, "Strokes of all writers but these")
      ->delimiter(',')
      ->type_name("NAMES");
  command->add_option("--seed", options->synthesis.seed, "The same seed gives the same pictures")
      ->capture_default_str();
  command->footer("labels.csv has the columns file and text; rows in text are parted by \"|\". Ends with 0 if all was\n"
                  "written, 1 if the glyphs cannot be read or a file cannot be written, 2 after wrong use.");
  command->callback([options, &exitCode] {
    if (const auto done = synthesise(*options); !done) {
      complain(done.error());
      exitCode = service::exitCode(done.error().code);
    }
  });
}

} // namespace numeral::cli
