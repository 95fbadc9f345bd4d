// SPDX-License-Identifier: Apache-2.0
// A part that is a proportion has the interval that this proportion has as a metric of its own.
#include "parts.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/jackknife_se.hpp"
#include "methods.hpp"
#include "proportion.hpp"

namespace CLINMETRICS_NAMESPACE::detail {
namespace {

interval of_proportion(evidence const& composite, int which, proportion share, confidence const& c) {
  evidence e{.point = {share.successes / share.trials, status::ok},
             .closed = share,
             .h = scale::logit,
             .is_independent = composite.is_independent,
             .rows = composite.rows,
             .units = composite.units};
  if (e.is_independent) return make_interval(methods::wilson, e, c);
  e.left_out = std::function<deletions const&()>([&]() -> deletions const& { return composite.left_out().parts[which]; });
  form at_effective_size;
  if (composite.at_effective_size != nullptr) {
    auto const& parts = composite.at_effective_size->parts;
    at_effective_size = (which == 0 ? parts.a : parts.b).share, e.at_effective_size = &at_effective_size;
  }
  return make_default_interval({&e, &methods::effective_t}, c);
}

/// The odds at the limits.
interval of_odds(interval const& of_p) {
  if (of_p.why != interval_status::ok) return of_p;
  return limits(of_p.lower / (1 - of_p.lower), of_p.upper / (1 - of_p.upper));
}

/// The values of p(1 − p) for all p between the limits.
interval of_binomial_variance(interval const& of_p) {
  if (of_p.why != interval_status::ok) return of_p;
  auto const f = [](double p) { return p * (1 - p); };
  double const ends[] = {f(of_p.lower), f(of_p.upper)};
  bool const has_half = of_p.lower <= 0.5 && of_p.upper >= 0.5;
  return limits(std::min(ends[0], ends[1]), has_half ? 0.25 : std::max(ends[0], ends[1]));
}

struct range {
  double least, greatest;
};

/// What a proportion and a second one, or its odds, can be together: a + weight·b, or a·b^weight.
range range_of(composite const& f) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  double const greatest_b = f.b.is == part::kind::odds ? infinity : 1, w = f.how.weight;
  if (f.how.h == scale::identity) return {w < 0 ? w * greatest_b : 0, w > 0 ? 1 + w * greatest_b : 1};
  return {0, w < 0 || greatest_b == infinity ? infinity : 1};
}

}  // namespace

interval interval_of_part(evidence const& composite, int which, confidence const& c) {
  part const& p = which == 0 ? composite.closed.parts.a : composite.closed.parts.b;
  if (p.is == part::kind::mean) return beta_bound_of_mean(p.mean, composite, 0, c);
  if (!is_defined(p.share)) return no_interval(interval_status::undefined_value);
  auto const of_share = of_proportion(composite, which, p.share, c);
  return p.is == part::kind::binomial_variance ? of_binomial_variance(of_share) : p.is == part::kind::odds ? of_odds(of_share) : of_share;
}

interval mapped(bounded const& combination, composite const& f) {
  if (!std::isfinite(f.how.weight)) return no_interval(interval_status::infinite_value);
  auto [value, lower, upper] = combination;
  if (f.a.is == part::kind::proportion && (f.b.is == part::kind::proportion || f.b.is == part::kind::odds)) {
    auto const [least, greatest] = range_of(f);
    lower = std::max(lower, least), upper = std::min(upper, greatest);
  }
  lower = std::max(lower, f.how.least), upper = std::max(upper, f.how.least);
  lower = f.map(lower), upper = f.map(upper);
  return limits(std::min(lower, upper), std::max(lower, upper));
}

double correlation_of_parts(evidence const& composite) {
  if (composite.is_independent) return composite.closed.parts.how.r;
  auto const& parts = composite.left_out().parts;
  return jackknife_correlation(parts[0].without, parts[1].without);
}

}  // namespace CLINMETRICS_NAMESPACE::detail
