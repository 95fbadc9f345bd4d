// SPDX-License-Identifier: Apache-2.0
// Agresti and Coull's interval.
#include "clinmetrics/inference/agresti_coull.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "methods.hpp"
#include "proportion.hpp"

namespace CLINMETRICS_NAMESPACE {

interval agresti_coull(proportion p, confidence const& c) {
  double const z = c.z;
  if (!detail::is_defined(p)) return detail::no_interval(interval_status::undefined_value);
  double const n = p.trials + z * z, share = (p.successes + z * z / 2) / n;
  double const half = z * std::sqrt(share * ((p.trials - p.successes + z * z / 2) / n) / n);
  double const lower = p.successes == 0 ? 0 : std::max(share - half, 0.0),
               upper = p.successes == p.trials ? 1 : std::min(share + half, 1.0);
  return detail::limits(lower, upper);
}

method_record const methods::agresti_coull{
    .name = "agresti_coull",
    .label = "Agresti–Coull",
    .meaning = "Interval of a proportion after about two successes and two failures are added.",
    .reference = "Agresti A, Coull BA. Am Stat 1998;52:119-126. doi:10.1080/00031305.1998.10480550",
    .accepts = form_kind::proportion,
    .needs_independent_rows = form_kind::proportion,
    .make = &detail::of_share<&clinmetrics::agresti_coull>,
};

}  // namespace CLINMETRICS_NAMESPACE
