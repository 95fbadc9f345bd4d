// SPDX-License-Identifier: Apache-2.0
// Student's t for a mean, on the scale of its values.
#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/jackknife_se.hpp"
#include "clinmetrics/inference/transform_t.hpp"
#include "methods.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  auto const& e = *sides[0].of;
  double const value = e.point.number;
  if (std::isinf(value)) return detail::no_interval(interval_status::infinite_value);
  if (e.is_independent) {
    double const df = e.of_rows().n_rows - 1;
    if (!(df >= 1)) return detail::no_interval(interval_status::too_few);
    return transform_t(value, std::sqrt(e.of_rows().variance / df), df, scale::identity, c);
  }
  auto const se = jackknife_se(value, e.left_out().without);
  if (se.why != interval_status::ok) return detail::no_interval(se.why);
  return transform_t(value, se.number, static_cast<double>(e.units.all) - 1, scale::identity, c);
}

reading reads_of(form_kind, bool is_independent) {
  return is_independent ? reading{.row_spread = true} : reading{.deletions = true, .units = true};
}

}  // namespace

method_record const methods::student_t{
    .name = "student_t",
    .label = "Student t",
    .meaning =
        "Normal approximation of a mean with Student’s t and the standard error of the rows, or that from leaving out one unit at a time.",
    .reference = "Student. Biometrika 1908;6:1-25. doi:10.1093/biomet/6.1.1",
    .reads = {.deletions = true, .units = true, .row_spread = true},
    .accepts = form_kind::bounded_mean,
    .make = &make,
    .reads_of = &reads_of,
};

}  // namespace CLINMETRICS_NAMESPACE
