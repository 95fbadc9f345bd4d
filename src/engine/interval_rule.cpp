// SPDX-License-Identifier: Apache-2.0
// Chooses the method of an interval by metric and kind of rows, or takes the one asked for, and checks that it is valid.
#include "interval_rule.hpp"

#include "clinmetrics/core/error.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// If the strata are the classes and the metric does not depend on prevalence, its closed-form interval remains valid.
bool strata_are_harmless(descriptor const& about, cohort const& rows) {
  return !rows.is_stratified || (rows.strata_are_outcome && !about.depends_on_prevalence);
}

/// The reason why a method for independent rows of equal weight is not valid; ok if it is.
interval_status trouble(descriptor const& about, cohort const& rows) {
  if (rows.is_weighted()) return interval_status::refused_weights;
  if (rows.is_clustered) return interval_status::refused_clusters;
  return strata_are_harmless(about, rows) ? interval_status::ok : interval_status::refused_strata;
}

method_record const& asked_for(metric_instance const& m, std::string const& wanted) {
  auto const* const method = find_method(wanted);
  if (method == nullptr || !method->takes_one())
    throw input_error("`ci` does not know the method " + quoted_word(wanted) +
                      "; give None, 'auto' or a method such as 'wilson', 'logit_delong', 'transform_t', 'percentile', 'bca'");
  if (!fits(*m.record, *method))
    throw input_error("`ci` asks for the method '" + wanted + "', which does not exist for the metric '" + text_of(m) + "'");
  return *method;
}

}  // namespace

interval_rule choose_rule(metric_instance const& m, std::string const& wanted, cohort const& rows) {
  auto const& about = m.record->about;
  auto const why = trouble(about, rows);
  interval_rule rule{.is_default = wanted == "auto", .is_independent = why == interval_status::ok};
  if (wanted == "none") return rule;
  rule.method = rule.is_default ? find_method(rule.is_independent ? about.interval : about.interval_dependent) : &asked_for(m, wanted);
  if (rule.method->needs_independent_rows.contains(m.record->offers)) rule.refused = why;
  if (rule.refused == interval_status::ok) rule.reads = rule.method->needs(m.record->offers, rule.is_independent);
  return rule;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
