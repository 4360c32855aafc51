#include "monitoring/client/VerdictScan.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include <nlohmann/json.hpp>

#include "core/model/Verdict.h"

namespace numeral::client {
namespace {

using Json = nlohmann::json;

constexpr std::array kVerdicts = {model::Verdict::Digit, model::Verdict::Unsure, model::Verdict::NotADigit,
                                  model::Verdict::Empty};

/// Builds nothing, and ends the parsing by returning false once it is found.
class Finder final : public nlohmann::json_sax<Json> {
public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_array(std::size_t) override { return deeper(); }
  bool end_array() override { return higher(); }
  bool start_object(std::size_t) override { return deeper(); }
  bool end_object() override { return higher(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

  bool key(string_t& name) override
  {
    m_next = m_depth == 1 && name == "verdict";
    return true;
  }
  bool string(string_t& value) override
  {
    if (m_next)
      m_found = std::move(value);
    return !m_next;
  }

  const std::string& found() const { return m_found; }

private:
  bool deeper()
  {
    ++m_depth;
    return true;
  }
  bool higher()
  {
    --m_depth;
    return true;
  }

  int m_depth = 0;
  bool m_next = false;
  std::string m_found;
};

} // namespace

std::string verdictIn(std::string_view json)
{
  Finder finder;
  Json::sax_parse(json, &finder);
  if (finder.found().empty())
    return {};
  const bool known = std::any_of(kVerdicts.begin(), kVerdicts.end(),
                                 [&](model::Verdict verdict) { return model::name(verdict) == finder.found(); });
  return known ? finder.found() : "other";
}

} // namespace numeral::client
