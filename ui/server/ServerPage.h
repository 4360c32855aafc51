/// The card of the server built into the program: how it is doing, where it is reached, and who may ask it.
#pragma once

#include <QWidget>

#include "ui/ports/ServerControl.h"

class QAction;
class QLabel;
class QLineEdit;
class QRadioButton;
class QSpinBox;
class QStackedWidget;

namespace numeral::ui {

class QrCodeView;

class ServerPage final : public QWidget {
  Q_OBJECT
public:
  /// What the page offers, for menus; all are children of the page.
  struct Actions {
    QAction* start;
    QAction* stop;
    QAction* restart;
    QAction* otherPort;
    QAction* openPage;
    QAction* copyAddress;
    QAction* copyCurl;
  };

  /// `server` must outlive the page.
  explicit ServerPage(ServerControl& server, QWidget* parent = nullptr);

  const Actions& actions() const { return m_actions; }

protected:
  void changeEvent(QEvent* event) override;

private:
  void makeActions();
  QWidget* makeCard();
  QWidget* makePhonePart();
  QWidget* makeChoices();
  void paintIcons();

  void showState();
  void showPhonePart(const report::ServerState& state);
  void showChoices();
  void enableActions();
  report::Reach chosenReach() const;
  void startAsChosen();

  ServerControl& m_server;
  Actions m_actions{};
  QLabel* m_state;
  QLineEdit* m_address;
  QLabel* m_otherAddresses;
  QStackedWidget* m_phone;
  QrCodeView* m_code;
  QLabel* m_noCode;
  QSpinBox* m_port;
  QRadioButton* m_thisComputer;
  QRadioButton* m_network;
  QLabel* m_unapplied;
};

} // namespace numeral::ui
