// SPDX-License-Identifier: Apache-2.0
// Student's t on a scale: by the number of units, or by their effective number.
#include "clinmetrics/inference/transform_t.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/jackknife_se.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "hull.hpp"
#include "methods.hpp"
#include "parts.hpp"
#include "scale.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

struct range {
  double least, greatest;
};

constexpr range range_of(scale h) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  switch (h) {
    case scale::log:
      return {0, infinity};
    case scale::logit:
      return {0, 1};
    case scale::fisher_z:
      return {-1, 1};
    default:
      return {-infinity, infinity};
  }
}

/// The reason why there is no interval; ok if there is one.
interval_status trouble(double value, double se, double df, scale h) {
  auto const [least, greatest] = range_of(h);
  if (std::isnan(value) || std::isnan(se)) return interval_status::undefined_value;
  if (value < least || value > greatest) return interval_status::not_applicable;
  if (std::isinf(value) || std::isinf(se)) return interval_status::infinite_value;
  if (!(df >= 1)) return interval_status::too_few;
  if (!(se > 0)) return interval_status::zero_variance;
  return value == least || value == greatest ? interval_status::infinite_value : interval_status::ok;
}

}  // namespace

interval transform_t(double value, double se, double df, scale h, confidence const& c) {
  if (auto const why = trouble(value, se, df, h); why != interval_status::ok) return detail::no_interval(why);
  double const step = t_quantile_two_sided(c, df) * se * detail::slope(h, value);
  return {detail::moved(h, value, -step), detail::moved(h, value, step), interval_status::ok, se, df};
}

namespace {

/// The units that the value depends on: their number, and how many of equal size they are worth.
struct contributing_units {
  double n, effective;
};

/// Of a proportion, those in the denominator; of pairs, those of the smaller class. The effective number is the smaller one if the metric
/// has two denominators.
contributing_units units_of(evidence const& e) {
  if (e.closed.kind == form_kind::pair_count) {
    auto const n = static_cast<double>(std::min(e.units.positive, e.units.negative));
    return {n, n};
  }
  auto const n = static_cast<double>(e.units.all);
  contributing_units out{n, n};
  for (auto const& a : e.left_out().amounts) {
    if (e.closed.kind == form_kind::proportion) out.n = a.n_units;
    out.effective = std::min(out.effective, a.effective());
  }
  return out;
}

/// By the jackknife's standard error.
interval by_t(evidence const& e, double contributing_units::*df_plus_one, confidence const& c) {
  if (e.units.all < 10 || (e.reads_both_classes && std::min(e.units.positive, e.units.negative) < 5))
    return detail::no_interval(interval_status::too_few);
  if (std::isinf(e.point.number) || e.left_out().infinite) return detail::no_interval(interval_status::infinite_value);
  auto const units = units_of(e);
  if (units.n < 5) return detail::no_interval(interval_status::too_few);
  auto const se = jackknife_se(e.point.number, e.left_out().without);
  return se.why != interval_status::ok ? detail::no_interval(se.why)
                                       : transform_t(e.point.number, se.number, units.*df_plus_one - 1, e.h, c);
}

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  return by_t(*sides[0].of, &contributing_units::n, c);
}

/// The method of a form for independent rows of equal weight; null if it has none, as the ratio of events, whose expected number varies
/// with the observed one.
method_record const* closed_method_of(form_kind kind) {
  switch (kind) {
    case form_kind::proportion:
      return &methods::wilson;
    case form_kind::carried_proportion:
      return &methods::indirect_wilson;
    case form_kind::weighted_proportion:
      return &methods::logit_delta;
    case form_kind::cell_statistic:
      return &methods::delta_fisher_z;
    case form_kind::ratio_of_proportions:
    case form_kind::odds_ratio:
      return &methods::log_ratio;
    case form_kind::composite:
      return &methods::mover;
    default:
      return nullptr;
  }
}

interval make_effective(std::span<side const> sides, std::span<double const>, confidence const& c) {
  auto const& e = *sides[0].of;
  auto const by_units = by_t(e, &contributing_units::effective, c);
  auto const* const closed = closed_method_of(e.closed.kind);
  if (e.at_effective_size == nullptr || closed == nullptr || by_units.why != interval_status::ok) return by_units;
  evidence independent{.point = e.point, .closed = *e.at_effective_size, .h = e.h, .of_rows = e.of_rows};
  if (independent.closed.kind == form_kind::composite) independent.closed.parts.how.r = detail::correlation_of_parts(e);
  return detail::hull_of(by_units, make_default_interval({&independent, closed}, c));
}

reading reads_of_effective(form_kind form, bool is_independent) {
  return {.deletions = true, .units = true, .row_spread = form == form_kind::composite && !is_independent};
}

bool has_no_variance(evidence const&, interval const& first) { return first.why == interval_status::zero_variance; }
bool has_no_events(evidence const& e, interval const& first) { return e.point.number == 0 && first.why != interval_status::too_few; }

/// The proportion of as many trials as the units are worth, or the rows if their weights make them fewer.
form at_least_size(evidence const& e) {
  double size = units_of(e).effective;
  if (e.at_effective_size != nullptr) size = std::fmin(size, e.at_effective_size->share.trials);
  return proportion{e.closed.share.successes / e.closed.share.trials * size, size};
}

/// The ratio at a share of events: none were observed in the units, which are never worth more than their rows.
form at_no_events(evidence const& e) {
  auto const& f = e.closed.events;
  return carried_proportion{{0, units_of(e).effective}, {.a = f.n / f.expected}};
}

constexpr fallback where_t_has_no_interval[] = {{form_kind::proportion, &has_no_variance, &methods::wilson, &at_least_size},
                                                {form_kind::event_ratio, &has_no_events, &methods::wilson, &at_no_events}};

}  // namespace

method_record const methods::transform_t{
    .name = "transform_t",
    .label = "Transform t",
    .meaning =
        "Standard error from leaving out one unit (one patient) at a time, with Student’s t on a scale that suits the metric, "
        "transformed to the metric. It is valid for several rows of one patient and for weights.",
    .reference = "Mosteller F, Tukey JW. Data Analysis and Regression. Addison-Wesley 1977, chapter 8",
    .reads = {.deletions = true, .units = true},
    .accepts = form_set::all().without(form_kind::sum_of_deviations),
    .make = &make,
    .fallbacks = where_t_has_no_interval,
};

method_record const methods::effective_t{
    .name = "effective_t",
    .label = "Effective t",
    .meaning =
        "As Transform t, with fewer degrees of freedom if units (patients) have unequal sizes. With unequal weights the interval also "
        "contains that of as many rows of equal weight as the weighted rows are worth, such as Wilson’s for a proportion.",
    .reference = "Kish L. Survey Sampling. Wiley 1965 (the effective size); its use for degrees of freedom and in a hull is new here",
    .reads = {.deletions = true, .units = true, .row_spread = true},
    .accepts = form_set::all().without(form_kind::sum_of_deviations),
    .make = &make_effective,
    .fallbacks = where_t_has_no_interval,
    .reads_of = &reads_of_effective,
};

}  // namespace CLINMETRICS_NAMESPACE
