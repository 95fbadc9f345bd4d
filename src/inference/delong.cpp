// SPDX-License-Identifier: Apache-2.0
// The intervals of DeLong's family.
#include "clinmetrics/inference/delong.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "methods.hpp"
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
interval guarded(auc_summary const& s, F&& make) {
  if (auto const why = trouble(s); why != interval_status::ok) return detail::no_interval(why);
  if (!varies(s)) return detail::no_interval(interval_status::zero_variance);
  double const se = std::sqrt(s.variance);
  auto i = make(se);
  i.se = se;
  return i;
}

}  // namespace

interval delong(auc_summary const& s, confidence const& c) {
  double const z = c.z;
  return guarded(s, [&](double se) { return detail::limits(std::max(s.auc - z * se, 0.0), std::min(s.auc + z * se, 1.0)); });
}

interval logit_delong(auc_summary const& s, confidence const& c) {
  double const z = c.z;
  return guarded(s, [&](double se) {
    double const step = z * se * detail::slope(scale::logit, s.auc);
    return detail::limits(detail::moved(scale::logit, s.auc, -step), detail::moved(scale::logit, s.auc, step));
  });
}

interval delong_newcombe_hull(auc_summary const& s, confidence const& c) {
  return guarded(s, [&](double) {
    auto const a = logit_delong(s, c), b = newcombe5(s.auc, s.n_positive, s.n_negative, c);
    return detail::limits(std::min(a.lower, b.lower), std::max(a.upper, b.upper));
  });
}

double detail::delong_variance(pair_count const& n, class_spread const& spread) {
  auto const part = [](double of, double size) { return size < 2 ? detail::nan : of / (size - 1) / size; };
  return part(spread.positive, n.n_positive) + part(spread.negative, n.n_negative);
}

namespace {

auc_summary summary_of(evidence const& e) {
  return {e.point.number, e.closed.pairs.n_positive, e.closed.pairs.n_negative, detail::delong_variance(e.closed.pairs, e.placements)};
}

template <interval (*Formula)(auc_summary const&, confidence const&)>
interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  return Formula(summary_of(*sides[0].of), c);
}

}  // namespace

method_record const methods::delong{
    .name = "delong",
    .label = "DeLong",
    .meaning = "Normal approximation of the AUROC with DeLong’s variance.",
    .reference = "DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 1988;44:837-845. doi:10.2307/2531595",
    .reads = {.placements = true},
    .accepts = form_kind::pair_count,
    .needs_independent_rows = form_kind::pair_count,
    .make = &make<&clinmetrics::delong>,
};

method_record const methods::logit_delong{
    .name = "logit_delong",
    .label = "Logit DeLong",
    .meaning = "DeLong’s variance of the AUROC on the logit scale, so that the limits stay between 0 and 1.",
    .reference = "Pepe MS. The Statistical Evaluation of Medical Tests. Oxford 2003, section 5.2",
    .reads = {.placements = true},
    .accepts = form_kind::pair_count,
    .needs_independent_rows = form_kind::pair_count,
    .make = &make<&clinmetrics::logit_delong>,
};

method_record const methods::hull{
    .name = "hull",
    .label = "Hull",
    .meaning = "The shortest interval that contains both the Logit DeLong and the Newcombe 5 interval of the AUROC.",
    .reference = "Newcombe RG. Stat Med 2006;25:559-573. doi:10.1002/sim.2324; Pepe MS. Oxford 2003, section 5.2",
    .reads = {.placements = true},
    .accepts = form_kind::pair_count,
    .needs_independent_rows = form_kind::pair_count,
    .make = &make<&delong_newcombe_hull>,
};

}  // namespace CLINMETRICS_NAMESPACE
