#include "app/cli/TableWriter.h"

#include <algorithm>
#include <utility>

#include "app/cli/Text.h"
#include "core/model/Verdict.h"

namespace numeral::cli {
namespace {

std::string padded(std::string text, std::size_t columns)
{
  text.append(columns - std::min(columns, columnsOf(text)), ' ');
  return text;
}

std::string inWords(model::Verdict verdict)
{
  std::string words(model::name(verdict));
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

class TableWriter final : public json::ResultWriter {
public:
  TableWriter(std::ostream& out, std::size_t nameWidth) : ResultWriter(out), m_nameWidth(std::max(nameWidth, kMinName))
  {
    row("FILE", "ANSWER", "CONFIDENCE", "VERDICT");
  }

  void write(const std::string& file, const engine::Result& result) override
  {
    if (!result)
      return;
    std::string verdict = inWords(result->verdict);
    if (result->verdict == model::Verdict::Unsure)
      for (const engine::Alternative& other : result->alternatives)
        verdict += ", or " + other.label + " (" + percent(other.confidence) + ")";
    row(printable(file), answer(*result), result->label ? percent(result->confidence) : "-", verdict);
  }

private:
  static constexpr std::size_t kMinName = 4;
  static constexpr std::size_t kAnswer = 8;
  static constexpr std::size_t kConfidence = 10;

  static std::string answer(const engine::Recognition& recognition)
  {
    std::string text = recognition.label.value_or("-");
    std::replace(text.begin(), text.end(), '\n', '/'); // rows of digits
    return text;
  }

  void row(const std::string& file, const std::string& answer, const std::string& confidence,
           const std::string& verdict)
  {
    m_out << padded(file, m_nameWidth) << "  " << padded(answer, kAnswer) << "  "
          << std::string(kConfidence - std::min(kConfidence, confidence.size()), ' ') << confidence << "  " << verdict
          << '\n';
  }

  std::size_t m_nameWidth;
};

} // namespace

std::unique_ptr<json::ResultWriter> makeTableWriter(std::ostream& out, std::size_t nameWidth)
{
  return std::make_unique<TableWriter>(out, nameWidth);
}

} // namespace numeral::cli
