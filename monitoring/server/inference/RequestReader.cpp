#include "monitoring/server/inference/RequestReader.h"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "monitoring/server/inference/Nesting.h"

namespace numeral::server {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxDepth = 8;
constexpr std::size_t kMaxOtherValues = 10'000;
constexpr std::size_t kMaxOutputs = 16;
constexpr std::size_t kMaxId = 1024;
constexpr double kFullInk = 255;

/// A list or an object that is being read.
enum class Place {
  Outside,
  Root,
  Parameters,
  Inputs,
  Input,
  InputParameters,
  Shape,
  Data,
  Outputs,
  Output,
  OutputParameters,
  Other, ///< what this server does not know
};

/// From one place to the next, by a member's name; within a list by none.
struct Step {
  Place from;
  std::string_view key;
  Place to;
  bool list;
  const char* words;
};

constexpr const char* kInputs = "'inputs' is a list of objects";
constexpr const char* kOutputs = "'outputs' is a list of objects";
constexpr const char* kParameters = "'parameters' is an object";
constexpr const char* kShape = "'shape' is a list of whole numbers from 0 on";
constexpr const char* kData = "'data' is a list of numbers or of strings, flat or nested as 'shape' says";

constexpr std::array kSteps{
    Step{Place::Outside, "", Place::Root, false, "it is an object such as {\"inputs\": [...]}"},
    Step{Place::Root, "parameters", Place::Parameters, false, kParameters},
    Step{Place::Root, "inputs", Place::Inputs, true, kInputs},
    Step{Place::Root, "outputs", Place::Outputs, true, kOutputs},
    Step{Place::Inputs, "", Place::Input, false, kInputs},
    Step{Place::Input, "parameters", Place::InputParameters, false, kParameters},
    Step{Place::Input, "shape", Place::Shape, true, kShape},
    Step{Place::Input, "data", Place::Data, true, kData},
    Step{Place::Data, "", Place::Data, true, kData},
    Step{Place::Outputs, "", Place::Output, false, kOutputs},
    Step{Place::Output, "parameters", Place::OutputParameters, false, kParameters},
};

using Scalar = std::variant<std::nullptr_t, bool, std::uint64_t, double, std::string>;

class Reader final : public nlohmann::json_sax<Json> {
public:
  explicit Reader(ReadLimits limits) : m_limits(limits) {}

  RequestJson request;
  std::string error; ///< why reading stopped

  bool null() override { return scalar(nullptr); }
  bool boolean(bool value) override { return scalar(value); }
  /// Only negative ones come here.
  bool number_integer(number_integer_t number) override { return scalar(static_cast<double>(number)); }
  bool number_unsigned(number_unsigned_t number) override { return scalar(std::uint64_t{number}); }
  bool number_float(number_float_t number, const string_t&) override { return scalar(number); }
  bool string(string_t& text) override { return scalar(std::move(text)); }
  bool binary(binary_t&) override { return stop(kData); }

  bool start_object(std::size_t) override { return open(false); }
  bool start_array(std::size_t) override { return open(true); }
  bool key(string_t& name) override
  {
    m_key = std::move(name);
    return true;
  }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override
  {
    return stop("it is not JSON from byte " + std::to_string(position) + " on");
  }

private:
  Place here() const { return m_places.empty() ? Place::Outside : m_places.back(); }

  /// Null where nothing is known to follow.
  const Step* step() const
  {
    const bool inObject = here() != Place::Outside && !m_lists.back();
    const auto found = std::find_if(kSteps.begin(), kSteps.end(), [&](const Step& candidate) {
      return candidate.from == here() && candidate.key == (inObject ? std::string_view(m_key) : std::string_view());
    });
    return found == kSteps.end() ? nullptr : &*found;
  }

  bool open(bool list)
  {
    const Step* next = step();
    if (next != nullptr && next->list != list)
      return stop(next->words);
    if (next == nullptr && here() == Place::Shape)
      return stop(kShape);
    m_places.push_back(next == nullptr ? Place::Other : next->to);
    m_lists.push_back(list);
    if (m_places.size() > kMaxDepth)
      return stop("it is nested more than 8 deep");
    return value() && entered();
  }

  /// What a place begins with.
  bool entered()
  {
    switch (here()) {
    case Place::Input:
      if (request.input)
        return stop("'inputs' has one tensor, not several");
      request.input.emplace();
      return true;
    case Place::Shape: request.input->shape.clear(); return true;
    case Place::Data: return openData();
    case Place::Output:
      if (request.outputs.size() == kMaxOutputs)
        return stop("'outputs' has more than 16 members");
      request.outputs.emplace_back();
      return true;
    default: return true;
    }
  }

  bool openData()
  {
    auto& data = request.input->data;
    const bool outermost = m_places[m_places.size() - 2] != Place::Data;
    if (outermost && data)
      return stop("'data' stands there twice");
    if (outermost)
      data.emplace();
    return m_nesting.open() || ragged();
  }

  bool close()
  {
    const bool data = here() == Place::Data;
    m_places.pop_back();
    m_lists.pop_back();
    if (!data)
      return true;
    if (!m_nesting.close())
      return ragged();
    if (here() != Place::Data)
      request.input->data->lengths = m_nesting.lengths();
    return true;
  }

  bool scalar(Scalar got)
  {
    if (!value())
      return false;
    if (here() == Place::Data)
      return datum(got);
    if (here() == Place::Shape)
      return dimension(got);
    if (std::holds_alternative<std::nullptr_t>(got))
      return true; // as if it were not there
    if (const Step* next = step())
      return stop(next->words);
    return member(got);
  }

  bool datum(Scalar& got)
  {
    if (!m_nesting.value())
      return ragged();
    auto& data = *request.input->data;
    if (auto* text = std::get_if<std::string>(&got)) {
      data.texts.push_back(std::move(*text));
      return data.texts.size() <= m_limits.texts || tooMany(m_limits.texts, "strings");
    }
    if (const auto* whole = std::get_if<std::uint64_t>(&got))
      return number(data, static_cast<double>(*whole));
    if (const auto* fraction = std::get_if<double>(&got)) {
      data.whole = false;
      return number(data, *fraction);
    }
    return stop(kData);
  }

  bool number(TensorData& data, double number)
  {
    if (number < 0 || number > kFullInk)
      return stop("number " + std::to_string(data.numbers.size()) +
                  " (from 0 on) of 'data' is not between 0 (paper) and 255 (ink)");
    data.numbers.push_back(static_cast<float>(number));
    return data.numbers.size() <= m_limits.numbers || tooMany(m_limits.numbers, "numbers");
  }

  bool dimension(const Scalar& got)
  {
    const auto* size = std::get_if<std::uint64_t>(&got);
    if (size == nullptr)
      return stop(kShape);
    request.input->shape.push_back(*size);
    return true;
  }

  /// A string, number or truth value in an object.
  bool member(Scalar& got)
  {
    switch (here()) {
    case Place::Root: return m_key != "id" || identifier(got);
    case Place::Parameters:
      if (m_key == "timeout")
        return take(got, request.timeout, "a whole number of microseconds");
      return m_key != "binary_data_output" || take(got, request.binaryOutput, "true or false");
    case Place::Input: return inputMember(got);
    case Place::InputParameters: return inputParameter(got);
    case Place::Output: return m_key != "name" || take(got, request.outputs.back().name, "a string");
    case Place::OutputParameters: return outputParameter(got);
    default: return true;
    }
  }

  bool identifier(Scalar& got)
  {
    std::string id;
    if (!take(got, id, "a string"))
      return false;
    if (id.size() > kMaxId)
      return stop("'id' is longer than 1,024 bytes");
    request.id = std::move(id);
    return true;
  }

  bool inputMember(Scalar& got)
  {
    if (m_key == "name")
      return take(got, request.input->name, "a string");
    return m_key != "datatype" || take(got, request.input->datatype, "a string");
  }

  bool inputParameter(Scalar& got)
  {
    if (m_key == "binary_data_size") {
      request.input->binarySize = 0;
      return take(got, *request.input->binarySize, "a whole number of bytes");
    }
    if (m_key == "content_type")
      return take(got, request.input->contentType, "a string");
    return sharesNoMemory();
  }

  bool outputParameter(Scalar& got)
  {
    auto& output = request.outputs.back();
    if (m_key == "binary_data") {
      output.binary = false;
      return take(got, *output.binary, "true or false");
    }
    if (m_key == "classification")
      return take(got, output.classification, "a whole number of classes");
    return sharesNoMemory();
  }

  /// To pass over it would leave the client waiting for bytes in its memory.
  bool sharesNoMemory()
  {
    return m_key != "shared_memory_region" || stop("this server shares no memory; send the tensor with the request");
  }

  template <class T> bool take(Scalar& got, T& target, const char* words)
  {
    auto* found = std::get_if<T>(&got);
    if (found == nullptr)
      return stop("'" + m_key + "' is " + words);
    target = std::move(*found);
    return true;
  }

  bool value()
  {
    // In `data`, no more lists than values.
    return ++m_values <= 2 * m_limits.numbers + kMaxOtherValues || stop("it has far too many values");
  }
  bool tooMany(std::size_t limit, const char* what)
  {
    return stop("'data' has more than " + std::to_string(limit) + " " + what + ", the most for one request");
  }
  bool ragged() { return stop("the lists in 'data' differ in length or depth"); }

  bool stop(std::string why)
  {
    if (error.empty())
      error = std::move(why);
    return false;
  }

  const ReadLimits m_limits;
  std::vector<Place> m_places;
  std::vector<bool> m_lists; ///< for each place, whether it is a list
  std::string m_key;         ///< the last one that was read
  Nesting m_nesting;         ///< of `data`
  std::size_t m_values = 0;
};

} // namespace

base::Expected<RequestJson> readRequest(std::string_view text, ReadLimits limits)
{
  Reader reader(limits);
  const bool whole = Json::sax_parse(text.begin(), text.end(), &reader);
  if (!whole || !reader.error.empty())
    return base::failure(base::ErrorCode::InvalidArgument,
                         "The JSON of the request cannot be used: " + reader.error + ".");
  return std::move(reader.request);
}

} // namespace numeral::server
