/// Each check with a machine, a port, a file or settings of the test's own.
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "app/cli/doctor/FileChecks.h"
#include "app/cli/doctor/MachineChecks.h"
#include "app/cli/doctor/MailChecks.h"
#include "app/cli/doctor/PortCheck.h"
#include "app/cli/doctor/SocketOwner.h"
#include "core/base/Version.h"
#include "tests/monitoring/client/RawServer.h"

using namespace numeral;
using namespace numeral::cli::doctor;

namespace {

constexpr const char* kMapsStart = "7f00-7f01 r-xp 00000000 08:01 42                 ";
constexpr std::uint64_t kMebi = 1u << 20;

Finding blasOf(const std::string& library)
{
  return checkBlas(std::string(kMapsStart) + "/usr/lib/libc.so.6\n" + kMapsStart + library +
                   "\n7ffc-7ffd rw-p [stack]\n");
}

int portOf(const std::string& url) { return std::stoi(url.substr(url.rfind(':') + 1)); }

Finding portCheck(const std::string& host, int port) { return checkPort({"port", "--port", host, port}); }

std::string file(const QTemporaryDir& folder, const std::string& content, std::filesystem::perms perms)
{
  const std::string path = folder.filePath("keys").toStdString();
  std::filesystem::remove(path);
  std::ofstream(path) << content;
  std::filesystem::permissions(path, perms);
  return path;
}

client::MailSettings gmail()
{
  return {"smtp://smtp.gmail.com:587", "ann@gmail.com", "hunter2", "ann@gmail.com", {"bob@example.org"}, {}};
}

State worst(const std::vector<Finding>& findings)
{
  State state = State::Ok;
  for (const Finding& finding : findings)
    state = std::max(state, finding.state);
  return state;
}

bool says(const Finding& finding, const std::string& words)
{
  return (finding.found + "\n" + finding.remedy).find(words) != std::string::npos;
}

} // namespace

class DoctorTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void blas()
  {
    QCOMPARE(blasOf("/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblasp-r0.3.21.so").state, State::Ok);
    QCOMPARE(blasOf("/opt/intel/libmkl_rt.so.2").state, State::Ok);
    const Finding generic = blasOf("/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0");
    QCOMPARE(generic.state, State::Warning);
    QVERIFY(says(generic, "libblas.so.3.11.0"));
    QVERIFY(says(generic, "libopenblas0-pthread"));
    QCOMPARE(blasOf("/usr/lib/x86_64-linux-gnu/openblas-openmp/libopenblas-r0.3.21.so").state, State::Problem);
    QCOMPARE(blasOf("/usr/lib/libopenblas-notes/other.so").state, State::Warning); // a folder of that name is none
    QCOMPARE(checkBlas("").state, State::Warning);
    QCOMPARE(checkBlas(readMaps()).state, State::Ok); // libtorch brought OpenBLAS into this process
  }

  void processors()
  {
    QCOMPARE(checkProcessors({8, 8, std::nullopt}).state, State::Ok);
    const Finding quota = checkProcessors({64, 2, 1.5});
    QCOMPARE(quota.state, State::Ok);
    QVERIFY(says(quota, "2 of 64"));
    QVERIFY(says(quota, "1.5"));
    const Finding little = checkProcessors({64, 1, 0.25});
    QCOMPARE(little.state, State::Warning);
    QVERIFY(says(little, "--cpus"));
    QCOMPARE(checkInstructions(false).state, State::Warning);
    QCOMPARE(checkInstructions(true).state, State::Ok);
  }

  void memory()
  {
    report::Load load;
    load.hostMemoryTotal = 8192 * kMebi;
    load.hostMemoryUsed = 2048 * kMebi;
    QCOMPARE(checkMemory(load).state, State::Ok);
    load.memoryLimit = 256 * kMebi;
    load.memoryUsed = 10 * kMebi;
    QCOMPARE(checkMemory(load).state, State::Problem);
    QVERIFY(says(checkMemory(load), "256 MiB"));
    load.memoryLimit = 1024 * kMebi;
    load.memoryUsed = 900 * kMebi;
    QCOMPARE(checkMemory(load).state, State::Warning);
    load.memoryLimit = std::nullopt;
    load.hostMemoryUsed = 8000 * kMebi;
    QCOMPARE(checkMemory(load).state, State::Warning);
    QCOMPARE(checkMemory({}).state, State::Note);
  }

  void openFilesAndClock()
  {
    QCOMPARE(checkOpenFiles(64).state, State::Problem);
    QCOMPARE(checkOpenFiles(512).state, State::Warning);
    QCOMPARE(checkOpenFiles(1024).state, State::Ok);
    constexpr double kBuilt = 1.7e9;
    QCOMPARE(checkClock({kBuilt + 60, kBuilt, true}).state, State::Ok);
    QCOMPARE(checkClock({kBuilt + 60, kBuilt, false}).state, State::Note);
    const Finding past = checkClock({0, kBuilt, true});
    QCOMPARE(past.state, State::Warning);
    QVERIFY(says(past, "1970-01-01"));
    QCOMPARE(checkDisplay("").state, State::Note);
    QCOMPARE(checkDisplay("DISPLAY=:0").state, State::Ok);
  }

  void freePort()
  {
    QCOMPARE(portCheck("127.0.0.1", portOf(test::deadUrl())).state, State::Ok);
    QCOMPARE(portCheck("127.0.0.1", 0).state, State::Ok);
    QCOMPARE(portCheck("localhost", 0).state, State::Problem);
    const Finding foreign = portCheck("192.0.2.1", 0); // nobody's: RFC 5737
    QCOMPARE(foreign.state, State::Problem);
    QVERIFY(says(foreign, "no address of this machine"));
  }

  void portOfAnotherProgram()
  {
    const test::RawServer other("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    const Finding finding = portCheck("127.0.0.1", portOf(other.url()));
    QCOMPARE(finding.state, State::Problem);
    QVERIFY(says(finding, "process " + std::to_string(::getpid())));
    QVERIFY(says(finding, "--port N"));
  }

  void portOfANumerald()
  {
    const auto answer = [](const std::string& version) {
      const std::string body = "{\"version\":\"" + version + "\",\"models\":[]}";
      return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    };
    const test::RawServer ours(answer(base::version()));
    const Finding same = portCheck("127.0.0.1", portOf(ours.url()));
    QCOMPARE(same.state, State::Ok);
    QVERIFY(says(same, "running numerald " + base::version()));
    const test::RawServer old(answer("0.0.1"));
    QCOMPARE(portCheck("127.0.0.1", portOf(old.url())).state, State::Warning);
  }

  void listeners()
  {
    const char* table =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
        "   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 71 1\n"
        "   1: 0100007F:1F40 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 72 1\n"
        "   2: 00000000:1F41 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 73 1\n";
    QVERIFY(listeningInodes(table, 8000) == std::set<std::uint64_t>{71});
    QVERIFY(listeningInodes(table, 80).empty());
    QVERIFY(!ownerOfPort(8000, "/nonexistent"));
  }

  void stateFolder()
  {
    const QTemporaryDir folder;
    const std::string path = folder.path().toStdString();
    QCOMPARE(checkStateFolder(path).state, State::Ok);
    QVERIFY(std::filesystem::is_empty(path));
    QVERIFY(says(checkStateFolder(path + "/none/yet"), "the server makes it"));
    QCOMPARE(checkStateFolder("/proc/none").state, State::Problem);
    QCOMPARE(checkStateFolder(NUMERAL_TEST_DATA "/images/digit-1.png").state, State::Problem);
    const Finding readOnly = checkStateFolder("/proc"); // where root may not write either
    QCOMPARE(readOnly.state, State::Problem);
    QVERIFY(says(readOnly, "cannot be written"));
    QCOMPARE(checkStateFolder({}).state, State::Warning);
  }

  void modelsFolder()
  {
    QCOMPARE(checkModelsFolder(NUMERAL_MODELS).state, State::Ok);
    QCOMPARE(checkModelsFolder(NUMERAL_TEST_DATA).state, State::Warning);
    QCOMPARE(checkModelsFolder(NUMERAL_MODELS "/none").state, State::Problem);
    QCOMPARE(checkModelsFolder({}).state, State::Note);
  }

  void keyFile()
  {
    using std::filesystem::perms;
    const QTemporaryDir folder;
    const perms mine = perms::owner_read | perms::owner_write;
    const std::string key = "0123456789abcdef0123";
    QCOMPARE(checkKeyFile(file(folder, "# ours\n" + key + "\n", mine)).state, State::Ok);
    const Finding open = checkKeyFile(file(folder, key, mine | perms::others_read));
    QCOMPARE(open.state, State::Warning);
    QVERIFY(says(open, "chmod 600"));
    const Finding brief = checkKeyFile(file(folder, "secret", mine));
    QCOMPARE(brief.state, State::Problem);
    QVERIFY(!says(brief, "secret"));
    QCOMPARE(checkKeyFile(file(folder, "# none\n", mine)).state, State::Problem);
    QCOMPARE(checkKeyFile(folder.path().toStdString()).state, State::Problem); // a folder cannot be read, even by root
    QCOMPARE(checkKeyFile("/nonexistent/keys").state, State::Problem);
    QCOMPARE(checkKeyFile("").state, State::Note);
  }

  void mailSettings()
  {
    QCOMPARE(worst(checkMail({})), State::Note);
    QCOMPARE(worst(checkMail(gmail())), State::Ok);
    const auto broken = [](auto change) {
      client::MailSettings settings = gmail();
      change(settings);
      return worst(checkMail(settings));
    };
    QCOMPARE(broken([](auto& settings) { settings.url.clear(); }), State::Problem);
    QCOMPARE(broken([](auto& settings) { settings.url = "http://example.org"; }), State::Problem);
    QCOMPARE(broken([](auto& settings) { settings.password.clear(); }), State::Problem);
    QCOMPARE(broken([](auto& settings) { settings.user.clear(); }), State::Problem);
    QCOMPARE(broken([](auto& settings) { settings.from = "Ann"; }), State::Problem);
    QCOMPARE(broken([](auto& settings) { settings.to.clear(); }), State::Problem);
    QCOMPARE(broken([](auto& settings) { settings.to = {"a@b.org", "c"}; }), State::Problem);
    QCOMPARE(broken([](auto& settings) { settings.to = {"a@b.org", "c@d.org"}; }), State::Ok);
    client::MailSettings loose = gmail();
    loose.url = "smtp://ann:hunter2@example.org";
    const auto findings = checkMail(loose);
    QCOMPARE(worst(findings), State::Warning);
    for (const Finding& finding : findings)
      QVERIFY(!says(finding, "hunter2"));
  }

  void mailAddresses()
  {
    for (const char* address : {"a@b.org", "first.last+tag@mail.example.org", "root@localhost"})
      QVERIFY2(client::isMailAddress(address), address);
    for (const char* address : {"", "a", "a@", "@b.org", "a@b", "a@@b.org", "a@b@c.org", "a b@c.org", "a@.org", "a@b.",
                                "<a@b.org>", "a@b.org\r\nBcc: c@d.org"})
      QVERIFY2(!client::isMailAddress(address), address);
  }

  void mailServer()
  {
    client::MailSettings settings = gmail();
    settings.url = "smtp" + test::deadUrl().substr(4);
    QCOMPARE(checkMailServer(settings).state, State::Problem);
  }
};

QTEST_GUILESS_MAIN(DoctorTest)
#include "DoctorTest.moc"
