#include "core/json/ResultWriter.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/Csv.h"
#include "core/base/Rows.h"
#include "core/json/RecognitionJson.h"
#include "core/model/Verdict.h"

namespace numeral::json {
namespace {

class JsonWriter final : public ResultWriter {
public:
  explicit JsonWriter(std::ostream& out) : ResultWriter(out) { m_out << '['; }

  void write(const std::string& file, const engine::Result& result) override
  {
    nlohmann::json row =
        result ? toJson(*result)
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
    row({"file", "label", "confidence", "verdict", "alternatives", "model", "error", "text"});
  }

  void write(const std::string& file, const engine::Result& result) override
  {
    if (!result) {
      row({file, "", "", "", "", "", result.error().message, ""});
      return;
    }
    std::string others;
    for (const engine::Alternative& other : result->alternatives)
      others += (others.empty() ? "" : " ") + other.label + ":" + number(other.confidence);
    row({file, labelOf(*result), result->label ? number(result->confidence) : "",
         std::string(model::name(result->verdict)), others, result->model.name + " " + result->model.version, "",
         inOneLine(*result)});
  }

private:
  /// Rows of digits parted as labels.csv has it.
  static std::string inOneLine(const engine::Recognition& recognition)
  {
    auto text = recognition.label.value_or("");
    if (recognition.model.task == "digits")
      std::replace(text.begin(), text.end(), base::kRowEnd, '|');
    return text;
  }

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

std::unique_ptr<ResultWriter> makeJsonWriter(std::ostream& out) { return std::make_unique<JsonWriter>(out); }

std::unique_ptr<ResultWriter> makeCsvWriter(std::ostream& out) { return std::make_unique<CsvWriter>(out); }

} // namespace numeral::json
