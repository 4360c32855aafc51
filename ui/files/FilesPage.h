/// The page that reads many files: their list with the answers, how far it is, and how good where that is known.
#pragma once

#include <QTimer>
#include <QWidget>

#include "ui/base/Dialogs.h"
#include "ui/files/BatchRunner.h"
#include "ui/files/Exporter.h"
#include "ui/files/FileFinder.h"
#include "ui/files/FilesFilter.h"
#include "ui/files/FilesModel.h"
#include "ui/files/ReadingPace.h"
#include "ui/ports/ModelControl.h"

class QAction;
class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace numeral::ui {

class SpokenLabel;
class FilesTable;
class Notice;
class ScorePanel;

class FilesPage final : public QWidget {
  Q_OBJECT
public:
  /// What the page offers, for menus; all are children of the page.
  struct Actions {
    QAction* openImages;
    QAction* openFolder;
    QAction* pause;
    QAction* cancel;
    QAction* readAgain;
    QAction* leastSureFirst;
    QList<QAction*> sortings;
    QAction* exportAnswers;
    QAction* clear;
  };

  /// All of them must outlive the page.
  FilesPage(engine::Recognizer& recognizer, ModelControl& model, const Dialogs& dialogs, QWidget* parent = nullptr);

  const Actions& actions() const { return m_actions; }

  /// Files and folders, below what is there already; they are read as soon as there is a model.
  void add(const QStringList& paths);
  /// Everything that was added is read or was given up.
  bool idle() const;

Q_SIGNALS:
  /// One file is to be looked at closely.
  void openRequested(const QString& path);
  /// A dialog was answered with these.
  void chosen(const QStringList& paths);

protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

private:
  void makeActions();
  QWidget* makeInvitation();
  QWidget* makeTools(QList<QWidget*>& order);
  QWidget* makeFilters(QList<QWidget*>& order);
  void layOut();
  void paintIcons();

  void takeFound(const FoundFiles& found);
  void start();
  bool reading() const;
  void takeAnswers(const std::vector<BatchAnswer>& answers);
  void setPaused(bool paused);
  void cancel();
  void readAgain();
  void exportAnswers();
  void clear();
  void report(const QString& words);
  void choose(int index);
  void lookInto(const std::string& truth, const std::string& answer);
  void showState();
  QString stateInWords() const;

  ModelControl& m_model;
  const Dialogs& m_dialogs;
  FileFinder m_finder;
  BatchRunner m_runner;
  Exporter m_exporter;
  FilesModel m_files;
  FilesFilter m_shown;
  ReadingPace m_pace;
  QTimer m_begin; ///< reads what was found, in a turn of its own: ten thousand rows are painted before
  Actions m_actions{};
  bool m_stopped = false; ///< by the person, with files left
  QString m_exported;     ///< where the answers were written, in words

  QStackedWidget* m_sheet;
  FilesTable* m_table;
  QLineEdit* m_find;
  QComboBox* m_choice;
  QLabel* m_shownCount;
  QProgressBar* m_progress;
  SpokenLabel* m_state;
  QLabel* m_looking;
  QPushButton* m_stopLooking;
  ScorePanel* m_score;
  Notice* m_notice;
};

} // namespace numeral::ui
