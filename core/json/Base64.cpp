#include "core/json/Base64.h"

#include <openssl/evp.h>

namespace numeral::json {

std::string encodeBase64(base::ByteSpan bytes)
{
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0'); // EVP_EncodeBlock ends with a NUL
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

base::Expected<base::Bytes> decodeBase64(std::string_view text)
{
  const auto wrong = [] {
    return base::failure(base::ErrorCode::InvalidArgument,
                         "The image is not valid base64 (RFC 4648, section 4, with its padding).");
  };
  if (text.starts_with("data:")) {
    constexpr std::string_view kMark = ";base64,";
    const auto mark = text.find(kMark);
    if (mark == std::string_view::npos)
      return wrong();
    text.remove_prefix(mark + kMark.size());
  }
  std::string packed;
  packed.reserve(text.size());
  for (const char c : text)
    if (c != '\n' && c != '\r')
      packed += c;
  if (packed.empty() || packed.size() % 4 != 0)
    return wrong();
  const std::size_t padding = packed.ends_with("==") ? 2 : packed.ends_with("=") ? 1 : 0;
  // EVP_DecodeBlock strips white space and dashes at the ends, which would make the length a guess.
  if (packed.find_first_of(" \t\v\f-") != std::string::npos || packed.find('=') < packed.size() - padding)
    return wrong();
  base::Bytes bytes(packed.size() / 4 * 3);
  const int length = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(packed.data()),
                                     static_cast<int>(packed.size()));
  if (length < 0)
    return wrong();
  bytes.resize(static_cast<std::size_t>(length) - padding);
  return bytes;
}

} // namespace numeral::json
