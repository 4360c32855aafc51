#include "core/model/Verdict.h"

namespace numeral::model {

std::string_view name(Verdict verdict) noexcept
{
  switch (verdict) {
  case Verdict::Digit: return "digit";
  case Verdict::Unsure: return "unsure";
  case Verdict::NotADigit: return "not_a_digit";
  case Verdict::Empty: return "empty";
  }
  return "not_a_digit";
}

} // namespace numeral::model
