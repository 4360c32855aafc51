#include "app/cli/doctor/FileChecks.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "app/cli/ApiKey.h"

namespace numeral::cli::doctor {
namespace {

namespace fs = std::filesystem;

/// Why no file can be made in a folder; empty where one can.
std::string whyNotWritable(const fs::path& folder)
{
  std::string name = (folder / ".numeral-doctor-XXXXXX").string();
  const int descriptor = ::mkstemp(name.data());
  if (descriptor < 0)
    return std::strerror(errno);
  const std::string content(4096, 'x');
  const bool written = ::write(descriptor, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
                       ::fsync(descriptor) == 0;
  const std::string why = written ? std::string() : std::strerror(errno);
  ::close(descriptor);
  ::unlink(name.c_str());
  return why;
}

/// The folder itself, or of those above it the first that is there.
fs::path nearest(fs::path folder)
{
  std::error_code error;
  while (!fs::exists(folder, error) && folder.has_relative_path())
    folder = folder.parent_path();
  return folder;
}

} // namespace

Finding checkStateFolder(const fs::path& folder)
{
  const char* const check = "state folder";
  if (folder.empty())
    return {State::Warning, check, "There is none, so right answers are not kept.",
            "Name one by --state-dir; without it the server looks for one below the user's home."};
  std::error_code error;
  if (!fs::exists(folder, error) && whyNotWritable(nearest(folder)).empty())
    return {State::Ok, check, folder.string() + " is not there yet; the server makes it.", {}};
  if (!fs::is_directory(folder, error))
    return {State::Problem, check, folder.string() + " is no folder, and cannot be made.",
            "Make it, and give it to the server's user: mkdir -p " + folder.string() + "."};
  if (const std::string why = whyNotWritable(folder); !why.empty())
    return {State::Problem, check, folder.string() + " cannot be written to: " + why + ".",
            "Give it to the server's user (chown), mount it writable, or make room on the disk."};
  constexpr double kLittle = 100.0 * (1 << 20);
  struct statvfs disk {};
  if (::statvfs(folder.c_str(), &disk) == 0 &&
      static_cast<double>(disk.f_bavail) * static_cast<double>(disk.f_frsize) < kLittle)
    return {State::Warning, check, folder.string() + " can be written to, but its disk is nearly full.",
            "Make room: less than 100 MiB are left."};
  return {State::Ok, check, folder.string() + " can be written to.", {}};
}

Finding checkModelsFolder(const fs::path& folder)
{
  const char* const check = "models folder";
  if (folder.empty())
    return {State::Note, check, "None is given (--models-dir), so no other model can be loaded over HTTP.", {}};
  std::error_code error;
  std::size_t models = 0;
  fs::directory_iterator entry(folder, error);
  if (error)
    return {State::Problem, check, folder.string() + " cannot be read: " + error.message() + ".",
            "Give the folder that holds the models' folders, and let the server's user read it."};
  for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
    std::error_code none;
    models += fs::exists(entry->path() / "manifest.json", none) ? 1 : 0;
  }
  if (models == 0)
    return {State::Warning, check, folder.string() + " holds no model.",
            "A model is a folder in it with a manifest.json; numeralctl model verify checks it."};
  return {State::Ok,
          check,
          folder.string() + " holds " + std::to_string(models) + (models == 1 ? " model." : " models."),
          {}};
}

Finding checkKeyFile(const std::string& file)
{
  const char* const check = "API key";
  if (file.empty())
    return {State::Note, check, "No key file is given (--api-key-file), so nobody may reload or drain over HTTP.", {}};
  const auto key = readApiKey(file);
  if (!key)
    return {State::Problem, check, key.error().message,
            "Make one that only the server's user may read: openssl rand -hex 24 > FILE; chmod 600 FILE."};
  struct stat status {};
  ::stat(file.c_str(), &status);
  if ((status.st_mode & (S_IRWXO | S_IWGRP)) != 0)
    return {State::Warning, check, file + " may be read or changed by others on this machine.",
            "Let only the server's user in: chmod 600 " + file + "."};
  return {State::Ok, check, file + " holds a key, and only its owner and group may read it.", {}};
}

Finding checkData(const fs::path& folder)
{
  constexpr std::array kFiles = {"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
                                 "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"};
  std::size_t there = 0;
  for (const char* file : kFiles) {
    std::error_code error;
    there += fs::exists(folder / "mnist" / file, error) ? 1 : 0;
  }
  if (there == kFiles.size())
    return {State::Ok, "data", "MNIST is in " + (folder / "mnist").string() + ".", {}};
  return {State::Note,
          "data",
          "MNIST is not in " + folder.string() +
              "; only training and measuring need it, and numeralctl data fetch gets it.",
          {}};
}

} // namespace numeral::cli::doctor
