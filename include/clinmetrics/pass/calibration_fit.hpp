// SPDX-License-Identifier: Apache-2.0
// The calibration fit: in each group and replicate, the logistic regression of the outcome on the logits of the risks, and the one in which
// the slope is 1 and the intercept alone is fitted.
//
// A slot is the pattern of bits of a double, or a count. Equal risks are joined, and risks are taken in their order, so that neither the
// order of the rows nor the number of threads changes a bit; between machines the last digits may differ. Groups of many rows, in
// replicates of 500 or more, are fitted to fewer logits that stand for theirs: to 9 digits or more. A group with a risk of 0 or 1 has no
// fit.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/ordering/ranked_order.hpp"
#include "clinmetrics/pass/pass_ref.hpp"

namespace CLINMETRICS_NAMESPACE {

struct calibration_fit_pass {
  enum slot : std::uint8_t {
    n_negative,
    n_positive,
    n_infinite,    ///< the weight of risks that are 0 or 1
    why_no_slope,  ///< a fit_status
    slope,         ///< of the regression
    constant,      ///< its intercept
    information,   ///< of (constant, slope): three slots, (0, 0), (0, 1) and (1, 1)
    why_no_intercept = information + 3,
    intercept,  ///< of the fit with slope 1
    information_of_intercept,
    deviance,     ///< if it is wanted: twice the log-likelihood at the fit less that at constant 0 and slope 1
    mean_weight,  ///< Σw²/Σw: information divided by it is that of the effective number of rows
    n_all
  };
  /// Groups with at most this number of rows have a second step when a unit is left out.
  static constexpr std::size_t most_rows_with_second_step = 200;

  design const* rows = nullptr;
  partition const* groups = nullptr;
  std::uint8_t const* events = nullptr;
  bool wants_deviance = false;
  ranked_order const* order = nullptr;
  double const* logit = nullptr;        ///< of each row
  std::vector<std::uint32_t> row = {};  ///< if there are several groups: the rows of each, one group after another, by descending risk
  std::vector<std::uint32_t> first_row = {};  ///< of each group in `row`, and their number

  std::span<std::uint32_t const> rows_of(std::size_t group) const {
    if (row.empty()) return order->row;
    return std::span(row).subspan(first_row[group], first_row[group + 1] - first_row[group]);
  }
  std::size_t n_slots() const { return n_all; }
  slot_layout layout() const { return {{n_all, merging::never, false}}; }
  CLINMETRICS_EXPORT void walk(once const& times, slot_block& out, std::size_t first) const;
  CLINMETRICS_EXPORT void walk(drawn const& times, slot_block& out, std::size_t first) const;
};

/// `order`: of the risks whose logits are given, one for each row.
CLINMETRICS_EXPORT calibration_fit_pass make_calibration_fit(design const& rows, partition const& groups, std::uint8_t const* events,
                                                             ranked_order const& order, double const* logit);

/// One Newton step from the fit of all rows, with the gradient and the information of the rows that remain, and a second one, over all rows
/// of the group, in small groups. All slots must be asked for.
CLINMETRICS_EXPORT std::unique_ptr<pass_deletion> delete_units(calibration_fit_pass const& pass, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE
