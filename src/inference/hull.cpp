// SPDX-License-Identifier: Apache-2.0
// Hulls: the smallest interval that contains those of two methods. If one of them gives none, the hull is the other.
#include "hull.hpp"

#include <algorithm>
#include <cmath>

#include "methods.hpp"

namespace CLINMETRICS_NAMESPACE {

interval detail::hull_of(interval const& a, interval const& b) {
  if (a.why != interval_status::ok) return b.why == interval_status::ok ? b : a;
  if (b.why != interval_status::ok) return a;
  return {std::min(a.lower, b.lower), std::max(a.upper, b.upper), interval_status::ok, std::isnan(a.se) ? b.se : a.se,
          std::isnan(a.se) ? b.df : a.df};
}

namespace {

template <method_record const& A, method_record const& B>
interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  return detail::hull_of(make_interval(A, *sides[0].of, c), make_interval(B, *sides[0].of, c));
}

template <method_record const& A, method_record const& B>
reading reads_of(form_kind form, bool is_independent) {
  return A.needs(form, is_independent) | B.needs(form, is_independent);
}

}  // namespace

method_record const methods::hull_bca_delta{
    .name = "hull_bca_delta",
    .label = "Hull BCa–delta",
    .meaning =
        "The smallest interval that contains both the BCa and the Delta Fisher z interval, because each is too narrow in some tables.",
    .reference =
        "Efron B. J Am Stat Assoc 1987;82:171-185. doi:10.1080/01621459.1987.10478410; Fleiss JL, Cohen J, Everitt BS. Psychol Bull "
        "1969;72:323-327. doi:10.1037/h0028106",
    .reads = {.replicates = true, .deletions = true},
    .accepts = form_kind::cell_statistic,
    .needs_independent_rows = form_kind::cell_statistic,
    .make = &make<methods::bca, methods::delta_fisher_z>,
    .reads_of = &reads_of<methods::bca, methods::delta_fisher_z>,
};

method_record const methods::hull_mover_t{
    .name = "hull_mover_t",
    .label = "Hull MOVER–t",
    .meaning =
        "The smallest interval that contains both the MOVER and the Transform t interval, because each is too narrow in some samples.",
    .reference =
        "Zou GY, Donner A. Stat Med 2008;27:1693-1702. doi:10.1002/sim.3095; Mosteller F, Tukey JW. Data Analysis and Regression. "
        "Addison-Wesley 1977, chapter 8",
    .reads = {.deletions = true, .units = true, .row_spread = true},
    .accepts = form_kind::composite,
    .needs_independent_rows = form_kind::composite,
    .make = &make<methods::mover, methods::transform_t>,
    .reads_of = &reads_of<methods::mover, methods::transform_t>,
};

}  // namespace CLINMETRICS_NAMESPACE
