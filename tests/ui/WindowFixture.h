/// The real window over the real engine, with ports that a test sets.
#pragma once

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QWidget>

#include "core/engine/LocalRecognizer.h"
#include "core/strokes/Drawing.h"
#include "tests/support/TestFiles.h"
#include "tests/ui/ScriptedPorts.h"
#include "ui/canvas/CanvasWidget.h"
#include "ui/canvas/DrawingDocument.h"
#include "ui/window/MainWindow.h"

namespace numeral::test {

/// To be called for each test function. What Qt's offscreen screen says of itself is not ours.
inline void failOnAnyWarning()
{
  QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
}

/// The child of that name; the test ends where there is none.
template <class T = QWidget> T& child(const QObject& parent, const char* name)
{
  T* found = parent.findChild<T*>(QLatin1String(name));
  if (!found)
    qFatal("There is no %s", name);
  return *found;
}

inline QString textOf(const QObject& window, const char* label) { return child<QLabel>(window, label).text(); }

/// A drawing of tests/data, laid onto the canvas' page.
inline strokes::Drawing digitOnPage(int digit)
{
  const auto bytes = support::testBytes("drawings/digit-" + std::to_string(digit) + ".json");
  strokes::Drawing drawing = strokes::parseDrawing(base::textOf(bytes)).value();
  for (strokes::Stroke& stroke : drawing.strokes) {
    for (strokes::Point& point : stroke)
      point = {110 + point.x * 1.8, 40 + point.y * 1.8};
  }
  return drawing;
}

/// As a hand with a mouse does it: down, along, up.
inline void drawWithMouse(ui::CanvasWidget& canvas, const strokes::Drawing& drawing)
{
  for (const strokes::Stroke& stroke : drawing.strokes) {
    QTest::mousePress(&canvas, Qt::LeftButton, {}, canvas.toWidget(stroke.front()).toPoint());
    for (const strokes::Point point : stroke)
      QTest::mouseMove(&canvas, canvas.toWidget(point).toPoint());
    QTest::mouseRelease(&canvas, Qt::LeftButton, {}, canvas.toWidget(stroke.back()).toPoint());
  }
}

/// As a person does it: into the window, and let go.
inline void drop(QWidget& window, const QMimeData& data)
{
  const QPoint centre = window.rect().center();
  QDragEnterEvent enter(centre, Qt::CopyAction, &data, Qt::LeftButton, {});
  QCoreApplication::sendEvent(&window, &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent event(centre, Qt::CopyAction, &data, Qt::LeftButton, {});
  QCoreApplication::sendEvent(&window, &event);
  QVERIFY(event.isAccepted());
}

struct WindowFixture {
  /// `settingsFile`: of another fixture, as at another start of the program; else one of its own.
  explicit WindowFixture(ui::Dialogs dialogs = {}, const QString& settingsFile = {})
      : settings(settingsFile.isEmpty() ? settingsFolder.filePath(QStringLiteral("numeral.ini")) : settingsFile),
        window(ports(), std::move(dialogs))
  {
    window.show();
    window.activateWindow(); // no window manager does it
    if (!QTest::qWaitForWindowActive(&window))
      qFatal("The window was not shown");
  }

  ui::Ports ports() { return {recognizer, model, server, status, fleet, log, settings, corrections}; }
  ui::CanvasWidget& canvas() { return child<ui::CanvasWidget>(window, "canvas"); }
  void trigger(const char* action) { child<QAction>(window, action).trigger(); }

  model::Store store;
  engine::LocalRecognizer recognizer{store, {}};
  ScriptedModel model{store};
  ScriptedServer server;
  ScriptedStatus status;
  ScriptedFleet fleet;
  ui::LogSource log;
  ScriptedCorrections corrections;
  QTemporaryDir settingsFolder;
  ui::Settings settings;
  ui::MainWindow window;
};

} // namespace numeral::test
