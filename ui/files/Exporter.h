/// Writes answers to a file in the background, in the forms of `numeralctl predict --csv` and `--json`.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <QObject>
#include <QThreadPool>

#include "ui/base/Postbox.h"
#include "ui/files/AnswerStore.h"

namespace numeral::ui {

class Exporter final : public QObject {
  Q_OBJECT
public:
  struct Row {
    std::string path;
    AnswerStore::Place place;
  };

  explicit Exporter(QObject* parent = nullptr);
  ~Exporter() override;

  /// .csv or .json, by the name's end. written() or failed() follows; a file that is there already stays whole until
  /// the new one is.
  void write(const QString& path, std::vector<Row> rows, std::shared_ptr<const AnswerStore> store);

Q_SIGNALS:
  void written(const QString& path, int rows);
  void failed(const QString& words);

private:
  QThreadPool m_worker;
  Postbox m_postbox;
};

} // namespace numeral::ui
