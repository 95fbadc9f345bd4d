// SPDX-License-Identifier: Apache-2.0
// Student's t for a coefficient of a regression: with few events the standard error of the model is too small where the model is wrong, and
// the one from leaving out units where a few rows decide, so that the larger of the two is taken.
#include <algorithm>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/jackknife_se.hpp"
#include "clinmetrics/inference/transform_t.hpp"
#include "methods.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  auto const& e = *sides[0].of;
  auto contributing = static_cast<double>(std::min(e.units.positive, e.units.negative));
  if (e.units.all < 10 || contributing < 5) return detail::no_interval(interval_status::too_few);
  auto const se = jackknife_se(e.point.number, e.left_out().without);
  if (se.why != interval_status::ok) return detail::no_interval(se.why);
  for (auto const& a : e.left_out().amounts) contributing = std::min(contributing, a.effective());
  return transform_t(e.point.number, std::max(se.number, e.closed.slope.model_se), contributing - 1, scale::identity, c);
}

}  // namespace

method_record const methods::slope_t{
    .name = "slope_t",
    .label = "Slope t",
    .meaning =
        "Student’s t with the larger of two standard errors, that of the regression and that from leaving out one unit (one patient) at a "
        "time; the degrees of freedom are the units of the smaller class less one, or fewer if units have unequal sizes.",
    .reference =
        "Mancl LA, DeRouen TA. Biometrics 2001;57:126-134. doi:10.1111/j.0006-341X.2001.00126.x (the standard error without a "
        "unit); taking the larger one is new here",
    .reads = {.deletions = true, .units = true},
    .accepts = form_kind::regression_slope,
    .make = &make,
};

}  // namespace CLINMETRICS_NAMESPACE
