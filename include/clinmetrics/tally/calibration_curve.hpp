// SPDX-License-Identifier: Apache-2.0
// The distance of a smooth calibration curve from the diagonal, over the rows of a group: its mean, median, .9 quantile and maximum. The
// curve is fitted again in each replicate.
//
// The slots are doubles by their bits: the reason why there is no curve (a fit_status, or one of the two below), the four distances, and
// those between the curve of the replicate and that of all rows (in the place of the median their mean, which bounds E50 better). Quantiles
// are those of type 7, and a row with weight 3 counts as three rows.
//
// Methods:
//   rcs     logistic regression on a restricted cubic spline of the logit of the risk, with 3, 4 or 5 knots by the size of the smaller
//           class (fit/spline_calibration.hpp), chosen again in each replicate
//   loess   local quadratic regression on the risk, span .75, without robustness iterations (fit/loess.hpp), fitted at up to 101 risks;
//           straight lines between them, clipped to [0, 1]
// If a group has more than 2,000 distinct risks, neighbors are joined: rows of at most 1/2,000 of the weight, whose risks differ by at most
// 1/2,000 of the range and whose logits by at most .02. This changes a curve by a few 1e-5, and E50 and E90 by less than 1e-4.
//
// A group needs 5 rows of each class. Numbers do not depend on the order of rows, nor on threads; last digits may differ between machines.
// Reference: Austin PC, Steyerberg EW. Stat Med 2019;38:4051-4065. doi:10.1002/sim.8281
#pragma once
#include <array>
#include <bit>
#include <cstdint>
#include <span>

#include "clinmetrics/fit/logistic.hpp"
#include "clinmetrics/tally/tally_record.hpp"

namespace CLINMETRICS_NAMESPACE {

enum class smoother : std::uint8_t { rcs, loess };

/// Mean, median, .9 quantile and maximum of absolute differences.
struct distances {
  static constexpr std::size_t n = 4;
  std::array<double, n> number;
};

struct calibration_curve {
  static constexpr double too_few = 100, infinite_logit = 101;  ///< in the place of a fit_status
  static constexpr std::uint32_t n_slots = 1 + 2 * distances::n;
  static constexpr std::size_t n_words = n_slots;

  double why;
  distances from_diagonal, from_curve_of_all;

  static calibration_curve read(std::span<std::uint64_t const> words) {
    auto const number = [&](std::size_t i) { return std::bit_cast<double>(words[i]); };
    calibration_curve t{number(0), {}, {}};
    for (std::size_t i = 0; i < distances::n; ++i)
      t.from_diagonal.number[i] = number(1 + i), t.from_curve_of_all.number[i] = number(1 + distances::n + i);
    return t;
  }
  static tally_record const record;
};

namespace detail {

/// Parameter: the smoother.
CLINMETRICS_EXPORT void ask_calibration_curve(pass_book& book, tally_request const& at, tally_place& place);

}  // namespace detail

inline constexpr tally_record calibration_curve::record{
    .name = "calibration_curve",
    .outcome = binary_outcome::name,
    .needs = need::score | need::probability | need::order,
    .is_rounded = false,
    .is_cells = false,
    .ask = &detail::ask_calibration_curve,
    .n_words = &count_slots,
    .read = &copy_slots,
};

}  // namespace CLINMETRICS_NAMESPACE
