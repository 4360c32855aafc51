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

protected:
  void changeEvent(QEvent* event) override;

private:
  void setClasses(const std::vector<std::string>& classes);
  void setCount(int truth, int answer, int count, int most);
  void colour();

  std::vector<std::string> m_classes;
};

} // namespace numeral::ui
