// SPDX-License-Identifier: Apache-2.0
// Computes the limits of a value.
#include "intervals.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/inference/basic.hpp"
#include "clinmetrics/inference/bca.hpp"
#include "clinmetrics/inference/delong.hpp"
#include "clinmetrics/inference/l1_projection.hpp"
#include "clinmetrics/inference/logit_bootstrap_sd.hpp"
#include "clinmetrics/inference/percentile.hpp"
#include "clinmetrics/inference/transform_t.hpp"
#include "clinmetrics/tally/ranked_pairs.hpp"
#include "clinmetrics/tally/row_functions.hpp"
#include "clinmetrics/tally/sums_of.hpp"
#include "unit_index.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

interval no_interval(method how, interval_status why) { return {nan, nan, how, why, nan, nan}; }

/// If the strata are the classes and the metric does not depend on prevalence, its closed-form interval remains valid.
bool strata_are_harmless(series const& line, cohort const& rows) {
  return !rows.is_stratified || (rows.strata_are_outcome && !line.metric.record->about.depends_on_prevalence);
}

bool rows_are_independent(cohort const& rows) { return !rows.is_weighted() && !rows.is_clustered; }

/// Closed-form methods for independent rows with weight 1.
bool wants_independent_rows(method how) { return how > method::none && how <= method::delong_newcombe_hull; }

/// Kish's effective size and the proportion of it: (Σm)²/Σm² over units, m their share of the denominator.
proportion kish(proportion p, jackknife_result const& j) {
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < j.without.size(); ++i) {
    double const n = j.without[i].n_units, m = j.trials[i];
    sum += n * m, squares += n * m * m;
  }
  double const size = sum * sum / squares;
  return {p.successes / p.trials * size, size};
}

auc_summary summary_of(interval_case const& c) {
  auto const t = ranked_pairs::read(c.words);
  return {c.whole.number, static_cast<double>(t.n_positive), static_cast<double>(t.n_negative), c.delong_variance};
}

interval delong_family(interval_case const& c, method how, bool automatic) {
  auto const s = summary_of(c);
  if (automatic) return auto_auroc(s, c.level);
  switch (how) {
    case method::delong:
      return delong(s, c.level);
    case method::logit_delong:
      return logit_delong(s, c.level);
    case method::newcombe5:
      return newcombe5(s.auc, s.n_positive, s.n_negative, c.level);
    default:
      return delong_newcombe_hull(s, c.level);
  }
}

/// If no event was observed: from 0 to the ratio at Wilson's upper limit of 0 in n.
interval no_events(interval_case const& c) {
  auto const t = sums_of<predicted_risk>::read(c.words);
  double const n = static_cast<double>(t.total());
  auto i = wilson({0, n}, c.level);
  i.upper *= n / from_fixed(t.sum, t.bits);
  return i;
}

interval by_transform_t(interval_case const& c, bool automatic) {
  auto const& about = c.line->metric.record->about;
  auto const as_proportion = c.line->metric.record->as_proportion;
  auto const units = count_units(*c.rows, c.source.group_rows);
  bool const is_pair_count = c.line->metric.record->is_pair_count;
  if (units.all < 10 || (about.reads_both_classes && (units.positive < 5 || units.negative < 5)))
    return no_interval(method::transform_t, interval_status::too_few);
  if (std::isinf(c.whole.number)) return no_interval(method::transform_t, interval_status::infinite_value);
  if (automatic && c.line->metric.record->is_event_ratio && c.whole.number == 0) return no_events(c);
  auto const j = jackknife(c.source, c.line->metric, c.whole, c.stop);
  if (j.infinite) return no_interval(method::transform_t, interval_status::infinite_value);
  double contributing = static_cast<double>(units.all);
  if (is_pair_count) contributing = static_cast<double>(std::min(units.positive, units.negative));
  if (as_proportion) {
    contributing = 0;
    for (std::size_t i = 0; i < j.without.size(); ++i)
      if (j.trials[i] > 0) contributing += j.without[i].n_units;
  }
  if (contributing < 5) return no_interval(method::transform_t, interval_status::too_few);
  auto const se = jackknife_se(c.whole.number, j.without);
  if (se.why != interval_status::ok) return no_interval(method::transform_t, se.why);
  if (automatic && se.number == 0) {  // all units have the same value: the replacement in the table of defaults
    if (as_proportion) return wilson(kish(as_proportion(c.words), j), c.level);
    if (is_pair_count) return newcombe5(c.whole.number, static_cast<double>(units.positive), static_cast<double>(units.negative), c.level);
  }
  return transform_t(c.whole.number, se.number, contributing - 1, about.h, c.level);
}

interval by_bca(interval_case const& c) {
  auto const j = jackknife(c.source, c.line->metric, c.whole, c.stop);
  bool const unusable = j.undefined || j.infinite;
  return unusable ? no_interval(method::bca, interval_status::zero_variance)
                  : bca(c.coarse, c.replicates, acceleration(j.without), c.level);
}

/// From replicates and, if they are compared with it, the value at their precision.
interval at_coarse_value(interval_case const& c, method how) {
  switch (how) {
    case method::percentile:
      return percentile(c.coarse, c.replicates, c.level);
    case method::basic:
      return basic(c.coarse, c.replicates, c.level);
    case method::bca:
      return by_bca(c);
    case method::l1_projection:
      return l1_projection(c.whole.number, c.replicates, c.level);  // its replicates are deviations and are not compared with a value
    default:
      return logit_bootstrap_sd(c.coarse, c.replicates, static_cast<double>(count_units(*c.rows, c.source.group_rows).positive), c.level);
  }
}

/// Whether rounding changed the value by so much of the replicates' spread that the spread is not reliable either.
bool is_below_precision(interval_case const& c, interval const& i) {
  double const spread = std::isnan(i.se) ? (i.upper - i.lower) / 4 : i.se;
  return std::abs(c.whole.number - c.coarse) > 0.05 * spread;
}

interval from_replicates(interval_case const& c, method how, bool automatic) {
  auto const* record = c.line->metric.record;
  auto const& about = record->about;
  if (automatic && (c.size.n < 20 || (about.reads_both_classes && std::min(c.size.n_positive, c.size.n_negative) < 5)))
    return no_interval(how, interval_status::too_few);
  auto i = at_coarse_value(c, how);
  if (automatic) {  // the replacements in the table of defaults
    bool const failed = i.why != interval_status::ok && i.why != interval_status::too_few_replicates;
    if (how == method::bca && failed && record->opens(method::delta_fisher_z))
      return record->closed_form(c.line->metric.parameters, c.words, method::delta_fisher_z, c.level);
    if (how == method::logit_bootstrap_sd && i.why == interval_status::zero_variance && c.whole.number == 1) {
      auto const n = static_cast<double>(count_units(*c.rows, c.source.group_rows).positive);
      return wilson({n, n}, c.level);
    }
  }
  if (i.why != interval_status::ok || c.coarse == c.whole.number) return i;
  if (is_below_precision(c, i)) return no_interval(how, interval_status::below_precision);
  if (how == method::l1_projection) return i;
  bool const was_inside = i.lower >= about.least && i.upper <= about.greatest;
  i.lower += c.whole.number - c.coarse, i.upper += c.whole.number - c.coarse;
  if (was_inside) clip_to_range(i, about);
  return i;
}

}  // namespace

method first_method(series const& line, cohort const& rows) {
  if (!line.wish.automatic) return line.wish.how;
  auto const& about = line.metric.record->about;
  return rows_are_independent(rows) && strata_are_harmless(line, rows) ? about.interval : about.interval_dependent;
}

interval make_interval(interval_case const& c) {
  bool const automatic = c.line->wish.automatic;
  method const how = first_method(*c.line, *c.rows);
  if (how == method::none) return no_interval(how, interval_status::not_requested);
  if (std::isnan(c.whole.number)) return no_interval(how, interval_status::undefined_value);
  if (wants_independent_rows(how)) {
    if (c.rows->is_weighted()) return no_interval(how, interval_status::refused_weights);
    if (c.rows->is_clustered) return no_interval(how, interval_status::refused_clusters);
    if (!strata_are_harmless(*c.line, *c.rows)) return no_interval(how, interval_status::refused_strata);
  }
  if (is_delong(how)) return delong_family(c, how, automatic);
  if (how == method::transform_t) return by_transform_t(c, automatic);
  if (needs_replicates(how)) return from_replicates(c, how, automatic);
  auto const* record = c.line->metric.record;
  auto const i = record->closed_form(c.line->metric.parameters, c.words, how, c.level);
  if (automatic && how == method::log_ratio && i.why == interval_status::zero_cell)
    return record->closed_form(c.line->metric.parameters, c.words, method::log_haldane, c.level);
  return i;
}

bool clip_to_range(interval& i, descriptor const& about) {
  if (i.why != interval_status::ok) return false;
  bool const is_outside = i.lower < about.least || i.upper > about.greatest;
  i.lower = std::max(i.lower, about.least), i.upper = std::min(i.upper, about.greatest);
  return is_outside;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
