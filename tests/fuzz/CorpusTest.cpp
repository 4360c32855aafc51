/// Every fuzz target over its seeds and some thousand changes of them, with the ordinary compiler.
#include <QTest>

#include <random>

#include "tests/fuzz/Target.h"

using namespace numeral;

namespace {

constexpr int kRounds = 3000;
constexpr std::size_t kMaxInput = 4096;

/// Bytes changed, left out, doubled, and words of the format put in.
class Mutator {
public:
  explicit Mutator(const fuzz::Target& target) : m_target(target) {}

  std::string change(std::string text)
  {
    for (auto times = 1 + below(6); times > 0; --times)
      changeOnce(text);
    text.resize(std::min(text.size(), kMaxInput));
    return text;
  }

  std::size_t below(std::size_t limit) { return m_random() % std::max<std::size_t>(limit, 1); }

private:
  void changeOnce(std::string& text)
  {
    const auto at = below(text.size() + 1);
    switch (below(6)) {
    case 0: text.insert(at, m_target.words[below(m_target.words.size())]); break;
    case 1: text.insert(at, 1 + below(4), static_cast<char>(below(256))); break;
    case 2: text.erase(at, 1 + below(8)); break;
    case 3: text.insert(at, text.substr(below(text.size()), below(32))); break;
    default:
      if (at < text.size())
        text[at] =
            static_cast<char>(below(2) == 0 ? below(256) : static_cast<unsigned char>(text[at]) ^ (1U << below(8)));
    }
  }

  const fuzz::Target& m_target;
  std::mt19937 m_random{1};
};

} // namespace

class CorpusTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void everyTargetKeepsItsPromises_data()
  {
    QTest::addColumn<int>("number");
    const auto targets = fuzz::targets();
    for (std::size_t i = 0; i < targets.size(); ++i)
      QTest::newRow(targets[i].name.c_str()) << static_cast<int>(i);
  }

  void everyTargetKeepsItsPromises()
  {
    QFETCH(int, number);
    const auto target = fuzz::targets()[static_cast<std::size_t>(number)];
    const auto seeds = target.seeds();
    QVERIFY(!seeds.empty() && !target.words.empty());
    target.run({});
    for (const auto& seed : seeds)
      target.run(base::bytesOf(seed));
    Mutator mutator(target);
    for (int round = 0; round < kRounds; ++round) {
      const auto input = mutator.change(seeds[mutator.below(seeds.size())]);
      target.run(base::bytesOf(input));
    }
  }
};

QTEST_GUILESS_MAIN(CorpusTest)
#include "CorpusTest.moc"
