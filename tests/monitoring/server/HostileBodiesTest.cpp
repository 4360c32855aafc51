/// Bodies of /predict that no proper client sends: JSON and forms.
#include <QTest>

#include "core/json/Base64.h"
#include "tests/monitoring/server/Attack.h"

using namespace numeral;
using namespace std::string_literals;
using support::After;
using support::Attack;
using support::row;

namespace {

constexpr std::size_t kMaxBody = 16u << 20;
const std::string kNoJson = "is not JSON from byte";

std::string repeated(const std::string& text, int times)
{
  std::string all;
  all.reserve(text.size() * static_cast<std::size_t>(times));
  for (int i = 0; i < times; ++i)
    all += text;
  return all;
}

/// Refused, and the connection serves on: the body was read to its end.
Attack jsonBody(const std::string& body, const std::string& word, int status = 400)
{
  return {support::post(body, "application/json"), status, word, After::Serves};
}

Attack strokesBody(const std::string& list, const std::string& word, int status = 400)
{
  return jsonBody("{\"strokes\": " + list + "}", word, status);
}

Attack pixelsBody(const std::string& list, const std::string& word, int status = 400)
{
  return jsonBody("{\"pixels\": " + list + "}", word, status);
}

std::string blueBase64() { return json::encodeBase64(base::bytesOf(support::bluePng())); }

/// Seventy-two numbers, as the toy takes them, with one of them given.
std::string pixelsWith(const std::string& number) { return "[" + repeated("0,", 71) + number + "]"; }

Attack form(const std::string& body, const std::string& word, int status = 400,
            const std::string& type = "multipart/form-data; boundary=XX")
{
  return {support::post(body, type), status, word, After::Serves};
}

std::string part(const std::string& content, const std::string& disposition = "form-data; name=\"file\"")
{
  return "--XX\r\nContent-Disposition: " + disposition + "\r\n\r\n" + content + "\r\n";
}

Attack blueAs(const std::string& disposition)
{
  return form(part(support::bluePng(), disposition) + "--XX--\r\n", "blue", 200);
}

} // namespace

class HostileBodiesTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { m_server = support::serverTaking(kMaxBody); }
  void cleanup() { QCOMPARE(support::askForBlue(m_server->port()), std::string("blue")); }
  void cleanupTestCase() { m_server.reset(); }

  void documents_data()
  {
    support::addAttackColumns();
    row("empty object", jsonBody("{}", "has one of"));
    row("empty list", jsonBody("[]", "an object such as"));
    row("null", jsonBody("null", "has one of"));
    row("one quotation mark", jsonBody("\"", kNoJson));
    row("cut short", jsonBody("{\"image\": \"AAEC", kNoJson));
    row("two documents", jsonBody("{\"pixels\": [1]}{\"pixels\": [1]}", kNoJson));
    row("comment", jsonBody("{\"pixels\": [1] /* x */}", kNoJson));
    row("trailing comma", jsonBody("{\"pixels\": [1,]}", kNoJson));
    row("100,000 deep", jsonBody(repeated("[", 100'000), "an object such as"));
    row("100,000 deep inside", jsonBody("{\"a\":" + repeated("[", 100'000) + repeated("]", 100'000) + "}", "8 deep"));
    row("100,000 deep strokes", strokesBody(repeated("[", 100'000) + repeated("]", 100'000), "8 deep"));
    row("100,000 objects deep", jsonBody(repeated("{\"a\":", 100'000) + "1" + repeated("}", 100'000), "8 deep"));
    row("UTF-16", jsonBody("\xff\xfe{\0\"\0a\0\"\0:\0"s, kNoJson));
    row("UTF-16 without a mark", jsonBody("{\0\"\0a\0\"\0:\0"s, kNoJson));
    row("byte order mark", jsonBody("\xef\xbb\xbf{\"image\": \"" + blueBase64() + "\"}", "blue", 200));
    row("no UTF-8", jsonBody("{\"image\": \"\xff\xfe\"}", kNoJson));
    row("overlong UTF-8", jsonBody("{\"a\": \"\xc0\xaf\"}", kNoJson));
    row("half a surrogate", jsonBody("{\"a\": \"\\ud800\"}", kNoJson));
    row("NUL in the text", jsonBody("{\"image\": \"\0\"}"s, kNoJson));
    row("NULs behind", jsonBody("{\"pixels\": [1]}\0\0"s, kNoJson));
    row("spaces, a million", jsonBody(std::string(1'000'000, ' '), kNoJson));
    row("a key of a million characters",
        jsonBody("{\"" + std::string(1'000'000, 'k') + "\": 1, \"image\": \"" + blueBase64() + "\"}", "blue", 200));
    row("200,000 other members", jsonBody("{" + repeated("\"a\":1,", 200'000) + "\"image\": 1}", "has one of"));
    row("two of the three", jsonBody(R"({"image": "AAEC", "pixels": [1]})", "has one of"));
    row("all the three", jsonBody(R"({"image": "AAEC", "pixels": [1], "strokes": []})", "has one of"));
    row("two images", jsonBody(R"({"image": "AAEC", "image": "AAEC"})", "'image' twice"));
    row("two lists of pixels", jsonBody(R"({"pixels": [1], "pixels": [2]})", "'pixels' twice"));
    row("two lists of strokes", jsonBody(R"({"strokes": [], "strokes": []})", "'strokes' twice"));
    row("image hidden deeper", jsonBody(R"({"a": {"image": "AAEC"}})", "has one of"));
    row("a form as JSON", jsonBody(part("x") + "--XX--", kNoJson));
  }
  void documents() { check(); }

  void base64_data()
  {
    support::addAttackColumns();
    for (const char* wrong : {"1", "null", "true", "[]", "{}", "[\"AAEC\"]"})
      row(("image is " + std::string(wrong)).c_str(), jsonBody("{\"image\": "s + wrong + "}", "has one of"));
    for (const char* broken : {"", "A", "AA", "AAA", "====", "AA=A", "AAEC!", "AA EC", "AAE-", "AAE_",
                               "data:image/png,x", "data:;base64,", "\\u0000\\u0000\\u0000\\u0000"})
      row(("base64 " + std::string(broken)).c_str(), jsonBody("{\"image\": \""s + broken + "\"}", "not valid base64"));
    row("base64 of nothing readable", jsonBody(R"({"image": "AAEC"})", "no image that can be read", 415));
    row("base64 of 8 MB of zeros", jsonBody("{\"image\": \"" + std::string(8'000'000, 'A') + "\"}", "Send PNG", 415));
    row("base64 of an address", jsonBody("{\"image\": \"http://evil.example/a.png\"}", "not valid base64"));
  }
  void base64() { check(); }

  void listsOfPixels_data()
  {
    support::addAttackColumns();
    const std::string flat = "flat list of numbers";
    row("pixels is a number", pixelsBody("1", "has one of"));
    row("pixels is a string", pixelsBody("\"" + repeated("0", 72) + "\"", "has one of"));
    row("pixels is an object", pixelsBody(R"({"0": 1})", "has one of"));
    row("pixels in rows", pixelsBody("[[0,0],[0,0]]", flat));
    row("pixels with null", pixelsBody(pixelsWith("null"), flat));
    row("pixels with true", pixelsBody(pixelsWith("true"), flat));
    row("pixels with a word", pixelsBody(pixelsWith("\"0\""), flat));
    row("pixels with an object", pixelsBody(pixelsWith("{}"), "72"));
    row("no pixels", pixelsBody("[]", "72"));
    row("one pixel", pixelsBody("[0]", "72"));
    row("one pixel too many", pixelsBody("[" + repeated("0,", 72) + "0]", "72"));
    row("900,000 pixels", pixelsBody("[" + repeated("0,", 899'999) + "0]", "72"));
    row("2,000,000 pixels", pixelsBody("[" + repeated("0,", 1'999'999) + "0]", "1,000,000 values"));
    row("pixel NaN", pixelsBody(pixelsWith("NaN"), kNoJson));
    row("pixel Infinity", pixelsBody(pixelsWith("Infinity"), kNoJson));
    row("pixel -Infinity", pixelsBody(pixelsWith("-Infinity"), kNoJson));
    row("pixel 1e999", pixelsBody(pixelsWith("1e999"), "number out of range"));
    row("pixel 1e300", pixelsBody(pixelsWith("1e300"), "between 0 (paper)"));
    row("pixel of 300 digits", pixelsBody(pixelsWith("1" + std::string(300, '0')), "between 0 (paper)"));
    row("pixel 0x1", pixelsBody(pixelsWith("0x1"), kNoJson));
    row("pixel 01", pixelsBody(pixelsWith("01"), kNoJson));
    row("pixel -1e30", pixelsBody(pixelsWith("-1e30"), "between 0 (paper)"));
    row("pixel 1e-400", pixelsBody(pixelsWith("1e-400"), "", 200));
  }
  void listsOfPixels() { check(); }

  void drawings_data()
  {
    support::addAttackColumns();
    const std::string point = "is not [x,y] with numbers between";
    for (const char* wrong : {"1", "\"[[[0,0]]]\"", "null", "true"})
      row(("strokes is " + std::string(wrong)).c_str(), strokesBody(wrong, "has one of"));
    row("strokes is an object", strokesBody(R"({"0": [[0, 0]]})", "a list of strokes"));
    row("strokes of numbers", strokesBody("[1, 2]", "Stroke 1"));
    row("strokes of points", strokesBody("[[0, 0], [1, 1]]", point));
    row("strokes too deep", strokesBody("[[[[0, 0]]]]", "drawing"));
    row("points of words", strokesBody(R"([[["a", "b"]]])", point));
    row("points of null", strokesBody("[[[null, null]]]", point));
    row("points with one number", strokesBody("[[[0]]]", point));
    row("points without numbers", strokesBody("[[[]]]", point));
    row("points with more numbers", strokesBody("[[[0, 0, 5, 1e9], [9, 9, 5]]]", "", 200));
    row("coordinate 1e308", strokesBody("[[[1e308, 0], [-1e308, 1e308]]]", point));
    row("coordinate 1000001", strokesBody("[[[1000001, 0]]]", point));
    row("coordinate 1e999", strokesBody("[[[1e999, 0]]]", "number out of range"));
    row("coordinate NaN", strokesBody("[[[NaN, 0]]]", kNoJson));
    row("coordinates far apart", strokesBody("[[[-1e6, -1e6], [1e6, 1e6]]]", "", 200));
    row("coordinates at one place", strokesBody("[[[1e6, 1e6], [1e6, 1e6]]]", "", 200));
    row("coordinates next to each other", strokesBody("[[[0, 0], [5e-324, 5e-324]]]", "", 200));
    row("no strokes", strokesBody("[]", "", 200));
    row("an empty stroke", strokesBody("[[]]", "Stroke 1"));
    row("an empty stroke behind", strokesBody("[[[0, 0]], []]", "Stroke 2"));
    row("100,000 points", strokesBody("[[" + repeated("[0,0],", 99'999) + "[1,1]]]", "", 200));
    row("100,001 points", strokesBody("[[" + repeated("[0,0],", 100'000) + "[1,1]]]", "100000 points", 413));
    row("a million points", strokesBody("[[" + repeated("[0,0],", 1'000'000) + "[0,0]]]", "1,000,000 values"));
    row("20,000 strokes", strokesBody("[" + repeated("[[0,0],[9,9]],", 20'000) + "[[0,0]]]", "", 200));
    for (const char* width : {"0", "-1", "1e308", "\"4\"", "[]", "true"})
      row(("pen " + std::string(width)).c_str(),
          jsonBody("{\"strokes\": [[[0,0],[9,9]]], \"pen_width\": "s + width + "}", "pen_width"));
    row("pen 1e-300", jsonBody(R"({"strokes": [[[0,0],[9,9]]], "pen_width": 1e-300})", "", 200));
    row("pen 1e6", jsonBody(R"({"strokes": [[[0,0],[9,9]]], "pen_width": 1e6})", "", 200));
  }
  void drawings() { check(); }

  void multipart_data()
  {
    support::addAttackColumns();
    const std::string whole = part("x") + "--XX--\r\n";
    const std::string noBoundary = "names no boundary of 1 to 70";
    row("no boundary", form(whole, noBoundary, 400, "multipart/form-data"));
    row("empty boundary", form(whole, noBoundary, 400, "multipart/form-data; boundary="));
    row("boundary of 71 characters",
        form(whole, noBoundary, 400, "multipart/form-data; boundary=" + std::string(71, 'b')));
    row("boundary of 1,000 characters",
        form(whole, noBoundary, 400, "multipart/form-data; boundary=" + std::string(1000, 'b')));
    row("boundary without its end", form(whole, "is not the one", 400, "multipart/form-data; boundary=\"XX; a=b"));
    row("boundary of another", form(whole, "is not the one", 400, "multipart/form-data; boundary=YY"));
    row("two boundaries", form(whole, "is not the one", 400, "multipart/form-data; boundary=YY; boundary=XX"));
    row("another multipart",
        {support::post(whole, "multipart/mixed; boundary=XX"), 415, "not understood", After::Serves});
    row("empty form", form("--XX--\r\n", "no field 'file'"));
    row("not closed", form(part(support::bluePng()), "cut short"));
    row("cut in a head", form("--XX\r\nContent-Dispo", "headers do not end"));
    row("cut in the boundary", form("--X", "is not the one"));
    row("only the boundary", form("--XX", "not followed by the end of its line"));
    row("boundary in the preamble", // CivetWeb's own reader overruns the stack here
        form("\r\n--XX" + std::string(5000, 'A') + "\r\n--XX--\r\n", "not followed by the end of its line"));
    row("preamble of a million bytes",
        form(std::string(1'000'000, '-') + "\r\n" + part(support::bluePng()) + "--XX--", "blue", 200));
    row("NULs in the form",
        form(std::string(100, '\0') + "\r\n--XX\0\r\n\r\n"s, "not followed by the end")); // and loops here
    row("NUL in the name", form(part("x", "form-data; name=\"fi\0le\""s) + "--XX--", "no field 'file'"));
    row("only NULs", form(std::string(10'000, '\0'), "is not the one"));
    row("bare LF", form("--XX\nContent-Disposition: form-data; name=\"file\"\n\nx\n--XX--\n", "end of its line"));
    row("1,000 parts", form(repeated(part("x", "form-data; name=a"), 1000) + "--XX--", "more than 64 parts"));
    row("a form in a form", form("--XX\r\nContent-Disposition: form-data; name=\"file\"\r\nContent-Type: "
                                 "multipart/mixed; boundary=YY\r\n\r\n"
                                 "--YY\r\nContent-Disposition: file; filename=\"a\"\r\n\r\nx\r\n--YY--\r\n--XX--",
                                 "no image that can be read", 415));
    row("no field file", form(part("x", "form-data; name=\"image\"") + "--XX--", "no field 'file'"));
    row("field FILE", form(part("x", "form-data; name=\"FILE\"") + "--XX--", "no field 'file'"));
    row("two fields file", form(part("x") + part("y") + "--XX--", "more than one field 'file'"));
    row("empty file", form(part("") + "--XX--", "The file is empty", 415));
    row("part without a head", form("--XX\r\n\r\nx\r\n--XX--", "no field 'file'"));
    row("part's head of 64 KiB",
        form("--XX\r\nA: " + std::string(65'536, 'a') + "\r\n\r\nx\r\n--XX--", "longer than 8 KiB"));
    row("part's head without colons", form("--XX\r\nnonsense\r\n\r\nx\r\n--XX--", "no field 'file'"));
    row("text behind the end", form(part(support::bluePng()) + "--XX--\r\n--XX\r\n\r\n", "blue", 200));
    row("name quoted with escapes", blueAs("form-data; filename=\"a\\\";name=\\\"evil\\\"\"; name=\"file\""));
    row("name without quotation marks", blueAs("form-data; name=file"));
    row("name in capitals", blueAs("FORM-DATA; NAME=\"file\""));
    row("name with a broken quotation mark", form(part("x", "form-data; name=\"file") + "--XX--", "no image", 415));
    row("name twice", blueAs("form-data; name=\"file\"; name=\"other\""));
    row("file called by a path", blueAs("form-data; name=\"file\"; filename=\"../../etc/passwd\""));
    row("file called by 5,000 characters",
        blueAs("form-data; name=\"file\"; filename=\"" + std::string(5000, 'f') + "\""));
    row("JSON as a form", form(R"({"pixels": [1]})", "is not the one"));
    row("an image as a form", form(support::bluePng(), "is not the one"));
  }
  void multipart() { check(); }

private:
  void check()
  {
    QFETCH(support::Attack, attack);
    support::survive(m_server->port(), attack);
  }

  std::unique_ptr<support::TestServer> m_server;
};

QTEST_GUILESS_MAIN(HostileBodiesTest)
#include "HostileBodiesTest.moc"
