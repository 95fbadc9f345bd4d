// SPDX-License-Identifier: Apache-2.0
// Clopper and Pearson's interval from beta quantiles; closed forms at the ends.
#include "clinmetrics/inference/clopper_pearson.hpp"

#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "methods.hpp"
#include "proportion.hpp"

namespace CLINMETRICS_NAMESPACE {

interval clopper_pearson(proportion p, confidence const& c) {
  if (!detail::is_defined(p)) return detail::no_interval(interval_status::undefined_value);
  double const x = p.successes, n = p.trials;
  if (x == 0) return detail::limits(0, -std::expm1(std::log(c.tail) / n));
  if (x == n) return detail::limits(std::exp(std::log(c.tail) / n), 1);
  return detail::limits(c.reads_lower() ? lower_beta_limit(c, x, n - x + 1) : detail::nan,
                        c.reads_upper() ? upper_beta_limit(c, x + 1, n - x) : detail::nan);
}

method_record const methods::clopper_pearson{
    .name = "clopper_pearson",
    .label = "Clopper–Pearson",
    .meaning = "Exact interval of a proportion from the binomial distribution. It covers at least its level and is therefore wide.",
    .reference = "Clopper CJ, Pearson ES. Biometrika 1934;26:404-413. doi:10.1093/biomet/26.4.404",
    .accepts = form_kind::proportion,
    .needs_independent_rows = form_kind::proportion,
    .make = &detail::of_share<&clinmetrics::clopper_pearson>,
    .leaves_out_a_limit = true,
};

}  // namespace CLINMETRICS_NAMESPACE
