/// The probabilities of all classes, one bar each.
#pragma once

#include <string>
#include <vector>

#include <QScrollArea>

#include "core/model/Task.h"

namespace numeral::ui {

class ClassBar;

class ClassBars final : public QScrollArea {
  Q_OBJECT
public:
  explicit ClassBars(QWidget* parent = nullptr);

  /// Empty bars, one a class; nothing happens where they are the same.
  void setClasses(const std::vector<std::string>& classes);
  void show(const model::Item& item);
  void clear();

private:
  std::vector<std::string> m_classes;
  std::vector<ClassBar*> m_bars;
};

} // namespace numeral::ui
