/// Instances side by side: this program, then those that are watched.
#pragma once

#include <vector>

#include <QTableWidget>

#include "core/report/InstanceState.h"

namespace numeral::ui {

class InstanceTable final : public QTableWidget {
  Q_OBJECT
public:
  explicit InstanceTable(QWidget* parent = nullptr);

  /// `own`: of this program, whose address is not shown.
  void show(const report::InstanceState& own, const std::vector<report::InstanceState>& others);

  /// The address of the watched instance that is selected, or empty.
  std::string selectedAddress() const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

Q_SIGNALS:
  void selectedAddressChanged();

private:
  void showRow(int row, const QString& name, const report::InstanceState& state);
  void set(int row, int column, const QString& text, const QString& toolTip = {});

  std::vector<std::string> m_addresses; ///< of the rows behind the first
};

} // namespace numeral::ui
