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
    const fs::path list = folder / "labels.csv";
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
    for (const training::Sample& sample : *samples)
      m_truths.insert_or_assign((folder / sample.id).lexically_normal().string(), sample.truth);
  }

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
};

/// Below the folder's own name: "scans/7/a.png" of the scans that lie elsewhere.
QString shownName(const std::string& given, const std::string& path)
{
  const std::size_t slash = given.rfind('/');
  return QString::fromStdString(path.substr(slash == std::string::npos ? 0 : slash + 1));
}

bool isOrHolds(const std::string& given, const std::string& path)
{
  return path == given || path.starts_with(given + '/');
}

void findOne(const std::string& given, const std::stop_token& stop, Labels& labels, FoundFiles& found)
{
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
  for (FoundFile& file : found.files)
    file.truth = labels.of(file.path);
  // A list of labels is no image, and yet of use.
  for (const std::string& list : labels.lists()) {
    for (const std::string& name : given) {
      if (found.others > 0 && isOrHolds(name, list))
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
