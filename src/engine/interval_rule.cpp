// SPDX-License-Identifier: Apache-2.0
// Chooses the method of an interval: the one asked for, if it is valid for these rows, or the default of the metric.
#include "interval_rule.hpp"

#include <string_view>

#include "clinmetrics/core/error.hpp"
#include "inference/methods.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// If the strata are the classes and the metric does not depend on prevalence, a method for independent rows remains valid.
bool is_valid_with_strata(descriptor const& about, cohort const& rows) {
  return !rows.is_stratified || (rows.strata_are_outcome && !about.depends_on_prevalence);
}

/// The reason why a method for independent rows of equal weight is not valid; ok if it is.
interval_status reason_against(descriptor const& about, cohort const& rows) {
  if (rows.is_weighted()) return interval_status::refused_weights;
  if (rows.is_clustered) return interval_status::refused_clusters;
  return is_valid_with_strata(about, rows) ? interval_status::ok : interval_status::refused_strata;
}

method_record const& asked_for(metric_instance const& m, std::string const& wanted) {
  auto const* const method = find_method(wanted);
  if (method == nullptr || !method->takes_one())
    throw input_error("`ci` does not know the method " + quoted_word(wanted) +
                      "; give None, 'auto', 'published' or a method such as 'wilson', 'logit_delong', 'transform_t', 'percentile', 'bca'");
  if (!fits(*m.record, *method))
    throw input_error("`ci` asks for the method '" + wanted + "', which does not exist for the metric '" + text_of(m) + "'");
  return *method;
}

/// The name of a metric's default, or of its published method, for these rows.
std::string_view default_of(descriptor const& about, bool is_independent) {
  return is_independent ? about.interval : about.interval_dependent;
}
std::string_view published_of(descriptor const& about, bool is_independent) {
  std::string_view const name = is_independent ? about.published : about.published_dependent;
  if (!name.empty()) return name;
  auto const by_default = default_of(about, is_independent);
  return by_default == methods::effective_t.name ? methods::transform_t.name : by_default;
}

/// The published method that is shown beside a default; null if it is the same, or if only the published one needs replicates, because they
/// would take more time than the interval itself.
method_record const* published_beside(descriptor const& about, interval_rule const& rule) {
  bool const has_own = rule.is_independent && *about.beside != '\0';
  auto const* const published = find_method(has_own ? about.beside : published_of(about, rule.is_independent));
  bool const adds_replicates = published->reads.resamples() && !rule.method->reads.resamples();
  return published == rule.method || adds_replicates ? nullptr : published;
}

/// The threshold is chosen again in each replicate, and the limits are percentiles: a threshold jumps from score to score, so that the
/// acceleration of BCa is not reliable, and its levels are often beyond the replicates (tests/coverage/operating_points.py).
interval_rule rule_of_chosen(interval_rule rule, metric_instance const& m, std::string const& wanted) {
  rule.method = rule.is_default ? &methods::percentile : &asked_for(m, wanted);
  rule.reads = rule.method->needs(form_kind::none, rule.is_independent);
  if (!rule.reads.replicates) rule.refused = interval_status::chosen_threshold, rule.reads = {};
  return rule;
}

}  // namespace

interval_rule choose_rule(metric_instance const& m, std::string const& wanted, cohort const& rows, bool is_chosen) {
  auto const& about = m.record->about;
  auto const why = reason_against(about, rows);
  interval_rule rule{.is_default = wanted == "auto" || wanted == "published",
                     .is_published = wanted == "published",
                     .is_independent = why == interval_status::ok};
  if (wanted == "none") return rule;
  if (is_chosen) return rule_of_chosen(rule, m, wanted);
  if (rule.is_default && !has_interval(about)) {
    rule.refused = interval_status::not_applicable;
    return rule;
  }
  if (!rule.is_default) {
    rule.method = &asked_for(m, wanted);
    if (rule.method->needs_independent_rows.contains(m.record->offers)) rule.refused = why;
  } else if (wanted == "published") {
    rule.method = find_method(published_of(about, rule.is_independent));
  } else {
    rule.method = find_method(default_of(about, rule.is_independent));
    rule.published = published_beside(about, rule);
  }
  if (rule.refused != interval_status::ok) return rule;
  rule.reads = rule.method->needs(m.record->offers, rule.is_independent);
  if (rule.published) rule.reads = rule.reads | rule.published->needs(m.record->offers, rule.is_independent);
  return rule;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
