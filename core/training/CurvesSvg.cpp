#include "core/training/CurvesSvg.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

namespace numeral::training {
namespace {

constexpr double kWidth = 380; ///< of one panel
constexpr double kHeight = 300;
constexpr double kLeft = 56;
constexpr double kTop = 40;
constexpr double kRight = 16;
constexpr double kBottom = 40;
constexpr double kSmallest = 1e-6; ///< stands for 0 on the logarithmic axis

struct Curve {
  std::string name;
  std::string color;
  std::vector<double> values; ///< one an epoch
};

class Panel {
public:
  Panel(double left, std::string title, std::vector<Curve> curves)
      : m_left(left), m_title(std::move(title)), m_curves(std::move(curves))
  {
    double low = std::numeric_limits<double>::max();
    double high = kSmallest;
    for (const auto& curve : m_curves)
      for (const double value : curve.values) {
        low = std::min(low, std::max(value, kSmallest));
        high = std::max(high, value);
      }
    m_low = std::floor(std::log10(std::min(low, high)));
    m_high = std::max(m_low + 1, std::ceil(std::log10(high)));
  }

  void draw(std::ostream& out) const
  {
    out << "<g transform=\"translate(" << m_left << " 0)\"><text x=\"" << kLeft << "\" y=\"22\" class=\"title\">"
        << m_title << "</text>\n";
    for (double decade = m_low; decade <= m_high; ++decade)
      out << "<line x1=\"" << kLeft << "\" x2=\"" << kWidth - kRight << "\" y1=\"" << y(std::pow(10, decade))
          << "\" y2=\"" << y(std::pow(10, decade)) << "\" class=\"grid\"/><text x=\"" << kLeft - 6 << "\" y=\""
          << y(std::pow(10, decade)) + 4 << "\" text-anchor=\"end\">" << std::pow(10, decade) << "</text>\n";
    const std::size_t epochs = m_curves.front().values.size();
    const std::size_t every = std::max<std::size_t>(1, (epochs + 9) / 10);
    for (std::size_t i = 0; i < epochs; i += every)
      out << "<text x=\"" << x(i) << "\" y=\"" << kHeight - kBottom + 16 << "\" text-anchor=\"middle\">" << i + 1
          << "</text>\n";
    out << "<text x=\"" << (kLeft + kWidth - kRight) / 2 << "\" y=\"" << kHeight - 6
        << "\" text-anchor=\"middle\">epoch</text>\n";
    double legend = kTop + 10;
    for (const auto& curve : m_curves) {
      out << "<polyline stroke=\"" << curve.color << "\" points=\"";
      for (std::size_t i = 0; i < curve.values.size(); ++i)
        out << x(i) << "," << y(curve.values[i]) << " ";
      out << "\"/>\n<text x=\"" << kWidth - kRight << "\" y=\"" << legend << "\" text-anchor=\"end\" fill=\""
          << curve.color << "\">" << curve.name << "</text>\n";
      legend += 16;
    }
    out << "</g>\n";
  }

private:
  double x(std::size_t epoch) const
  {
    const auto steps = static_cast<double>(std::max<std::size_t>(2, m_curves.front().values.size()) - 1);
    return kLeft + (kWidth - kRight - kLeft) * static_cast<double>(epoch) / steps;
  }

  double y(double value) const
  {
    const double share = (std::log10(std::max(value, kSmallest)) - m_low) / (m_high - m_low);
    return kHeight - kBottom - (kHeight - kBottom - kTop) * share;
  }

  double m_left;
  std::string m_title;
  std::vector<Curve> m_curves;
  double m_low; ///< exponents of ten
  double m_high;
};

} // namespace

std::string curvesSvg(const std::vector<EpochResult>& history)
{
  constexpr const char* kTraining = "#c55a11";
  constexpr const char* kHeldBack = "#1f5fbf";
  Curve loss{"training, altered images", kTraining, {}};
  Curve heldBackLoss{"held back", kHeldBack, {}};
  Curve error = loss;
  Curve heldBackError = heldBackLoss;
  for (const auto& result : history) {
    loss.values.push_back(result.trainingLoss);
    heldBackLoss.values.push_back(result.heldBackLoss);
    error.values.push_back(1 - result.trainingAccuracy);
    heldBackError.values.push_back(1 - result.heldBackAccuracy);
  }
  std::ostringstream out;
  out << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << 2 * kWidth << " " << kHeight
      << "\" font-family=\"sans-serif\" font-size=\"11\" fill=\"#333\">\n"
         "<style>.title{font-size:14px}.grid{stroke:#ddd}polyline{fill:none;stroke-width:2}</style>\n"
         "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
  const bool anyHeldBack = !history.empty() && history.back().heldBackLoss > 0;
  const auto curves = [anyHeldBack](const Curve& training, const Curve& heldBack) {
    return anyHeldBack ? std::vector{training, heldBack} : std::vector{training};
  };
  Panel(0, "loss", curves(loss, heldBackLoss)).draw(out);
  Panel(kWidth, "share of errors", curves(error, heldBackError)).draw(out);
  out << "</svg>\n";
  return out.str();
}

} // namespace numeral::training
