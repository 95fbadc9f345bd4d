// SPDX-License-Identifier: Apache-2.0
// Sums over rows of a risk p against the outcome y: Σp, Σ(p − y)², Σ log loss, in fixed point, and the number of infinite losses.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/pass/row_sums.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The sums that are used. The others may stay 0, which saves their computation.
struct moment_sums {
  bool risk = true, squared_error = true, log_loss = true;
  constexpr moment_sums operator|(moment_sums o) const {
    return {risk || o.risk, squared_error || o.squared_error, log_loss || o.log_loss};
  }
};

struct moments {
  std::uint64_t n_negative, n_positive;
  u128 risk, squared_error, log_loss;  ///< · 2^bits
  std::uint64_t n_infinite;            ///< rows with p = 0 or 1 on the wrong side
  int bits;
  static constexpr std::size_t n_words = 11;
  static constexpr moments read(std::span<std::uint64_t const> w) {
    return {w[0], w[1], wide(w[2], w[3]), wide(w[4], w[5]), wide(w[6], w[7]), w[9], static_cast<int>(w[10])};
  }
  constexpr std::uint64_t total() const { return n_negative + n_positive; }
};

/// The losses of one row.
struct row_loss {
  double squared_error, log_loss;
  bool is_infinite;
  row_loss(double p, bool positive, bool wants_log = true)
      : squared_error((p - (positive ? 1.0 : 0.0)) * (p - (positive ? 1.0 : 0.0))), log_loss(0), is_infinite(p == (positive ? 0.0 : 1.0)) {
    if (wants_log && !is_infinite) log_loss = negative_log(positive ? p : 1.0 - p);
  }
};

/// Words 0 to 9 of `moments` as a pass; the engine appends the bits. `p(row)` gives the risk, in [0, 1]. Infinite losses count as part of
/// the log loss.
template <class Risk>
row_sums_pass moments_pass(cohort const& rows, partition const& groups, Risk const& p, int bits, moment_sums wanted = {}) {
  std::size_t const n = rows.n_rows();
  cell_sum by_class{2, {rows.y.begin(), rows.y.end()}, {}}, infinite{2, std::vector<std::uint32_t>(n), {}};
  cell_sum risk, squared, log;
  std::size_t const n_amounts = std::max<std::size_t>(n, 1);  // without rows a sum of amounts also has two slots
  risk.amount.resize(n_amounts), squared.amount.resize(n_amounts), log.amount.resize(n_amounts);
  for (std::size_t row = 0; row < n; ++row) {
    double const risk_of_row = p(row);
    row_loss const loss(risk_of_row, rows.y[row] != 0, wanted.log_loss);
    if (wanted.risk) risk.amount[row] = to_fixed(risk_of_row, bits);
    if (wanted.squared_error) squared.amount[row] = to_fixed(loss.squared_error, bits);
    if (wanted.log_loss) log.amount[row] = to_fixed(loss.log_loss, bits), infinite.cell[row] = loss.is_infinite;
  }
  return {&rows, &groups, {std::move(by_class), std::move(risk), std::move(squared), std::move(log), std::move(infinite)}};
}

}  // namespace CLINMETRICS_NAMESPACE
