#include "tests/monitoring/server/BadInferRequests.h"

#include <limits>

#include "tests/monitoring/server/InferenceBodies.h"

namespace numeral::support {
namespace {

using namespace inference;
using Json = nlohmann::json;

class Rows {
public:
  void operator()(const char* name, const std::string& body, const char* said, const std::string& headers = {})
  {
    rows.push_back({name, body, said, headers});
  }

  std::vector<BadInferRequest> rows;
};

const std::string kBlue = Json(colour<int>(2, 255)).dump();

std::string tensor(const std::string& shape, const std::string& datatype, const std::string& data,
                   const std::string& name = "input")
{
  return requestJson(tensorJson(shape, datatype, data, name));
}

/// A good tensor, but for its first number.
std::string with(const std::string& value)
{
  return tensorJson("[1,3,4,6]", "FP32", "[" + value + kBlue.substr(kBlue.find(',')));
}

/// To be followed by `size` bytes.
std::string binary(const std::string& shape, const std::string& datatype, std::size_t size,
                   const std::string& name = "input")
{
  return R"({"inputs":[{"name":")" + name + R"(","shape":)" + shape + R"(,"datatype":")" + datatype +
         R"(","parameters":{"binary_data_size":)" + std::to_string(size) + "}}]}";
}

void noRequests(Rows& row)
{
  row("empty body", "", "empty", "Content-Length: 0\r\n");
  row("no JSON", "hello", "not JSON");
  row("cut short", blueJson().substr(0, 40), "not JSON");
  row("more after it", blueJson() + "{}", "not JSON");
  row("a list", "[1]", "object");
  row("a number", "7", "object");
  row("not UTF-8", "{\"id\":\"\xff\xfe\"}", "not JSON");
  row("nested too deep", R"({"x":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}", "8 deep");
  row("data nested too deep", tensor("[1]", "FP32", std::string(9, '[') + std::string(9, ']')), "8 deep");
  row("endless unknown values", R"({"x":[)" + Json(std::vector<int>(60'000)).dump() + "]}", "far too many");
  row("no inputs", "{}", "no 'inputs'");
  row("inputs empty", R"({"inputs":[]})", "no 'inputs'");
  row("inputs an object", R"({"inputs":{}})", "'inputs' is a list");
  row("inputs of numbers", R"({"inputs":[1]})", "'inputs' is a list of objects");
  row("two inputs",
      requestJson(tensorJson("[1,3,4,6]", "UINT8", kBlue) + "," + tensorJson("[1]", "BYTES", "[]", "image")),
      "one tensor");
  row("unknown input", tensor("[1,3,4,6]", "UINT8", kBlue, "pixels"), "no input 'pixels'");
  row("name no string", R"({"inputs":[{"name":7}]})", "'name' is a string");
  row("id no string", R"({"id":42,"inputs":[]})", "'id' is a string");
  row("id too long", R"({"id":")" + std::string(1025, 'x') + R"("})", "1,024");
}

void wrongShapes(Rows& row)
{
  row("datatype FP64", tensor("[1,3,4,6]", "FP64", kBlue), "FP32 or UINT8, not 'FP64'");
  row("datatype missing", R"({"inputs":[{"name":"input","shape":[1,3,4,6],"data":)" + kBlue + "}]}", "FP32 or UINT8");
  row("datatype of image", tensor("[1]", "UINT8", "[1]", "image"), "BYTES");
  row("shape missing", R"({"inputs":[{"name":"input","datatype":"FP32","data":)" + kBlue + "}]}", "[n, 3, 4, 6]");
  row("shape without batch", tensor("[3,4,6]", "UINT8", kBlue), "[n, 3, 4, 6], not [3, 4, 6]");
  row("shape of others", tensor("[1,1,28,28]", "UINT8", kBlue), "not [1, 1, 28, 28]");
  row("shape of image", tensor("[1,1]", "BYTES", R"([["eA=="]])", "image"), "[n], not [1, 1]");
  row("shape negative", tensor("[-1,3,4,6]", "UINT8", kBlue), "'shape' is a list of whole numbers");
  row("shape of fractions", tensor("[1.0,3,4,6]", "UINT8", kBlue), "'shape' is a list of whole numbers");
  row("shape nested", tensor("[[1,3,4,6]]", "UINT8", kBlue), "'shape' is a list of whole numbers");
  row("shape a number", tensor("72", "UINT8", kBlue), "'shape' is a list");
  row("no items", tensor("[0,3,4,6]", "UINT8", "[]"), "1 to 256");
  row("257 items", binary("[257,3,4,6]", "UINT8", 257 * kItem) + std::string(257 * kItem, 'x'), "1 to 256",
      lengthHeader(binary("[257,3,4,6]", "UINT8", 257 * kItem)));
  row("shape overflows", tensor("[9223372036854775808,3,4,6]", "UINT8", kBlue), "1 to 256");
  row("shape overflows more", tensor("[99999999999999999999,3,4,6]", "UINT8", kBlue), "'shape' is a list");
}

void wrongData(Rows& row)
{
  row("too few numbers", tensor("[2,3,4,6]", "UINT8", kBlue), "144 numbers; there are 72");
  row("too many numbers", tensor("[1,3,4,6]", "FP32", Json(Floats(256 * kItem + 1)).dump()), "more than 18432 numbers");
  row("nested ragged", tensor("[1,3,4,6]", "FP32", "[[1,2],[3]]"), "differ in length");
  row("nested otherwise", tensor("[1,3,4,6]", "UINT8", "[" + kBlue + "]"), "nested as its shape says");
  row("list after number", requestJson(with("[1],1")), "differ in length or depth");
  row("text among numbers", requestJson(with("\"1\"")), "not strings");
  row("truth among numbers", requestJson(with("true")), "'data' is a list of numbers");
  row("null among numbers", requestJson(with("null")), "'data' is a list of numbers");
  row("object among numbers", requestJson(with("{}")), "'data' is a list of numbers");
  row("NaN", requestJson(with("NaN")), "not JSON");
  row("1e999", requestJson(with("1e999")), "not JSON");
  row("1e300", requestJson(with("1e300")), "number 0 (from 0 on)");
  row("below 0", requestJson(with("-0.5")), "number 0 (from 0 on)");
  row("above 255", requestJson(with("255.5")), "number 0 (from 0 on)");
  row("UINT8 with a fraction", tensor("[1,3,4,6]", "UINT8", "[0.5" + kBlue.substr(kBlue.find(','))), "whole numbers");
  row("data a string", tensor("[1]", "BYTES", "\"x\"", "image"), "'data' is a list");
  row("data twice", R"({"inputs":[{"data":[1],"data":[2]}]})", "twice");
  row("image of numbers", tensor("[1]", "BYTES", "[1]", "image"), "strings");
  row("image no base64", tensor("[1]", "BYTES", R"(["?"])", "image"), "base64");
  row("too few images", tensor("[2]", "BYTES", R"(["eA=="])", "image"), "2 strings; there are 1");
  row("too many images", tensor("[1]", "BYTES", Json(Texts(257, "eA==")).dump(), "image"), "more than 256 strings");
  row("neither data nor size", tensor("[1,3,4,6]", "UINT8", ""), "neither");
  row("shared memory",
      R"({"inputs":[{"name":"input","shape":[1,3,4,6],"datatype":"FP32","parameters":{"shared_memory_region":"r"}}]})",
      "shares no memory");
}

void wrongBinaries(Rows& row)
{
  const auto fp32 = binary("[1,3,4,6]", "FP32", 288);
  const auto planes = floatBytes(colour(1, 1.F));
  row("binary without header", fp32 + planes, "needs the header");
  row("NUL after it", blueJson() + std::string("\0x", 2), "NUL");
  row("binary announced, none sent", fp32, "Inference-Header-Content-Length");
  row("header no number", fp32 + planes, "Inference-Header-Content-Length is",
      "Inference-Header-Content-Length: x\r\n");
  row("header negative", fp32 + planes, "Inference-Header-Content-Length is",
      "Inference-Header-Content-Length: -1\r\n");
  row("header too long", fp32 + planes, "Inference-Header-Content-Length is",
      "Inference-Header-Content-Length: 99999\r\n");
  row("header 0", fp32 + planes, "not JSON", "Inference-Header-Content-Length: 0\r\n");
  row("header twice", fp32 + planes, "one Inference-Header", lengthHeader(fp32) + lengthHeader(fp32));
  row("binary cut short", fp32 + planes.substr(1), "287 bytes", lengthHeader(fp32));
  row("binary too long", fp32 + planes + "x", "289 bytes", lengthHeader(fp32));
  row("bytes left, none announced", blueJson() + "x", "announces 0", lengthHeader(blueJson()));
  const auto both = R"({"inputs":[{"name":"input","shape":[1,3,4,6],"datatype":"UINT8","data":)" + kBlue +
                    R"(,"parameters":{"binary_data_size":72}}]})";
  row("data and binary", both + std::string(72, 'x'), "send the tensor once", lengthHeader(both));
  const auto tooFew = binary("[2,3,4,6]", "FP32", 288);
  row("size against shape", tooFew + planes, "576 bytes; there are 288", lengthHeader(tooFew));
  const auto tooFewBytes = binary("[2,3,4,6]", "UINT8", 72);
  row("UINT8 size against shape", tooFewBytes + std::string(72, 'x'), "144 bytes; there are 72",
      lengthHeader(tooFewBytes));
  row("binary size negative", R"({"inputs":[{"parameters":{"binary_data_size":-1}}]})", "whole number of bytes");
  row("binary NaN", fp32 + floatBytes(colour(1, std::numeric_limits<float>::quiet_NaN())), "Number 24 (from 0 on)",
      lengthHeader(fp32));
  row("binary infinity", fp32 + floatBytes(colour(1, std::numeric_limits<float>::infinity())), "Number 24 (from 0 on)",
      lengthHeader(fp32));
  row("binary below 0", fp32 + floatBytes(colour(1, -1.F)), "Number 24 (from 0 on)", lengthHeader(fp32));
}

void wrongByteStrings(Rows& row)
{
  const auto strings = [&](const char* name, const std::string& shape, const std::string& bytes, const char* said) {
    const auto json = binary(shape, "BYTES", bytes.size(), "image");
    row(name, json + bytes, said, lengthHeader(json));
  };
  strings("string longer than the rest", "[1]", word(1000) + "abc", "1000 bytes long");
  strings("string of 4 GiB", "[1]", word(0xffffffff) + "abc", "4294967295 bytes long");
  strings("length cut short", "[1]", "ab", "1 byte strings; there are 0");
  strings("one string too few", "[2]", byteStrings({"a"}), "2 byte strings; there are 1");
  strings("one string too many", "[1]", byteStrings({"a", "b"}), "5 bytes are left over");
}

void wrongOutputs(Rows& row)
{
  row("outputs an object", blueJson(R"(,"outputs":{})"), "'outputs' is a list");
  row("unknown output", blueJson(R"(,"outputs":[{"name":"logits"}])"), "no output 'logits'");
  row("output without a name", blueJson(R"(,"outputs":[{}])"), "no output ''");
  row("output twice", blueJson(R"(,"outputs":[{"name":"label"},{"name":"label"}])"), "asked for twice");
  row("too many outputs", R"({"outputs":[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]})", "more than 16");
  row("classes of a label", blueJson(R"(,"outputs":[{"name":"label","parameters":{"classification":1}}])"),
      "Only 'probabilities'");
  row("classification negative", blueJson(R"(,"outputs":[{"parameters":{"classification":-1}}])"), "whole number");
  row("binary_data no truth", blueJson(R"(,"outputs":[{"parameters":{"binary_data":1}}])"), "true or false");
  row("binary_data_output no truth", blueJson(R"(,"parameters":{"binary_data_output":"yes"})"), "true or false");
  row("parameters a list", blueJson(R"(,"parameters":[])"), "'parameters' is an object");
  row("timeout negative", blueJson(R"(,"parameters":{"timeout":-5})"), "microseconds");
  row("timeout a fraction", blueJson(R"(,"parameters":{"timeout":0.5})"), "microseconds");
  row("output into shared memory", blueJson(R"(,"outputs":[{"parameters":{"shared_memory_region":"r"}}])"),
      "shares no memory");
}

} // namespace

std::vector<BadInferRequest> badInferRequests()
{
  Rows rows;
  noRequests(rows);
  wrongShapes(rows);
  wrongData(rows);
  wrongBinaries(rows);
  wrongByteStrings(rows);
  wrongOutputs(rows);
  return rows.rows;
}

} // namespace numeral::support
