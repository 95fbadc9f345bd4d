// SPDX-License-Identifier: Apache-2.0
// Log intervals of LR+, LR− and DOR.
#include "clinmetrics/inference/log_ratio.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "clinmetrics/metric/binary/diagnostic_odds_ratio.hpp"
#include "clinmetrics/metric/binary/lr_negative.hpp"
#include "clinmetrics/metric/binary/lr_positive.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

double ratio_of(confusion const& c, ratio_kind kind) {
  switch (kind) {
    case ratio_kind::lr_positive:
      return lr_positive::of(c).number;
    case ratio_kind::lr_negative:
      return lr_negative::of(c).number;
    default:
      return diagnostic_odds_ratio::of(c).number;
  }
}

struct log_estimate {
  double ratio, se;  ///< the ratio, and the standard error of its logarithm
};

/// (a/(a + b))/(c/(c + d)); 1/a − 1/(a + b) is written b/a/(a + b).
log_estimate ratio_of_shares(double a, double b, double c, double d) {
  return {a / (a + b) * ((c + d) / c), std::sqrt(b / a / (a + b) + d / c / (c + d))};
}

log_estimate estimate(confusion const& cells, ratio_kind kind, double added) {
  double const tp = static_cast<double>(cells.tp) + added, fp = static_cast<double>(cells.fp) + added;
  double const fn = static_cast<double>(cells.fn) + added, tn = static_cast<double>(cells.tn) + added;
  switch (kind) {
    case ratio_kind::lr_positive:
      return ratio_of_shares(tp, fn, fp, tn);
    case ratio_kind::lr_negative:
      return ratio_of_shares(fn, tp, tn, fp);
    default:
      return {tp / fp * (tn / fn), std::sqrt(1 / tp + 1 / fp + 1 / fn + 1 / tn)};
  }
}

}  // namespace

interval log_ratio(confusion const& cells, ratio_kind kind, double level) {
  double const z = normal_quantile_two_sided(level), ratio = ratio_of(cells, kind);
  if (std::isnan(ratio)) return detail::no_interval(method::log_ratio, interval_status::undefined_value);
  bool const has_zero = cells.tp == 0 || cells.fp == 0 || cells.fn == 0 || cells.tn == 0;
  if (has_zero) return detail::no_interval(method::log_ratio, interval_status::zero_cell);
  auto const e = estimate(cells, kind, 0);
  return {e.ratio * std::exp(-z * e.se), e.ratio * std::exp(z * e.se), method::log_ratio, interval_status::ok, ratio * e.se, detail::nan};
}

interval log_haldane(confusion const& cells, ratio_kind kind, double level) {
  double const z = normal_quantile_two_sided(level), ratio = ratio_of(cells, kind);
  if (std::isnan(ratio)) return detail::no_interval(method::log_haldane, interval_status::undefined_value);
  auto const e = estimate(cells, kind, 0.5);
  double const lower = e.ratio * std::exp(-z * e.se), upper = e.ratio * std::exp(z * e.se);
  return detail::limits(method::log_haldane, std::min(lower, ratio), std::max(upper, ratio));
}

}  // namespace CLINMETRICS_NAMESPACE
