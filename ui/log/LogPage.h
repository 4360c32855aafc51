/// The program's own log, live.
#pragma once

#include <vector>

#include <QWidget>

#include "ui/ports/LogSource.h"

class QAction;
class QComboBox;
class QLabel;
class QLineEdit;
class QTableView;

namespace numeral::ui {

class LogFilter;
class LogModel;

class LogPage final : public QWidget {
  Q_OBJECT
public:
  /// What the page offers, for menus; all are children of the page.
  struct Actions {
    QAction* pause;
    QAction* copy;
    QAction* clear;
  };

  /// `source` must outlive the page.
  explicit LogPage(LogSource& source, QWidget* parent = nullptr);

  const Actions& actions() const { return m_actions; }

protected:
  void changeEvent(QEvent* event) override;

private:
  void makeActions();
  void makeTable();
  void layOut();
  void paintIcons();

  void take(const std::vector<report::LogRecord>& records, std::size_t missed);
  void append(const std::vector<report::LogRecord>& records);
  void goOn();
  void copy() const;
  void showCount();

  LogModel* m_records;
  LogFilter* m_filter;
  Actions m_actions{};
  QComboBox* m_level;
  QLineEdit* m_search;
  QTableView* m_table;
  QLabel* m_nothing;
  QLabel* m_count;
  std::vector<report::LogRecord> m_held; ///< that came during a pause
  std::size_t m_missed = 0;
};

} // namespace numeral::ui
