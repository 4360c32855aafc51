#include "ui/files/Exporter.h"

#include <functional>
#include <sstream>
#include <utility>

#include <QSaveFile>

#include "core/json/ResultWriter.h"

namespace numeral::ui {
namespace {

using MakeWriter = std::function<std::unique_ptr<json::ResultWriter>(std::ostream&)>;

MakeWriter writerFor(const QString& path)
{
  if (path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive))
    return &json::makeCsvWriter;
  if (path.endsWith(QLatin1String(".json"), Qt::CaseInsensitive))
    return &json::makeJsonWriter;
  return {};
}

/// Returns why it failed, or nothing.
QString writeAll(const QString& path, const MakeWriter& makeWriter, const std::vector<Exporter::Row>& rows,
                 const AnswerStore& store)
{
  QSaveFile file(path);
  const auto refused = [&] {
    return QObject::tr("%1 cannot be written: %2. The answers are still here; export them to another place.")
        .arg(path, file.errorString());
  };
  if (!file.open(QIODevice::WriteOnly))
    return refused();
  std::ostringstream text;
  const auto writer = makeWriter(text);
  const auto flush = [&] {
    const std::string bytes = std::exchange(text, std::ostringstream()).str();
    return file.write(bytes.data(), static_cast<qint64>(bytes.size())) == static_cast<qint64>(bytes.size());
  };
  for (const Exporter::Row& row : rows) {
    writer->write(row.path, store.read(row.place));
    if (!flush())
      return refused();
  }
  writer->finish();
  return flush() && file.commit() ? QString() : refused();
}

} // namespace

Exporter::Exporter(QObject* parent) : QObject(parent), m_postbox(*this) { m_worker.setMaxThreadCount(1); }

Exporter::~Exporter() { m_worker.waitForDone(); }

void Exporter::write(const QString& path, std::vector<Row> rows, std::shared_ptr<const AnswerStore> store)
{
  const MakeWriter makeWriter = writerFor(path);
  if (!makeWriter) {
    Q_EMIT failed(tr("%1 is neither .csv nor .json. Choose a name that ends in one of them.").arg(path));
    return;
  }
  m_worker.start([this, path, makeWriter, rows = std::move(rows), store = std::move(store), post = m_postbox.sender()] {
    post([this, path, words = writeAll(path, makeWriter, rows, *store), count = static_cast<int>(rows.size())] {
      if (words.isEmpty())
        Q_EMIT written(path, count);
      else
        Q_EMIT failed(words);
    });
  });
}

} // namespace numeral::ui
