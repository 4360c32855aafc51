#include "monitoring/client/Mailer.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string_view>

#include "core/base/Clock.h"
#include "monitoring/client/Curl.h"
#include "monitoring/client/CurlList.h"
#include "monitoring/client/MailText.h"
#include "monitoring/client/SmtpTranscript.h"
#include "monitoring/client/Url.h"

namespace numeral::client {
namespace {

using base::ErrorCode;
using base::failure;
using MimeHandle = std::unique_ptr<curl_mime, decltype(&curl_mime_free)>;

constexpr int kTemporary = 4; ///< first digit of an SMTP answer
constexpr int kPermanent = 5;

int note(CURL*, curl_infotype type, char* data, std::size_t size, void* user)
{
  auto& transcript = *static_cast<SmtpTranscript*>(user);
  if (type == CURLINFO_HEADER_OUT)
    transcript.sent({data, size});
  else if (type == CURLINFO_HEADER_IN)
    transcript.received({data, size});
  return 0;
}

std::size_t ignore(char*, std::size_t size, std::size_t count, void*) { return size * count; }

int askWhetherToGiveUp(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
  return (*static_cast<const std::function<bool()>*>(user))() ? 1 : 0;
}

base::Expected<void> check(const MailSettings& settings, const Mail& mail)
{
  for (const MailProblem& problem : problemsOf(settings))
    if (problem.fatal)
      return failure(ErrorCode::InvalidArgument, problem.found + " " + problem.remedy);
  if (holdsControl(mail.subject))
    return failure(ErrorCode::InvalidArgument,
                   "A mail's subject holds control characters, which could begin another header.");
  return {};
}

CurlList headersOf(const MailSettings& settings, const Mail& mail)
{
  std::string recipients;
  for (const std::string& address : settings.to)
    recipients += (recipients.empty() ? "<" : ",\r\n <") + address + ">";
  CurlList headers;
  headers.add("Date: " + mailDate(base::unixTime()));
  headers.add("From: Numeral <" + settings.from + ">");
  headers.add("To: " + recipients);
  headers.add("Subject: " + encodedSubject(mail.subject));
  headers.add("Message-ID: " + messageId(settings.from));
  headers.add("Content-Type: multipart/alternative"); // libcurl adds the boundary
  headers.add("Auto-Submitted: auto-generated");      // RFC 3834: nobody's holiday notice is to come back
  return headers;
}

void addPart(curl_mime* mime, const std::string& content, const char* type)
{
  curl_mimepart* part = curl_mime_addpart(mime);
  const std::string lines = withCrLf(content);
  curl_mime_data(part, lines.data(), lines.size());
  curl_mime_type(part, type);
  curl_mime_encoder(part, "quoted-printable");
}

/// The last part is the one that readers prefer.
MimeHandle bodyOf(CURL* handle, const Mail& mail)
{
  MimeHandle body(curl_mime_init(handle), &curl_mime_free);
  addPart(body.get(), mail.text, "text/plain; charset=utf-8");
  addPart(body.get(), mail.html, "text/html; charset=utf-8");
  return body;
}

void setServer(CURL* handle, const MailSettings& settings)
{
  const bool login = !settings.user.empty();
  setUsual(handle, settings.url);
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(handle, CURLOPT_USE_SSL,
                   static_cast<long>(login && !isLoopback(settings.url) ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  if (!settings.caFile.empty())
    curl_easy_setopt(handle, CURLOPT_CAINFO, settings.caFile.c_str());
  if (!login)
    return;
  curl_easy_setopt(handle, CURLOPT_USERNAME, settings.user.c_str());
  curl_easy_setopt(handle, CURLOPT_PASSWORD, settings.password.c_str());
}

/// By what the server said last, where it said no.
std::optional<base::Error> refusal(const std::string& server, const SmtpTranscript& transcript)
{
  constexpr int kClass = 100;
  const int kind = transcript.lastCode() / kClass;
  if (kind == kTemporary)
    return base::Error{ErrorCode::QueueFull, server + " asks to try again later: " + transcript.lastWords(), {}};
  if (kind == kPermanent)
    return base::Error{ErrorCode::InvalidArgument, server + " refuses: " + transcript.lastWords(), {}};
  return std::nullopt;
}

base::Error failureOf(CURLcode code, const MailSettings& settings, const SmtpTranscript& transcript,
                      const std::string& detail)
{
  const std::string server = originOf(settings.url);
  const auto error = [&](ErrorCode kind, const std::string& words) { return base::Error{kind, words, detail}; };
  switch (code) {
  case CURLE_ABORTED_BY_CALLBACK: return error(ErrorCode::Cancelled, "The mail to " + server + " was given up.");
  case CURLE_USE_SSL_FAILED:
    return error(ErrorCode::InvalidArgument,
                 server + " offers no TLS, and a login is sent over nothing else. Use its port with TLS (587, or "
                          "smtps:// and 465).");
  case CURLE_PEER_FAILED_VERIFICATION:
    return error(ErrorCode::InvalidArgument,
                 server + " shows a certificate that is not trusted here: " + detail +
                     ". Name who signed it by NUMERAL_SMTP_CA_FILE, or correct the server's name.");
  case CURLE_SSL_CACERT_BADFILE:
    return error(ErrorCode::InvalidArgument, "NUMERAL_SMTP_CA_FILE holds no certificates: " + settings.caFile + ".");
  case CURLE_SSL_CONNECT_ERROR:
    return error(ErrorCode::InvalidArgument,
                 "No TLS connection to " + server + ": " + detail +
                     ". Is it smtps:// for a port that begins with TLS (465), else smtp://?");
  case CURLE_URL_MALFORMAT:
    return error(ErrorCode::InvalidArgument, "NUMERAL_SMTP_URL is no address of a mail server: " + server +
                                                 ". Set it to an address like smtp://smtp.gmail.com:587.");
  case CURLE_OPERATION_TIMEDOUT:
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_CONNECT: return inWords(code, settings.url, detail.c_str());
  default: break;
  }
  if (const auto refused = refusal(server, transcript))
    return *refused;
  return error(ErrorCode::Io, server + " broke off, or is no mail server.");
}

std::string answerOf(const SmtpTranscript& transcript)
{
  std::string words = transcript.lastWords();
  for (const auto& refused : transcript.refusals())
    words += " (refused for " + refused.recipient + ": " + refused.words + ")";
  return words;
}

} // namespace

base::Expected<std::string> sendMail(const MailSettings& settings, const Mail& mail, const MailLimits& limits)
{
  if (const auto checked = check(settings, mail); !checked)
    return tl::unexpected(checked.error());
  SmtpTranscript transcript; // before the handle, which says QUIT when it goes
  const CurlHandle owner = makeCurl();
  CURL* handle = owner.get();
  if (handle == nullptr)
    return failure(ErrorCode::Internal, "libcurl could not be started.");
  std::array<char, CURL_ERROR_SIZE> words{};
  const CurlList headers = headersOf(settings, mail);
  const MimeHandle body = bodyOf(handle, mail);
  CurlList recipients;
  for (const std::string& address : settings.to)
    recipients.add("<" + address + ">");
  const std::string from = "<" + settings.from + ">";

  setServer(handle, settings);
  curl_easy_setopt(handle, CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(handle, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L); // who can be reached is to be told
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle, CURLOPT_MIMEPOST, body.get());
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<long long>(1, limits.timeout.count())));
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, words.data());
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &ignore);
  curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L); // to the function alone
  curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, &note);
  curl_easy_setopt(handle, CURLOPT_DEBUGDATA, &transcript);
  if (limits.giveUp) {
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &askWhetherToGiveUp);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &limits.giveUp);
  }
  const CURLcode code = curl_easy_perform(handle);
  if (code == CURLE_OK)
    return withoutPassword(answerOf(transcript), settings);
  base::Error error = failureOf(code, settings, transcript, words.data());
  error.message = withoutPassword(error.message, settings);
  error.detail = withoutPassword(error.detail, settings);
  return tl::unexpected(error);
}

} // namespace numeral::client
