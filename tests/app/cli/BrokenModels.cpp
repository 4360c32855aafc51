#include "tests/app/cli/BrokenModels.h"

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QtEndian>

namespace numeral::test {
namespace {

void write(const QString& path, const QByteArray& content)
{
  QFile file(path);
  file.open(QIODevice::WriteOnly);
  file.write(content);
}

QByteArray read(const QString& path)
{
  QFile file(path);
  file.open(QIODevice::ReadOnly);
  return file.readAll();
}

QByteArray little(quint32 value, int bytes)
{
  QByteArray text(4, '\0');
  qToLittleEndian(value, text.data());
  return text.left(bytes);
}

/// A ZIP file of empty members: its directory is what tells the kinds of models apart.
QByteArray zipOf(const QList<QByteArray>& names)
{
  constexpr int kFixedFields = 22; // version to sizes, the same in both kinds of header: all zero here
  QByteArray members;
  QByteArray directory;
  for (const QByteArray& name : names) {
    directory += "PK\x01\x02" + QByteArray(2, '\0') + QByteArray(kFixedFields, '\0') + little(quint32(name.size()), 2) +
                 QByteArray(12, '\0') + little(quint32(members.size()), 4) + name;
    members +=
        "PK\x03\x04" + QByteArray(kFixedFields, '\0') + little(quint32(name.size()), 2) + QByteArray(2, '\0') + name;
  }
  return members + directory + "PK\x05\x06" + QByteArray(4, '\0') + little(quint32(names.size()), 2) +
         little(quint32(names.size()), 2) + little(quint32(directory.size()), 4) + little(quint32(members.size()), 4) +
         QByteArray(2, '\0');
}

std::function<QString(const QString&)> file(const QString& name, const QByteArray& content)
{
  return [=](const QString& folder) {
    write(folder + "/" + name, content);
    return folder + "/" + name;
  };
}

/// The good model, changed by `damage`.
std::function<QString(const QString&)> copy(const QString& good, const std::function<void(const QString&)>& damage)
{
  return [=](const QString& folder) {
    for (const QString& name : QDir(good).entryList(QDir::Files))
      QFile::copy(good + "/" + name, folder + "/" + name);
    damage(folder);
    return folder;
  };
}

void replaceIn(const QString& path, const QByteArray& from, const QByteArray& to)
{
  const QByteArray content = read(path);
  Q_ASSERT(content.contains(from));
  write(path, QByteArray(content).replace(from, to));
}

} // namespace

std::vector<BrokenModel> brokenModels(const QString& good)
{
  return {
      {"Keras, old", "HDF5", file("model.h5", "\x89HDF\r\n\x1a\n" + QByteArray(64, '\0'))},
      {"Keras, new", "Keras", file("model.keras", zipOf({"metadata.json", "config.json", "model.weights.h5"}))},
      {"PyTorch weights", "weights", file("model.pth", zipOf({"model/data.pkl", "model/data/0", "model/version"}))},
      {"ONNX", "ONNX",
       file("model.onnx", QByteArray("\x08\x07\x12\x07pytorch\x1a\x05") + "1.13." + QByteArray(64, ' '))},
      {"text", "TorchScript", file("model.pt", "this is no model\n")},
      {"empty", "empty", file("model.pt", "")},
      {"no such folder", "no model", [](const QString& folder) { return folder + "/nothing-here"; }},
      {"no manifest", "manifest.json",
       copy(good, [](const QString& folder) { QFile::remove(folder + "/manifest.json"); })},
      {"manifest is no JSON", "manifest.json",
       copy(good, [](const QString& folder) { write(folder + "/manifest.json", "{"); })},
      {"no weights", "does not exist", copy(good, [](const QString& folder) { QFile::remove(folder + "/model.pt"); })},
      {"one bit of the weights changed", "changed or damaged",
       copy(good,
            [](const QString& folder) {
              QByteArray content = read(folder + "/model.pt");
              content[content.size() / 2] = char(content[content.size() / 2] ^ 1);
              write(folder + "/model.pt", content);
            })},
      {"unknown task", "task",
       copy(good,
            [](const QString& folder) {
              replaceIn(folder + "/manifest.json", "\"task\": \"digits\"", "\"task\": \"poems\"");
            })},
  };
}

} // namespace numeral::test
