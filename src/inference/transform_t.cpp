// SPDX-License-Identifier: Apache-2.0
// Student's t on a scale.
#include "clinmetrics/inference/transform_t.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/jackknife_se.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "methods.hpp"
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

/// The number of units that the value depends on: of a proportion, those in the denominator; of pairs, those of the smaller class.
double contributing_units(evidence const& e) {
  if (e.closed.kind == form_kind::pair_count) return static_cast<double>(std::min(e.units.positive, e.units.negative));
  if (e.closed.kind != form_kind::proportion) return static_cast<double>(e.units.all);
  auto const& left_out = e.left_out();
  double n = 0;
  for (std::size_t i = 0; i < left_out.without.size(); ++i)
    if (left_out.trials[i] > 0) n += left_out.without[i].n_units;
  return n;
}

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  auto const& e = *sides[0].of;
  if (e.units.all < 10 || (e.reads_both_classes && std::min(e.units.positive, e.units.negative) < 5))
    return detail::no_interval(interval_status::too_few);
  if (std::isinf(e.point.number) || e.left_out().infinite) return detail::no_interval(interval_status::infinite_value);
  double const n = contributing_units(e);
  if (n < 5) return detail::no_interval(interval_status::too_few);
  auto const se = jackknife_se(e.point.number, e.left_out().without);
  return se.why != interval_status::ok ? detail::no_interval(se.why) : transform_t(e.point.number, se.number, n - 1, e.h, c);
}

bool has_no_variance(evidence const&, interval const& first) { return first.why == interval_status::zero_variance; }
bool has_no_events(evidence const& e, interval const& first) { return e.point.number == 0 && first.why != interval_status::too_few; }

/// The proportion of Kish's effective size: (Σm)²/Σm² over units, m their share of the denominator.
form at_kish_size(evidence const& e) {
  auto const& left_out = e.left_out();
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < left_out.without.size(); ++i) {
    double const n = left_out.without[i].n_units, m = left_out.trials[i];
    sum += n * m, squares += n * m * m;
  }
  double const size = sum * sum / squares;
  return proportion{e.closed.share.successes / e.closed.share.trials * size, size};
}

/// The ratio at a share of events: 0 of n events were observed.
form at_no_events(evidence const& e) {
  auto const& f = e.closed.events;
  return carried_proportion{{0, f.n}, {.a = f.n / f.expected}};
}

constexpr fallback where_t_has_no_interval[] = {{form_kind::proportion, &has_no_variance, &methods::wilson, &at_kish_size},
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

}  // namespace CLINMETRICS_NAMESPACE
