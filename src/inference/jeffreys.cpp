// SPDX-License-Identifier: Apache-2.0
// Jeffreys' interval from beta quantiles.
#include "clinmetrics/inference/jeffreys.hpp"

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "methods.hpp"
#include "proportion.hpp"

namespace CLINMETRICS_NAMESPACE {

interval jeffreys(proportion p, confidence const& c) {
  if (!detail::is_defined(p)) return detail::no_interval(interval_status::undefined_value);
  double const a = p.successes + 0.5, b = p.trials - p.successes + 0.5;
  double const lower = p.successes == 0 ? 0 : lower_beta_limit(c, a, b);
  double const upper = p.successes == p.trials ? 1 : upper_beta_limit(c, a, b);
  return detail::limits(lower, upper);
}

method_record const methods::jeffreys{
    .name = "jeffreys",
    .label = "Jeffreys",
    .meaning = "Interval of a proportion from the Beta distribution with ½ added to successes and failures.",
    .reference = "Brown LD, Cai TT, DasGupta A. Stat Sci 2001;16:101-133. doi:10.1214/ss/1009213286",
    .accepts = form_kind::proportion,
    .needs_independent_rows = form_kind::proportion,
    .make = &detail::of_share<&clinmetrics::jeffreys>,
};

}  // namespace CLINMETRICS_NAMESPACE
