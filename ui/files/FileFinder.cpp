#include "ui/files/FileFinder.h"

#include <filesystem>
#include <set>
#include <unordered_map>
#include <utility>

#include "core/engine/InputFiles.h"
#include "core/training/Samples.h"

namespace numeral::ui {
namespace {

namespace fs = std::filesystem;

/// Hundreds of thousands of lines; a list comes unasked with the folder that it lies in.
constexpr std::size_t kMaxListBytes = std::size_t{16} << 20;

/// The right answers that lists called labels.csv give.
class Labels {
public:
  /// The folder's own list, where it has one that was not read before.
  void read(const fs::path& folder, FoundFiles& found)
  {
    const fs::path list = folder / kListOfLabels;
    std::error_code ec;
    if (!m_folders.insert(folder.string()).second || !fs::is_regular_file(list, ec))
      return;
    training::SampleOptions options;
    options.maxTextBytes = kMaxListBytes;
    const auto samples = training::openSamples(list, options);
    if (!samples) {
      found.problems << QObject::tr("%1 The right answers in this list are left out.")
                            .arg(QString::fromStdString(samples.error().message));
      return;
    }
    m_lists.push_back(list.string());
    for (const training::Sample& sample : *samples) {
      const auto place = (folder / sample.id).lexically_normal();
      m_truths.insert_or_assign(place.string(), sample.truth);
      m_inFolder[folder.string()].push_back(place.string());
    }
  }

  /// Of the folder's own list, in its order.
  const std::vector<std::string>& namedIn(const fs::path& folder) { return m_inFolder[folder.string()]; }

  std::optional<std::string> of(const std::string& file) const
  {
    const auto found = m_truths.find(fs::path(file).lexically_normal().string());
    return found == m_truths.end() ? std::nullopt : std::optional(found->second);
  }

  const std::vector<std::string>& lists() const { return m_lists; }

private:
  std::set<std::string> m_folders;
  std::vector<std::string> m_lists;
  std::unordered_map<std::string, std::string> m_truths;
  std::unordered_map<std::string, std::vector<std::string>> m_inFolder;
};

/// Below the folder's own name: "scans/7/a.png" of the scans that lie elsewhere.
QString shownName(const std::string& given, const std::string& path)
{
  const std::size_t slash = given.rfind('/');
  return QString::fromStdString(path.substr(slash == std::string::npos ? 0 : slash + 1));
}

/// A list that is given by itself stands for what it names. False: it is none, and was not touched.
bool findListed(const std::string& given, Labels& labels, FoundFiles& found)
{
  const fs::path list(given);
  std::error_code ec;
  if (list.filename() != kListOfLabels || !fs::is_regular_file(list, ec))
    return false;
  const qsizetype problems = found.problems.size();
  labels.read(list.parent_path(), found);
  const auto& named = labels.namedIn(list.parent_path());
  for (const std::string& file : named) {
    if (fs::exists(file, ec) && !fs::is_regular_file(file, ec)) // a pipe would be waited for without end
      found.problems << QObject::tr("%1 is no file.").arg(QString::fromStdString(file));
    else
      found.files.push_back({file, shownName(list.parent_path().string(), file), {}});
  }
  if (named.empty() && found.problems.size() == problems)
    found.problems << QObject::tr("%1 names no files.").arg(QString::fromStdString(given));
  return true;
}

void findOne(const std::string& given, const std::stop_token& stop, Labels& labels, FoundFiles& found)
{
  if (findListed(given, labels, found))
    return;
  engine::FoundFiles inputs = engine::findInputs({given}, {.recursive = true, .sift = true, .stop = stop});
  found.others += inputs.others;
  labels.read(given, found);
  for (engine::InputFile& file : inputs.files) {
    if (file.error) {
      found.problems << QString::fromStdString(file.error->message);
      continue;
    }
    labels.read(fs::path(file.name).parent_path(), found);
    QString name = shownName(given, file.name);
    found.files.push_back({std::move(file.name), std::move(name), {}});
  }
}

FoundFiles search(const QStringList& paths, const std::stop_token& stop)
{
  FoundFiles found;
  Labels labels;
  std::vector<std::string> given;
  for (const QString& path : paths) {
    std::string name = path.toStdString();
    while (name.size() > 1 && name.ends_with('/'))
      name.pop_back();
    findOne(name, stop, labels, found);
    given.push_back(std::move(name));
  }
  // A list that comes with the images that it names says nothing new.
  std::set<std::string> places;
  std::erase_if(found.files, [&places](const FoundFile& file) {
    return !places.insert(fs::path(file.path).lexically_normal().string()).second;
  });
  for (FoundFile& file : found.files)
    file.truth = labels.of(file.path);
  // A list of labels is no image, and yet of use.
  for (const std::string& list : labels.lists()) {
    for (const std::string& name : given) {
      if (found.others > 0 && list.starts_with(name + '/'))
        --found.others;
    }
  }
  return found;
}

} // namespace

FileFinder::FileFinder(QObject* parent) : QObject(parent), m_postbox(*this) { m_worker.setMaxThreadCount(1); }

FileFinder::~FileFinder()
{
  stop();
  m_worker.waitForDone();
}

void FileFinder::find(const QStringList& paths)
{
  ++m_searches;
  m_worker.start([this, paths, generation = m_generation, stop = m_stop.get_token(), post = m_postbox.sender()] {
    post([this, generation, files = search(paths, stop)] {
      if (generation != m_generation)
        return;
      --m_searches;
      Q_EMIT found(files);
    });
  });
}

void FileFinder::stop()
{
  m_stop.request_stop();
  m_stop = {};
  ++m_generation;
  m_searches = 0;
}

} // namespace numeral::ui
