/// What was written against what was read, as a table of counts.
#pragma once

#include <string>
#include <vector>

#include <QTableWidget>

#include "ui/files/FilesModel.h"

namespace numeral::ui {

class ConfusionTable final : public QTableWidget {
  Q_OBJECT
public:
  explicit ConfusionTable(QWidget* parent = nullptr);

  /// One row a class, one column a class and one more for every other answer.
  void show(const FilesModel::Score& score, const std::vector<std::string>& classes);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

Q_SIGNALS:
  /// A cell is to be looked into; the answer is empty for every other one.
  void chosen(const std::string& truth, const std::string& answer);

protected:
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

private:
  void choose(int truth, int answer);
  void setClasses(const std::vector<std::string>& classes);
  void setCount(int truth, int answer, int count, int most);
  void colour();

  std::vector<std::string> m_classes;
};

} // namespace numeral::ui
