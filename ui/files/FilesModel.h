/// The list of files with their answers, as a table.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <QAbstractTableModel>

#include "core/training/Evaluation.h"
#include "ui/files/BatchRunner.h"
#include "ui/files/Exporter.h"
#include "ui/files/FileFinder.h"
#include "ui/files/Thumbnails.h"

namespace numeral::ui {

class FilesModel final : public QAbstractTableModel {
  Q_OBJECT
public:
  /// Verdict comes last: it holds the sentence that says why a file failed.
  enum Column { Picture, File, Answer, Confidence, Right, Milliseconds, Verdict, kColumns };

  static constexpr QChar kRoom{0x2002}; ///< before verdicts, which stand beside figures: an en space

  /// Queued: somebody has it read.
  enum class State { Waiting, Queued, Answered, Failed };

  struct Row {
    std::string path;
    QString name;
    std::optional<std::string> listed; ///< the right answer by a list of labels; empty: no digit
    std::optional<std::string> truth;  ///< by such a list, else by the name of the folder, else by its own
    State state = State::Waiting;
    BatchAnswer answer;
  };

  /// How many there are of each; the verdicts without the failed ones.
  struct Counts {
    int files = 0;
    int read = 0; ///< answered or failed
    int failed = 0;
    int digit = 0;
    int unsure = 0;
    int notADigit = 0;
    int empty = 0;
    bool truths = false; ///< some right answer is known
  };

  /// Where right answers come from.
  struct Sources {
    bool lists = false;
    bool folders = false;
    bool names = false;
  };

  /// Of the answers whose right one is known, by the rules of training::Evaluation.
  struct Score {
    training::Tally digits;
    training::Tally noDigits;
    /// [truth][answer]; an answer that is absent is an empty text.
    std::unordered_map<std::string, std::unordered_map<std::string, int>> confusion;
  };

  explicit FilesModel(QObject* parent = nullptr);

  /// Returns how many were in the list already: they are left out.
  std::size_t add(const std::vector<FoundFile>& files);
  void clear();
  /// As if nothing had been read.
  void reset();
  /// What waits, now queued. A folder called like one of the classes tells the right answers of what lies in it, and so
  /// may the names of files.
  std::vector<BatchFile> takeWaiting(const std::vector<std::string>& classes);
  /// What is queued waits again.
  void giveBack();
  void take(const std::vector<BatchAnswer>& answers);

  /// What has an answer or a problem, in the order of the list.
  std::vector<Exporter::Row> finished() const;

  const Row& row(int index) const { return m_rows[static_cast<std::size_t>(index)]; }
  const Counts& counts() const { return m_counts; }
  const Score& score() const { return m_score; }
  const Sources& sources() const { return m_sources; }
  /// Pixels of the screen for one of ours.
  void setScale(double scale) { m_scale = scale; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
  QString text(const Row& row, int column) const;
  QString toolTip(const Row& row, int column) const;
  void count(const Row& row);
  void showPicture(const std::string& path);

  std::vector<Row> m_rows;
  std::unordered_map<std::string, int> m_places; ///< path to row
  Counts m_counts;
  Score m_score;
  Sources m_sources;
  double m_scale = 1;
  mutable Thumbnails m_thumbnails; ///< asking for a picture has it made
};

inline bool isRead(const FilesModel::Row& row)
{
  return row.state == FilesModel::State::Answered || row.state == FilesModel::State::Failed;
}

} // namespace numeral::ui
