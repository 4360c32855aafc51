/// What the model says of itself: facts, measurements, its card.
#pragma once

#include <QUrl>
#include <QWidget>

#include "ui/ports/ModelControl.h"

class QAction;
class QGridLayout;
class QLabel;
class QTableWidget;

namespace numeral::ui {

class CardView;
class Notice;

class ModelPage final : public QWidget {
  Q_OBJECT
public:
  /// What the page offers, for menus; both are children of the page.
  struct Actions {
    QAction* open; ///< whoever asks for files connects to it
    QAction* loadAgain;
  };

  /// `model` must outlive the page.
  explicit ModelPage(ModelControl& model, QWidget* parent = nullptr);

  const Actions& actions() const { return m_actions; }

private:
  QWidget* makeFacts();
  QWidget* makeMeasurements();
  QWidget* makeCardPart();
  QLabel* addFact(QGridLayout& rows, const char* objectName, const QString& label, const QString& toolTip);

  void showState();
  void showFacts(const report::ModelFacts& facts, const std::vector<std::string>& classes);
  void showMeasurements(const std::vector<report::ModelFacts::Measured>& measured);
  void showCard(const report::ModelFacts& facts);

  ModelControl& m_model;
  Actions m_actions{};
  QLabel* m_state;
  QWidget* m_details;
  QWidget* m_parts; ///< all that needs a model
  QLabel* m_name = nullptr;
  QLabel* m_purpose = nullptr;
  QLabel* m_network = nullptr;
  QLabel* m_calibration = nullptr;
  QLabel* m_thresholds = nullptr;
  QLabel* m_preprocessing = nullptr;
  QLabel* m_trainedOn = nullptr;
  QLabel* m_license = nullptr;
  QLabel* m_checksum = nullptr;
  QLabel* m_place = nullptr;
  QTableWidget* m_measured;
  QLabel* m_unmeasured;
  Notice* m_linkNotice;
  CardView* m_card;
  QUrl m_link; ///< that was clicked in the card
};

} // namespace numeral::ui
