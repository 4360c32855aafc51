/// A model card, which comes with a model and so from anybody.
#pragma once

#include <QTextBrowser>

namespace numeral::ui {

/// Markdown without HTML; loads nothing, neither pictures nor links: linkChosen() says what was clicked.
class CardView final : public QTextBrowser {
  Q_OBJECT
public:
  explicit CardView(QWidget* parent = nullptr);

  void showCard(const QString& markdown);
  /// Why there is none.
  void showWords(const QString& words);

Q_SIGNALS:
  void linkChosen(const QUrl& url);

protected:
  QVariant loadResource(int type, const QUrl& name) override;
};

} // namespace numeral::ui
