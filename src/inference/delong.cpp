// SPDX-License-Identifier: Apache-2.0
// The intervals of DeLong's family.
#include "clinmetrics/inference/delong.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "scale.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// The reason why DeLong's variance does not exist; ok if it does.
interval_status trouble(auc_summary const& s) {
  double const smaller = std::min(s.n_positive, s.n_negative);
  if (!(smaller >= 1) || std::isnan(s.auc)) return interval_status::undefined_value;
  return smaller < 2 ? interval_status::too_few : interval_status::ok;
}

bool varies(auc_summary const& s) { return s.variance > 0 && s.auc > 0 && s.auc < 1; }

/// Calls `make(SE)` if DeLong's variance is above 0.
template <class F>
interval guarded(auc_summary const& s, method how, F&& make) {
  if (auto const why = trouble(s); why != interval_status::ok) return detail::no_interval(how, why);
  if (!varies(s)) return detail::no_interval(how, interval_status::zero_variance);
  double const se = std::sqrt(s.variance);
  auto i = make(se);
  i.how = how, i.se = se;
  return i;
}

}  // namespace

interval delong(auc_summary const& s, double level) {
  double const z = normal_quantile_two_sided(level);
  return guarded(s, method::delong,
                 [&](double se) { return detail::limits(method::delong, std::max(s.auc - z * se, 0.0), std::min(s.auc + z * se, 1.0)); });
}

interval logit_delong(auc_summary const& s, double level) {
  double const z = normal_quantile_two_sided(level);
  return guarded(s, method::logit_delong, [&](double se) {
    double const step = z * se * detail::slope(scale::logit, s.auc);
    return detail::limits(method::logit_delong, detail::moved(scale::logit, s.auc, -step), detail::moved(scale::logit, s.auc, step));
  });
}

interval delong_newcombe_hull(auc_summary const& s, double level) {
  return guarded(s, method::delong_newcombe_hull, [&](double) {
    auto const a = logit_delong(s, level), b = newcombe5(s.auc, s.n_positive, s.n_negative, level);
    return detail::limits(method::delong_newcombe_hull, std::min(a.lower, b.lower), std::max(a.upper, b.upper));
  });
}

interval auto_auroc(auc_summary const& s, double level) {
  double const smaller = std::min(s.n_positive, s.n_negative);
  bool const is_hard = smaller < 100 || smaller * std::min(s.auc, 1 - s.auc) < 10;
  auto const i = is_hard ? delong_newcombe_hull(s, level) : logit_delong(s, level);
  return i.why == interval_status::zero_variance ? newcombe5(s.auc, s.n_positive, s.n_negative, level) : i;
}

}  // namespace CLINMETRICS_NAMESPACE
