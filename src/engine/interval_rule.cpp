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
  if (method == nullptr || method->n_sides != 1)
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
  if (wanted == "none") return {.is_default = false};
  if (wanted == "auto") return {.method = find_method(why == interval_status::ok ? about.interval : about.interval_dependent)};
  auto const& method = asked_for(m, wanted);
  return {.method = &method, .is_default = false, .refused = method.needs_independent_rows ? why : interval_status::ok};
}

}  // namespace CLINMETRICS_NAMESPACE::engine
