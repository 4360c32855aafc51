/// Tables of hostile requests: what is sent, what must come back, and whether the connection lives on.
#pragma once

#include <memory>
#include <string>

#include <QByteArray>
#include <QTest>

#include "tests/monitoring/server/TestServer.h"

namespace numeral::support {

/// What becomes of the connection after the answer. Drops: closes without having said so, as CivetWeb does after a
/// chunked body with a trailer.
enum class After { Closes, Serves, Drops };

struct Attack {
  std::string bytes;
  int status = 400;
  std::string word; ///< stands in the answer's body
  After after = After::Closes;
  bool endsSending = false; ///< the client closes its half
};

/// A head alone: the lines after it, each with its line end, then the empty line.
inline std::string head(const std::string& start, const std::string& lines = {}, const std::string& rest = {})
{
  return start + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n" + rest;
}

/// A proper POST to /predict with whatever body.
inline std::string post(const std::string& body, const std::string& type, const std::string& target = "/predict")
{
  return head("POST " + target, "Content-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n",
              body);
}

/// A server to attack, for bodies of at most so many bytes.
inline std::unique_ptr<TestServer> serverTaking(std::size_t maxBody)
{
  server::Limits limits;
  limits.maxBody = maxBody;
  return std::make_unique<TestServer>(engine::EngineConfig{}, limits);
}

/// For QFETCH of an Attack under its name.
inline void addAttackColumns() { QTest::addColumn<support::Attack>("attack"); }
inline void row(const char* name, const Attack& attack) { QTest::newRow(name) << attack; }

/// Same connection, a proper request: "blue" where the bytes before it were taken for exactly what they were.
inline std::string askForBlueOn(HttpConnection& connection)
{
  connection.request("POST", "/predict", bluePng(), "Content-Type: image/png\r\n");
  const auto answer = connection.receive();
  return answer.status == 200 ? nlohmann::json::parse(answer.body).at("label").get<std::string>()
                              : std::to_string(answer.status);
}

/// Everything that the table says of one attack.
inline void survive(int port, const Attack& attack)
{
  HttpConnection connection(port);
  connection.send(attack.bytes);
  if (attack.endsSending)
    connection.finishSending();
  const auto answer = connection.receive(attack.bytes.starts_with("HEAD "));
  QVERIFY2(answer.status == attack.status && answer.body.find(attack.word) != std::string::npos,
           (std::to_string(answer.status) + " " + answer.body).c_str());
  if (attack.status >= 400 && !answer.body.empty())
    QCOMPARE(answer.header("content-type"), std::string("application/problem+json"));
  QCOMPARE(answer.header("connection"), std::string(attack.after == After::Closes ? "close" : "keep-alive"));
  if (attack.after != After::Serves)
    QVERIFY(connection.closedByPeer());
  else
    QCOMPARE(askForBlueOn(connection), std::string("blue"));
}

} // namespace numeral::support

Q_DECLARE_METATYPE(numeral::support::Attack)
