// SPDX-License-Identifier: Apache-2.0
// The percentile interval as a method.
#include "clinmetrics/inference/percentile.hpp"

#include "methods.hpp"
#include "ordered_replicates.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

interval percentile_of_ordered(double value, ordered_replicates const& r, double level) {
  auto const why = detail::trouble_with_replicates(value, r.n_given, r.values.size(), (1 - level) / 2);
  if (why != interval_status::ok) return detail::no_interval(why);
  return detail::between_quantiles(quantile_of_ordered(r.values, (1 - level) / 2), quantile_of_ordered(r.values, (1 + level) / 2), r.sd);
}

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  auto const& e = *sides[0].of;
  ordered_replicates own;
  auto const* const order = detail::order_of(e, own);
  return order ? percentile_of_ordered(e.coarse, *order, c.level) : percentile(e.coarse, e.replicates, c.level);
}

/// At a chosen threshold, nearly all replicates agree if all rows of the denominator do, such as 13 of 13 events found. Then chance is in
/// the counts more than in the choice.
bool is_share_without_spread(evidence const& e, interval const& first) {
  return first.why == interval_status::zero_variance && e.is_independent && e.at_chosen.trials > 0;
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
