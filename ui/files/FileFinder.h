/// Finds out, away from the GUI thread, which files a list of files and folders stands for, and what they show.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <QObject>
#include <QStringList>
#include <QThreadPool>

#include "ui/base/Postbox.h"

namespace numeral::ui {

/// What a list of right answers is called; see training::openSamples().
inline constexpr const char* kListOfLabels = "labels.csv";

struct FoundFile {
  std::string path;
  QString name;                     ///< for people: below the folder that was given
  std::optional<std::string> truth; ///< from a labels.csv; empty: there is no digit
};

struct FoundFiles {
  std::vector<FoundFile> files;
  std::size_t others = 0; ///< files that are no images
  QStringList problems;   ///< folders and lists that cannot be used, in sentences
};

class FileFinder final : public QObject {
  Q_OBJECT
public:
  explicit FileFinder(QObject* parent = nullptr);
  ~FileFinder() override;

  /// Folders with their subfolders, files where name or content speaks for an image or a drawing, lists of labels as
  /// what they name. found() follows, in the order of the calls.
  void find(const QStringList& paths);
  /// Nothing comes of what is being looked for.
  void stop();
  bool searching() const { return m_searches > 0; }

Q_SIGNALS:
  void found(const numeral::ui::FoundFiles& files);

private:
  int m_searches = 0;
  quint64 m_generation = 0;
  std::stop_source m_stop;
  QThreadPool m_worker; ///< one thread: lists keep their order
  Postbox m_postbox;
};

} // namespace numeral::ui
