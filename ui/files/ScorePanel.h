/// How many of the answers are right, and what was taken for what.
#pragma once

#include <string>
#include <vector>

#include <QWidget>

#include "ui/files/FilesModel.h"

class QLabel;

namespace numeral::ui {

class ConfusionTable;

class ScorePanel final : public QWidget {
  Q_OBJECT
public:
  explicit ScorePanel(QWidget* parent = nullptr);

  /// `classes`: the model's, in the table's order.
  void show(const FilesModel::Score& score, const FilesModel::Sources& sources,
            const std::vector<std::string>& classes);
  /// For the tab order.
  QWidget* table() const;

Q_SIGNALS:
  /// A cell of the table; an empty answer stands for whatever is no class.
  void chosen(const std::string& truth, const std::string& answer);

private:
  QLabel* m_accuracy;
  QLabel* m_sources;
  QLabel* m_detail;
  ConfusionTable* m_confusion;
};

} // namespace numeral::ui
