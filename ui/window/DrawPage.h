/// The page on which one writes, or looks at an image, and reads the answer beside it.
#pragma once

#include <optional>
#include <string>

#include <QTimer>
#include <QWidget>

#include "core/report/PageDrawing.h"
#include "ui/canvas/DrawingDocument.h"
#include "ui/ports/CorrectionSink.h"
#include "ui/ports/ModelControl.h"
#include "ui/result/LatestAnswer.h"
#include "ui/window/InputLoader.h"

class QAction;
class QLabel;
class QMimeData;
class QSlider;
class QStackedWidget;

namespace numeral::ui {

class CanvasWidget;
class ImageView;
class Notice;
class ResultPanel;

class DrawPage final : public QWidget {
  Q_OBJECT
public:
  /// What the page offers, for menus; all are children of the page.
  struct Actions {
    QAction* undo;
    QAction* redo;
    QAction* clear;
    QAction* eraser;
    QAction* thicker;
    QAction* thinner;
    QAction* backToDrawing;
    QAction* showModelInput;
    QAction* showBoxes;
    QAction* showStages;
    QAction* followPage;
    QAction* correct;
    QAction* noDigit;
  };

  /// All of them must outlive the page.
  DrawPage(engine::Recognizer& recognizer, ModelControl& model, CorrectionSink& corrections, QWidget* parent = nullptr);

  const Actions& actions() const { return m_actions; }
  DrawingDocument& document() { return m_document; }
  /// Where the keyboard belongs.
  void focusCanvas();
  /// For the notice about a model that cannot be used.
  Notice& modelNotice() { return *m_modelNotice; }

  /// An image or a saved drawing.
  void open(const QString& path);
  /// In place of the drawing, undoably.
  void open(const strokes::Drawing& drawing) { showLoaded(drawing); }
  /// Pixels that were dropped or pasted.
  void take(const QMimeData& mime);
  /// Words beside the canvas; nothing takes them away.
  void report(const QString& words);
  /// What somebody draws on the server's page, where that is wanted.
  void follow(const report::PageDrawing& drawing);

Q_SIGNALS:
  void answered(const numeral::engine::Recognition& recognition);

protected:
  void changeEvent(QEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void showEvent(QShowEvent* event) override;

private:
  void makeActions();
  void enableActions();
  QWidget* makeTools();
  void layOut();
  void paintIcons();

  void showLoaded(const LoadedInput& input);
  void showDrawing();
  void showModelState();
  void showWords(const QString& words);
  void showMarks();
  void askWhileWriting();
  void ask();
  void correct(const std::optional<std::string>& label);
  void tellKept(const feedback::Record& record);

  ModelControl& m_model;
  CorrectionSink& m_corrections;
  DrawingDocument m_document;
  LatestAnswer m_answer;
  InputLoader m_loader;
  QTimer m_soon;                      ///< while writing, one question for so many milliseconds is enough
  std::optional<LoadedImage> m_image; ///< shown instead of the drawing
  engine::Recognition m_shown;        ///< the last answer, for the boxes
  std::string m_corrected;            ///< what it is called where it was corrected, else empty
  Actions m_actions{};

  CanvasWidget* m_canvas;
  ImageView* m_imageView;
  QLabel* m_imageCaption;
  QStackedWidget* m_sheet;
  QSlider* m_penSlider;
  Notice* m_modelNotice;
  Notice* m_inputNotice;
  Notice* m_pageNotice; ///< says where a drawing comes from that nobody made here
  ResultPanel* m_result;
};

} // namespace numeral::ui
