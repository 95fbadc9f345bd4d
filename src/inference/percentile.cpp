// SPDX-License-Identifier: Apache-2.0
// The percentile interval as a method.
#include "clinmetrics/inference/percentile.hpp"

#include "methods.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  auto const& e = *sides[0].of;
  return percentile(e.coarse, e.replicates, c.level);
}

/// At a chosen threshold, nearly all replicates agree if all rows of the denominator do, such as 13 of 13 events found. Then chance is in
/// the counts more than in the choice.
bool is_share_without_spread(evidence const& e, interval const& first) {
  return first.why == interval_status::zero_variance && e.is_independent && e.at_chosen.kind == form_kind::proportion;
}
form counts_at_chosen(evidence const& e) { return e.at_chosen; }

constexpr fallback where_replicates_agree[] = {{form_kind::none, &is_share_without_spread, &methods::clopper_pearson, &counts_at_chosen}};

}  // namespace

method_record const methods::percentile{
    .name = "percentile",
    .label = "Percentile",
    .meaning = "Bootstrap interval: the middle part of the values of the metric over bootstrap replicates.",
    .reference = "Efron B, Tibshirani RJ. An Introduction to the Bootstrap. Chapman & Hall 1993, section 13.3",
    .reads = {.replicates = true},
    .accepts = form_set::all().without(form_kind::sum_of_deviations),
    .make = &make,
    .fallbacks = where_replicates_agree,
};

}  // namespace CLINMETRICS_NAMESPACE
