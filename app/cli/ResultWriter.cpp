#include "app/cli/ResultWriter.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "app/cli/Text.h"
#include "core/base/Csv.h"
#include "core/json/RecognitionJson.h"
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

class TableWriter final : public ResultWriter {
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

class JsonWriter final : public ResultWriter {
public:
  explicit JsonWriter(std::ostream& out) : ResultWriter(out) { m_out << '['; }

  void write(const std::string& file, const engine::Result& result) override
  {
    nlohmann::json row =
        result ? json::toJson(*result)
               : nlohmann::json{{"error", result.error().message}, {"code", base::name(result.error().code)}};
    row["file"] = file;
    // A file's name is bytes; what is not UTF-8 in it becomes U+FFFD, as JSON can hold nothing else.
    m_out << m_separator << row.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    m_separator = ",\n";
  }

  void finish() override { m_out << "\n]\n"; }

private:
  std::string_view m_separator = "\n";
};

class CsvWriter final : public ResultWriter {
public:
  explicit CsvWriter(std::ostream& out) : ResultWriter(out)
  {
    row({"file", "label", "confidence", "verdict", "alternatives", "model", "error"});
  }

  void write(const std::string& file, const engine::Result& result) override
  {
    if (!result) {
      row({file, "", "", "", "", "", result.error().message});
      return;
    }
    std::string others;
    for (const engine::Alternative& other : result->alternatives)
      others += (others.empty() ? "" : " ") + other.label + ":" + number(other.confidence);
    row({file, result->label.value_or(""), result->label ? number(result->confidence) : "",
         std::string(model::name(result->verdict)), others, result->model.name + " " + result->model.version, ""});
  }

private:
  /// Shortest form that reads back as the same number.
  static std::string number(double value) { return nlohmann::json(value).dump(); }

  void row(const std::vector<std::string>& fields)
  {
    for (std::size_t i = 0; i < fields.size(); ++i)
      m_out << (i > 0 ? "," : "") << base::csvField(fields[i]);
    m_out << "\r\n";
  }
};

} // namespace

std::unique_ptr<ResultWriter> makeTableWriter(std::ostream& out, std::size_t nameWidth)
{
  return std::make_unique<TableWriter>(out, nameWidth);
}

std::unique_ptr<ResultWriter> makeJsonWriter(std::ostream& out) { return std::make_unique<JsonWriter>(out); }

std::unique_ptr<ResultWriter> makeCsvWriter(std::ostream& out) { return std::make_unique<CsvWriter>(out); }

} // namespace numeral::cli
