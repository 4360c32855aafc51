#include <QPushButton>
#include <QScrollBar>
#include <QTableWidget>
#include <QToolButton>

#include "tests/support/ToyModel.h"
#include "tests/ui/WindowFixture.h"
#include "ui/model/CardView.h"

using namespace numeral;
using namespace numeral::test;

namespace {

report::ModelFacts facts()
{
  report::ModelFacts facts;
  facts.name = "digits";
  facts.version = "1.2.0";
  facts.task = "digits";
  facts.architecture = "small";
  facts.parameters = 153883;
  facts.channels = 1;
  facts.height = facts.width = 28;
  facts.temperature = 0.975;
  facts.unsureBelow = 0.36;
  facts.knowsNone = true;
  facts.noneAbove = 0.894;
  facts.preprocessing = 3;
  facts.device = "cpu";
  facts.sha256 = std::string(64, 'a');
  facts.license = "Apache-2.0";
  facts.trainedOn = {"MNIST training set", "pen strokes"};
  facts.measured = {{"MNIST test set", 0.9949, 10000}, {"drawn", 1, 20}, {"nearly", 0.99999, 1000000}};
  facts.card = "# Card\n\nSee [the paper](https://example.org/paper). <b>bold</b> ![x](file:///etc/hostname)";
  return facts;
}

report::ModelState ready(report::ModelFacts facts)
{
  report::ModelState state;
  state.phase = report::ModelState::Phase::Ready;
  state.name = "digits 1.2.0";
  state.path = "/models/digits";
  state.classes = {"0", "1"};
  state.facts = std::move(facts);
  return state;
}

QString cellText(const QTableWidget& table, int row, int column) { return table.item(row, column)->text(); }

} // namespace

class ModelPageTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() { failOnAnyWarning(); }

  void whatTheManifestSaysIsShown()
  {
    WindowFixture fixture;
    fixture.trigger("actionPageModel");
    fixture.model.become(ready(facts()));
    QCOMPARE(textOf(fixture.window, "modelFactName"), QStringLiteral("digits, version 1.2.0"));
    QVERIFY(textOf(fixture.window, "modelFactPurpose").contains(QStringLiteral("0, 1")));
    QVERIFY(textOf(fixture.window, "modelFactNetwork").contains(QStringLiteral("28 × 28")));
    QVERIFY(textOf(fixture.window, "modelFactCalibration").contains(QStringLiteral("0.975")));
    QVERIFY(textOf(fixture.window, "modelFactThresholds").contains(QStringLiteral("36.00 %")));
    QVERIFY(textOf(fixture.window, "modelFactThresholds").contains(QStringLiteral("89.40 %")));
    QVERIFY(textOf(fixture.window, "modelFactPreprocessing").contains(QStringLiteral("version 3")));
    QCOMPARE(textOf(fixture.window, "modelFactTrainedOn"), QStringLiteral("MNIST training set; pen strokes"));
    QCOMPARE(textOf(fixture.window, "modelFactLicense"), QStringLiteral("Apache-2.0"));
    QCOMPARE(textOf(fixture.window, "modelFactChecksum").remove(QLatin1Char(' ')), QString(64, QLatin1Char('a')));
    QCOMPARE(textOf(fixture.window, "modelFactPlace"), QStringLiteral("/models/digits, computed by cpu"));

    const auto& table = child<QTableWidget>(fixture.window, "modelMeasured");
    QVERIFY(table.isVisible());
    QCOMPARE(table.rowCount(), 3);
    QCOMPARE(cellText(table, 0, 0), QStringLiteral("MNIST test set"));
    QCOMPARE(cellText(table, 0, 1), QStringLiteral("99.49 %"));
    QCOMPARE(cellText(table, 1, 1), QStringLiteral("100.00 %"));
    QCOMPARE(cellText(table, 2, 1), QStringLiteral("99.99 %")); // some were wrong
  }

  void aModelWithLittleToSayIsShownToo()
  {
    WindowFixture fixture;
    fixture.trigger("actionPageModel");
    report::ModelFacts few;
    few.name = "mine";
    few.cardProblem = "This model has no model card.";
    fixture.model.become(ready(few));
    QVERIFY(!child(fixture.window, "modelMeasured").isVisible());
    QVERIFY(child(fixture.window, "modelUnmeasured").isVisible());
    QVERIFY(textOf(fixture.window, "modelFactLicense").contains(QStringLiteral("does not say")));
    QVERIFY(textOf(fixture.window, "modelFactThresholds").startsWith(QStringLiteral("None")));
    QCOMPARE(child<ui::CardView>(fixture.window, "modelCard").toPlainText(),
             QStringLiteral("This model has no model card."));
  }

  void loadingAndFailureHaveWords()
  {
    WindowFixture fixture;
    fixture.trigger("actionPageModel");
    QVERIFY(textOf(fixture.window, "modelPageState").startsWith(QStringLiteral("Loading")));
    QVERIFY(!child<QToolButton>(fixture.window, "modelPageLoadAgainButton").isEnabled());
    fixture.model.becomeFailed("There is no model at gone.");
    QCOMPARE(textOf(fixture.window, "modelPageState"), QStringLiteral("There is no model at gone."));
    QVERIFY(!child(fixture.window, "modelFactName").isVisible());
    QVERIFY(!child(fixture.window, "modelCard").isVisible());
    child<QToolButton>(fixture.window, "modelPageLoadAgainButton").click();
    QCOMPARE(fixture.model.retries, 1);

    report::ModelState state = ready(facts());
    state.phase = report::ModelState::Phase::Failed;
    state.message = "broken.pt is no model.";
    fixture.model.become(state);
    QVERIFY(textOf(fixture.window, "modelPageState").contains(QStringLiteral("goes on reading")));
    QVERIFY(child(fixture.window, "modelFactName").isVisible());
  }

  void anotherModelIsOpened()
  {
    ui::Dialogs dialogs;
    dialogs.openModel = [](QWidget*) { return QStringLiteral("/models/other"); };
    WindowFixture fixture(dialogs);
    fixture.trigger("actionPageModel");
    child<QToolButton>(fixture.window, "modelPageOpenButton").click();
    QCOMPARE(fixture.model.loaded, std::vector<std::filesystem::path>{"/models/other"});
  }

  void longCommandsOfACardWrap()
  {
    WindowFixture fixture;
    fixture.trigger("actionPageModel");
    report::ModelFacts known = facts();
    known.card = "# Card\n\n```\n";
    for (int i = 0; i < 40; ++i)
      known.card += "numeralctl train --epochs ";
    known.card += "\n```\n";
    fixture.model.become(ready(known));
    const auto& card = child<ui::CardView>(fixture.window, "modelCard");
    QTRY_VERIFY(card.verticalScrollBar()->maximum() + card.viewport()->height() > 60); // laid out
    QCOMPARE(card.horizontalScrollBar()->maximum(), 0);
  }

  void aCardNeitherLoadsNorFollowsAnythingByItself()
  {
    WindowFixture fixture;
    fixture.trigger("actionPageModel");
    fixture.model.become(ready(facts()));
    auto& card = child<ui::CardView>(fixture.window, "modelCard");
    QVERIFY(card.toPlainText().contains(QStringLiteral("<b>bold</b>"))); // no HTML
    const QUrl file = QUrl::fromLocalFile(QString::fromStdString(support::testFile("images/digit-1.png").string()));
    const QVariant loaded = card.document()->resource(QTextDocument::ImageResource, file);
    QCOMPARE(loaded.value<QImage>().size(), QSize(1, 1)); // not the file's

    Q_EMIT card.anchorClicked(QUrl(QStringLiteral("https://example.org/paper")));
    QVERIFY(child(fixture.window, "cardLinkNotice").isVisible());
    QVERIFY(textOf(fixture.window, "cardLinkNoticeWords").contains(QStringLiteral("https://example.org/paper")));
    QVERIFY(child(fixture.window, "openCardLinkButton").isVisible());
    QCOMPARE(card.source(), QUrl());

    Q_EMIT card.anchorClicked(QUrl(QStringLiteral("file:///etc/passwd")));
    QVERIFY(!child(fixture.window, "openCardLinkButton").isVisible());
    child<QPushButton>(fixture.window, "leaveCardLinkButton").click();
    QVERIFY(!child(fixture.window, "cardLinkNotice").isVisible());
  }
};

QTEST_MAIN(ModelPageTest)
#include "ModelPageTest.moc"
