#include "ui/model/CardView.h"

#include <QImage>
#include <QTextBlock>
#include <QTextTable>

namespace numeral::ui {
namespace {

/// The importer draws every table with double lines.
void tidyTables(QTextFrame& frame)
{
  for (QTextFrame* child : frame.childFrames()) {
    if (auto* table = qobject_cast<QTextTable*>(child)) {
      QTextTableFormat format = table->format();
      format.setBorder(1);
      format.setBorderCollapse(true);
      format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
      format.setBorderBrush(Qt::gray);
      format.setCellPadding(4);
      format.setWidth(QTextLength(QTextLength::PercentageLength, 100)); // words wrap instead of scrolling
      format.setCellSpacing(0);
      format.setTopMargin(4);
      format.setBottomMargin(8);
      table->setFormat(format);
    }
    tidyTables(*child);
  }
}

/// The importer keeps lines of code whole, however long a command is.
void wrapCode(QTextDocument& document)
{
  for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
    QTextBlockFormat format = block.blockFormat();
    format.setNonBreakableLines(false);
    QTextCursor(block).setBlockFormat(format);
  }
}

} // namespace

CardView::CardView(QWidget* parent) : QTextBrowser(parent)
{
  setObjectName(QStringLiteral("modelCard"));
  setAccessibleName(tr("Model card"));
  setToolTip(tr("What the model's maker says of it"));
  setOpenLinks(false);
  setFrameShape(QFrame::StyledPanel);
  document()->setDocumentMargin(14);
  connect(this, &QTextBrowser::anchorClicked, this, [this](const QUrl& url) {
    if (url.isRelative() && url.path().isEmpty())
      scrollToAnchor(url.fragment());
    else
      Q_EMIT linkChosen(url);
  });
}

void CardView::showCard(const QString& markdown)
{
  document()->setMarkdown(markdown, QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) |
                                        QTextDocument::MarkdownNoHTML);
  tidyTables(*document()->rootFrame());
  wrapCode(*document());
  moveCursor(QTextCursor::Start);
}

void CardView::showWords(const QString& words) { setPlainText(words); }

/// Something, since Qt reads the file itself where there is nothing.
QVariant CardView::loadResource(int /*type*/, const QUrl& /*name*/)
{
  QImage nothing(1, 1, QImage::Format_ARGB32);
  nothing.fill(Qt::transparent);
  return nothing;
}

} // namespace numeral::ui
