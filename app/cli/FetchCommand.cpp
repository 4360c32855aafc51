#include "app/cli/FetchCommand.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/Complaint.h"
#include "app/cli/DataFolder.h"
#include "app/cli/ProgressBar.h"
#include "app/service/ExitCode.h"
#include "monitoring/client/Download.h"
#include "monitoring/client/Url.h"

namespace numeral::cli {
namespace {

struct RemoteFile {
  const char* name;
  std::size_t bytes;
  const char* sha256;
};

/// As first published with "The MNIST database of handwritten digits".
constexpr std::array<RemoteFile, 4> kMnist{{
    {"train-images-idx3-ubyte.gz", 9912422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"},
    {"train-labels-idx1-ubyte.gz", 28881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"},
    {"t10k-images-idx3-ubyte.gz", 1648877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"},
    {"t10k-labels-idx1-ubyte.gz", 4542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"},
}};

struct FetchOptions {
  std::vector<std::string> mirrors = {"https://ossci-datasets.s3.amazonaws.com/mnist",
                                      "https://storage.googleapis.com/cvdf-datasets/mnist"};
  std::filesystem::path out = defaultDataFolder() / "mnist";
  int patience = 30;
};

base::Expected<void> fetchFile(const RemoteFile& file, const FetchOptions& options,
                               const std::vector<std::string>& mirrors)
{
  client::Download download;
  for (const auto& mirror : mirrors)
    download.urls.push_back(mirror + '/' + file.name);
  download.file = options.out / file.name;
  download.bytes = file.bytes;
  download.sha256 = file.sha256;
  download.patience = std::chrono::seconds(options.patience);
  if (client::isComplete(download)) {
    std::printf("%s: already there\n", file.name);
    return {};
  }
  download.mirrorFailed = [](const base::Error& error) { complain(error); };
  constexpr std::size_t kKibi = 1024;
  ProgressBar bar(std::string(file.name) + ", KiB", file.bytes / kKibi);
  download.progress = [&bar](std::size_t bytes) { bar.update(bytes / kKibi); };
  return client::fetch(download).map([&] { std::printf("%s: fetched, sum checked\n", file.name); });
}

base::Expected<void> fetch(const FetchOptions& options)
{
  std::vector<std::string> mirrors;
  for (const auto& given : options.mirrors) {
    auto mirror = client::parseBaseUrl(given);
    if (!mirror)
      return tl::unexpected(mirror.error());
    mirrors.push_back(std::move(*mirror));
  }
  for (const auto& file : kMnist)
    if (auto done = fetchFile(file, options, mirrors); !done)
      return done;
  std::printf("MNIST is complete in %s\n", options.out.c_str());
  return {};
}

} // namespace

void addFetchCommand(CLI::App& data, int& exitCode)
{
  auto options = std::make_shared<FetchOptions>();
  CLI::App* command = data.add_subcommand("fetch", "Get MNIST's four files from public mirrors");
  command
      ->add_option("--mirror", options->mirrors,
                   "Folder on a server that has the files, instead of the public ones; may be given several times, the "
                   "first that has a file serves it")
      ->type_name("URL")
      ->expected(1)
      ->take_all();
  command
      ->add_option("--out", options->out,
                   "Folder for the files; else mnist in DATA from the environment, else ~/.cache/numeral/mnist")
      ->type_name("DIR");
  command->add_option("--timeout", options->patience, "Seconds without a byte after which a mirror is given up")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  command->footer(
      "Files that are there are left alone; what was cut short goes on where it ended. Each file's SHA-256\n"
      "sum is checked before it gets its name. Ends with 0 if all four are there, 1 if one could not be\n"
      "fetched or written, 2 after wrong use.");
  command->callback([options, &exitCode] {
    if (const auto done = fetch(*options); !done) {
      complain(done.error());
      exitCode = service::exitCode(done.error().code);
    }
  });
}

} // namespace numeral::cli
