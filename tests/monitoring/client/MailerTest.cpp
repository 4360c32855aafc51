/// Mails to a real server with TLS and a login, and everything that may go wrong on the way.
#include <QTemporaryDir>
#include <QTest>

#include "monitoring/client/MailText.h"
#include "monitoring/client/Mailer.h"
#include "monitoring/client/SmtpTranscript.h"
#include "tests/monitoring/client/RawServer.h"
#include "tests/support/SmtpServer.h"

using namespace numeral;
using base::ErrorCode;
using client::MailSettings;
using support::SmtpServer;

namespace {

const std::string kPassword = "correct horse, battery";
/// Not a name of this machine's as far as the mailer knows, so that a login wants TLS; Linux goes to this machine.
const char* const kAnyHost = "0.0.0.0";

client::Mail mail(const std::string& subject = "Hello")
{
  return {subject, "Line one\n.\nThe third line is long: " + std::string(1200, 'x') + "\nGr\u00fc\u00dfe\n",
          "<p>Line one</p>\n"};
}

QString headerOf(const QJsonObject& mail, const QString& name)
{
  for (const auto& header : mail.value("headers").toArray())
    if (header.toArray().at(0).toString() == name)
      return header.toArray().at(1).toString();
  return {};
}

QStringList namesOf(const QJsonObject& mail)
{
  QStringList names;
  for (const auto& header : mail.value("headers").toArray())
    names.append(header.toArray().at(0).toString());
  names.sort();
  return names;
}

} // namespace

class MailerTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase()
  {
    if (!support::hasSmtpServer())
      QSKIP("There is no aiosmtpd, so no mail is sent; scripts/packages.sh test installs it.");
    QVERIFY(SmtpServer::makeCertificate(m_folder.path()));
  }

  void aMailArrivesWithBothPartsAndItsHead()
  {
    SmtpServer server(withTls());
    const auto sent = client::sendMail(settings(server), mail("Gr\u00fc\u00dfe \u2014 und mehr"), {});
    QVERIFY2(sent, sent ? "" : (sent.error().message + sent.error().detail).c_str());
    QCOMPARE(*sent, std::string("250 2.0.0 Queued as 4711"));
    const auto login = server.next();
    QVERIFY(login.value("right").toBool() && login.value("tls").toBool());
    const auto got = server.next();
    QCOMPARE(got.value("from").toString(), QString("alerts@example.org"));
    QCOMPARE(got.value("to").toArray(), (QJsonArray{"ann@example.org", "bob@example.org"}));
    QCOMPARE(got.value("type").toString(), QString("multipart/alternative"));
    QCOMPARE(got.value("defects").toArray().size(), 0);
    QVERIFY(got.value("tls").toBool());
    QCOMPARE(headerOf(got, "Subject"), QString("Gr\u00fc\u00dfe \u2014 und mehr"));
    QCOMPARE(headerOf(got, "From"), QString("Numeral <alerts@example.org>"));
    QCOMPARE(headerOf(got, "To"), QString("ann@example.org, bob@example.org"));
    QVERIFY(headerOf(got, "Date").endsWith(" +0000"));
    QVERIFY(headerOf(got, "Message-ID").endsWith("@example.org>"));
    const auto parts = got.value("parts").toObject();
    QString text = parts.value("text/plain").toString();
    QCOMPARE(text.remove('\r'), QString::fromStdString(mail().text));
    QString html = parts.value("text/html").toString();
    QCOMPARE(html.remove('\r'), QString::fromStdString(mail().html));
    for (const auto& line : got.value("raw").toString().split("\r\n"))
      QVERIFY2(line.size() <= 998, qPrintable(line)); // RFC 5322
  }

  void withoutALoginNoTlsIsWanted()
  {
    SmtpServer server;
    MailSettings plain = settings(server);
    plain.user.clear();
    plain.password.clear();
    QVERIFY(client::sendMail(plain, mail(), {}));
    QVERIFY(!server.next().value("tls").toBool());
  }

  void onThisMachineALoginNeedsNoTls()
  {
    SmtpServer server({"--login", login(), "--plain-login"});
    MailSettings local = settings(server);
    local.url = server.url();
    QVERIFY(client::sendMail(local, mail(), {}));
    const auto seen = server.next();
    QVERIFY(seen.value("right").toBool() && !seen.value("tls").toBool());
  }

  void elsewhereALoginIsSentOverNothingElse()
  {
    SmtpServer server({"--login", login(), "--plain-login"});
    const auto sent = client::sendMail(settings(server), mail(), {});
    QVERIFY(!sent);
    QCOMPARE(sent.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(says(sent, "offers no TLS"), sent.error().message.c_str());
    // Nobody logged in: the next thing that the server tells is the mail of somebody else.
    MailSettings local = settings(server);
    local.url = server.url();
    local.user = "control";
    QVERIFY(!client::sendMail(local, mail(), {}));
    QCOMPARE(server.next().value("login").toString(), QString("control"));
  }

  void aWrongPasswordIsRefusedAndNeverShown()
  {
    for (const bool echo : {false, true}) {
      SmtpServer server(withTls() + (echo ? QStringList{"--echo"} : QStringList{}));
      MailSettings wrong = settings(server);
      wrong.password = "s3cr3t";
      const auto sent = client::sendMail(wrong, mail(), {});
      QVERIFY(!sent);
      QCOMPARE(sent.error().code, ErrorCode::InvalidArgument);
      QVERIFY2(says(sent, "535"), sent.error().message.c_str());
      QVERIFY(!says(sent, "s3cr3t"));
      QVERIFY(!server.next().value("right").toBool());
    }
  }

  void aCertificateThatNobodyVouchesFor()
  {
    SmtpServer server(withTls());
    MailSettings strangers = settings(server);
    strangers.caFile.clear();
    auto sent = client::sendMail(strangers, mail(), {});
    QVERIFY(!sent);
    QCOMPARE(sent.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(says(sent, "NUMERAL_SMTP_CA_FILE"), sent.error().message.c_str());
    strangers.url = server.url(); // nor on this machine
    QVERIFY(!client::sendMail(strangers, mail(), {}));
    strangers.caFile = "/nonexistent/ca.pem";
    sent = client::sendMail(strangers, mail(), {});
    QVERIFY(!sent);
    QVERIFY2(says(sent, "/nonexistent/ca.pem"), sent.error().message.c_str());
  }

  void aServerThatWantsToBeAskedLater()
  {
    SmtpServer server(withTls() + QStringList{"--later", "1"});
    const auto later = client::sendMail(settings(server), mail(), {});
    QVERIFY(!later);
    QCOMPARE(later.error().code, ErrorCode::QueueFull); // worth another attempt
    QVERIFY2(says(later, "451 4.3.0 Come back later"), later.error().message.c_str());
    QVERIFY(client::sendMail(settings(server), mail(), {}));
  }

  void oneOfSeveralRecipientsIsRefused()
  {
    SmtpServer server(withTls() + QStringList{"--refuse", "bob@example.org"});
    const auto sent = client::sendMail(settings(server), mail(), {});
    QVERIFY(sent);
    QVERIFY2(sent->find("refused for bob@example.org: 550 5.1.1") != std::string::npos, sent->c_str());
    server.next(); // the login
    QCOMPARE(server.next().value("to").toArray(), QJsonArray{"ann@example.org"});
    QVERIFY(client::withoutAddresses(*sent, settings(server)).find("bob@") == std::string::npos);

    SmtpServer strict(withTls() + QStringList{"--refuse", "bob@example.org", "--refuse", "ann@example.org"});
    const auto refused = client::sendMail(settings(strict), mail(), {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(says(refused, "550 5.1.1"), refused.error().message.c_str());
  }

  void nobodyThere()
  {
    MailSettings nowhere = anywhere();
    nowhere.url = "smtp" + test::deadUrl().substr(4);
    const auto sent = client::sendMail(nowhere, mail(), {});
    QVERIFY(!sent);
    QCOMPARE(sent.error().code, ErrorCode::Io);
    QVERIFY2(says(sent, "Nobody answers"), sent.error().message.c_str());

    const test::RawServer web("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    nowhere.url = "smtp" + web.url().substr(4);
    const auto greeted = client::sendMail(nowhere, mail(), {.timeout = std::chrono::milliseconds(300), .giveUp = {}});
    QVERIFY(!greeted);
    QVERIFY(greeted.error().code == ErrorCode::Io || greeted.error().code == ErrorCode::DeadlineExceeded);
    const auto given = client::sendMail(nowhere, mail(), {.giveUp = [] { return true; }});
    QVERIFY(!given);
    QCOMPARE(given.error().code, ErrorCode::Cancelled);
  }

  /// Whatever can carry text is tried with a line of its own behind it.
  void noHeaderCanBeSmuggledIn()
  {
    SmtpServer server;
    MailSettings plain = anywhere();
    plain.url = server.url();
    for (const char* evil : {"\r\nBcc: eve@example.org", "\nBcc: eve@example.org", "\rBcc: eve@example.org",
                             "\r\n.\r\nMAIL FROM:<eve@example.org>", "\x7f", "\x01"}) {
      const auto refused = [&](const MailSettings& changed, const client::Mail& sent) {
        const auto answer = client::sendMail(changed, sent, {});
        return !answer && answer.error().code == ErrorCode::InvalidArgument &&
               answer.error().message.find_first_of("\r\n") == std::string::npos;
      };
      QVERIFY(refused(plain, mail("Hello" + std::string(evil))));
      MailSettings changed = plain;
      changed.from += evil;
      QVERIFY(refused(changed, mail()));
      changed = plain;
      changed.to[1] += evil;
      QVERIFY(refused(changed, mail()));
      changed = plain;
      changed.url += evil;
      QVERIFY(refused(changed, mail()));
    }
    // Bodies may hold what they like: it stays in the body.
    client::Mail body = mail();
    body.text = body.html = "a\r\n.\r\nMAIL FROM:<eve@example.org>\r\nBcc: eve@example.org\r\n\r\n.";
    QVERIFY(client::sendMail(plain, body, {}));
    const auto got = server.next();
    QCOMPARE(got.value("from").toString(), QString("alerts@example.org"));
    QCOMPARE(namesOf(got), (QStringList{"Auto-Submitted", "Content-Type", "Date", "From", "Message-ID", "Mime-Version",
                                        "Subject", "To"}));
    QVERIFY(got.value("parts").toObject().value("text/plain").toString().contains("MAIL FROM:<eve@example.org>"));
    // Nor can a user's name: SMTP sends it in Base64, and the server sees one name.
    SmtpServer strict({"--login", login(), "--plain-login"});
    plain.url = strict.url();
    plain.user = "ann\r\nMAIL FROM:<eve@example.org>";
    plain.password = "x";
    QVERIFY(!client::sendMail(plain, mail(), {}));
    QCOMPARE(strict.next().value("login").toString(), QString("ann\r\nMAIL FROM:<eve@example.org>"));
  }

  void incompleteSettings()
  {
    MailSettings none = anywhere();
    none.url = "smtp://localhost";
    none.to.clear();
    const auto sent = client::sendMail(none, mail(), {});
    QVERIFY(!sent);
    QVERIFY2(says(sent, "NUMERAL_ALERT_TO"), sent.error().message.c_str());
  }

  /// What is wrong with an address is told, the address is nobody's business; in messages it may look otherwise.
  void addressesStayHidden()
  {
    MailSettings wrong = anywhere();
    wrong.from = "secret@example.org>\r\nRCPT TO:<eve@example.org";
    wrong.to = {"hidden@example.org\r\nBcc: eve@example.org"};
    for (const auto& problem : client::problemsOf(wrong)) {
      const auto words = client::withoutAddresses(problem.found, wrong);
      for (const char* part : {"secret", "hidden", "eve"})
        QVERIFY2(words.find(part) == std::string::npos, words.c_str());
    }
  }

  void addressesOfNoServer()
  {
    MailSettings wrong = anywhere();
    wrong.url = "smtp://localhost:99999";
    const auto sent = client::sendMail(wrong, mail(), {});
    QVERIFY(!sent);
    QCOMPARE(sent.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(says(sent, "NUMERAL_SMTP_URL"), sent.error().message.c_str());
    QVERIFY(client::isLoopback("smtp://127.0.0.1:25") && client::isLoopback("smtps://[::1]:465"));
    QVERIFY(!client::isLoopback("smtp://127.example.org") && !client::isLoopback("smtp://localhost.example.org"));
  }

  void heads()
  {
    QCOMPARE(client::mailDate(1795321800), std::string("Sun, 22 Nov 2026 04:30:00 +0000"));
    QCOMPARE(client::encodedSubject("plain"), std::string("plain"));
    QCOMPARE(client::encodedSubject("\u00e9"), std::string("=?UTF-8?B?w6k=?="));
    QVERIFY(client::encodedSubject("=?UTF-8?B?w6k=?=") != "=?UTF-8?B?w6k=?="); // else it would read otherwise
    std::string longer;
    for (int i = 0; i < 100; ++i)
      longer += "\u20ac";
    const std::string encoded = client::encodedSubject(longer);
    for (const auto& line : QString::fromStdString(encoded).split("\r\n"))
      QVERIFY2(line.size() <= 76, qPrintable(line));
    QVERIFY(client::messageId("a@b.org") != client::messageId("a@b.org"));
  }

  void transcripts()
  {
    client::SmtpTranscript transcript;
    transcript.sent("AUTH PLAIN c2VjcmV0\r\n");
    transcript.received("250-first\r\n250 last\r\n");
    QCOMPARE(transcript.lastWords(), std::string("250 last"));
    transcript.sent("RCPT TO:<a@b.org>\r\n");
    transcript.received("450 later\r\n");
    QCOMPARE(transcript.lastCode(), 450);
    QCOMPARE(transcript.refusals().at(0).recipient, std::string("a@b.org"));
    transcript.sent("QUIT\r\n");
    transcript.received("221 bye\r\n");
    QCOMPARE(transcript.lastCode(), 450);
    QCOMPARE(client::SmtpTranscript().lastCode(), 0);
  }

private:
  static QString login() { return QString::fromStdString("ann:" + kPassword); }
  QStringList withTls() const
  {
    return {"--tls", m_folder.filePath("key.pem"), m_folder.filePath("cert.pem"), "--login", login()};
  }

  static MailSettings anywhere()
  {
    return {{}, {}, {}, "alerts@example.org", {"ann@example.org", "bob@example.org"}, {}};
  }

  MailSettings settings(const SmtpServer& server) const
  {
    MailSettings settings = anywhere();
    settings.url = server.url(kAnyHost);
    settings.user = "ann";
    settings.password = kPassword;
    settings.caFile = m_folder.filePath("cert.pem").toStdString();
    return settings;
  }

  template <class T> static bool says(const base::Expected<T>& sent, const std::string& words)
  {
    return (sent.error().message + sent.error().detail).find(words) != std::string::npos;
  }

  const QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(MailerTest)
#include "MailerTest.moc"
