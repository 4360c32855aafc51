#include "app/desktop/CommandLine.h"

#include <QCommandLineParser>
#include <QObject>

#include "app/service/ModelLocation.h"
#include "core/base/Version.h"

namespace numeral::desktop {
namespace {

/// Nobody waits longer for a window that is to close.
constexpr double kDrainSeconds = 2;

base::Expected<CommandLine> wrongUse(const QString& words)
{
  return base::failure(base::ErrorCode::InvalidArgument,
                       QObject::tr("%1 See numeral --help.").arg(words).toStdString());
}

} // namespace

base::Expected<CommandLine> parseCommandLine(const QStringList& arguments, const ServerDefaults& defaults)
{
  QCommandLineParser parser;
  parser.setApplicationDescription(QObject::tr("Reads handwritten digits: written in the window, from image files, or "
                                               "over HTTP through the server built in."));
  const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")}, QObject::tr("Print this and end."));
  const QCommandLineOption version(QStringLiteral("version"), QObject::tr("Print the version and end."));
  const QCommandLineOption noServer(QStringLiteral("no-server"), QObject::tr("Don't start the server."));
  const QCommandLineOption port(QStringLiteral("port"), QObject::tr("The server's port; 0 takes a free one."),
                                QStringLiteral("N"), QString::number(defaults.port));
  const QCommandLineOption lan(QStringLiteral("lan"), QObject::tr("Let the server listen on all addresses."));
  const QCommandLineOption model(QStringLiteral("model"),
                                 QObject::tr("Model folder, manifest or file (also MODEL_PATH in the environment)."),
                                 QStringLiteral("PATH"));
  parser.addOptions({help, version, noServer, port, lan, model});
  parser.addPositionalArgument(QStringLiteral("FILE"),
                               QObject::tr("Images, saved drawings or folders of them to open."),
                               QStringLiteral("[FILE…]"));
  if (!parser.parse(arguments))
    return wrongUse(parser.errorText() + QLatin1Char('.'));

  CommandLine line;
  if (parser.isSet(help))
    line.text = parser.helpText();
  else if (parser.isSet(version))
    line.text = QStringLiteral("numeral %1 (%2)\n")
                    .arg(QString::fromStdString(base::version()), QString::fromStdString(base::revision()));
  bool isNumber = false;
  line.options.port = parser.value(port).toInt(&isNumber);
  if (!isNumber || line.options.port < 0 || line.options.port > 65535)
    return wrongUse(QObject::tr("--port takes a number from 0 to 65535, not '%1'.").arg(parser.value(port)));
  line.server = !parser.isSet(noServer) && (defaults.start || parser.isSet(port) || parser.isSet(lan));
  const bool everywhere = parser.isSet(lan) || defaults.reach == report::Reach::Network;
  line.options.host = everywhere ? "0.0.0.0" : "127.0.0.1";
  line.options.keptLogRecords = 2000;
  line.options.ownFeedbackImages = true; // who corrects an answer means what was read, too
  line.options.log.access = "off";       // the window's log page shows them all the same
  line.options.adminPort = -1;           // the window shows what the admin port would tell
  line.options.drainTimeout = kDrainSeconds;
  const QString path = parser.isSet(model) ? parser.value(model) : qEnvironmentVariable("MODEL_PATH");
  line.options.model = path.isEmpty() ? service::defaultModel() : std::filesystem::path(path.toStdString());
  line.files = parser.positionalArguments();
  return line;
}

} // namespace numeral::desktop
