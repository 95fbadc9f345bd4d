// SPDX-License-Identifier: Apache-2.0
// A limit moves away from the value as the level grows. So the level at which it meets a margin is found by a search over the critical
// value z, in which limits are nearly linear.
#include "clinmetrics/compare/decision.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The values that agree with the claim: those above `from` and below `to`.
struct open_range {
  double from, to;
};

/// Of a claim that is not two-sided.
open_range agreeing(claim const& c) {
  bool const is_ratio = c.contrast == contrast::ratio, is_lower_better = c.direction == better::lower;
  double const m = c.margin;
  auto const below = [&](double by) { return is_ratio ? 1 - by : -by; };       // worse by a margin, where higher is better
  auto const above = [&](double by) { return is_ratio ? 1 / (1 - by) : by; };  // worse by a margin, where lower is better
  if (c.alternative == alternative::equivalent) return {below(m), above(m)};
  double const by = c.alternative == alternative::superior ? -m : m;
  return is_lower_better ? open_range{-infinity, above(by)} : open_range{below(by), infinity};
}

decision shown(alternative a) {
  switch (a) {
    case alternative::superior:
      return decision::superior;
    case alternative::non_inferior:
      return decision::non_inferior;
    case alternative::equivalent:
      return decision::equivalent;
    default:
      return decision::different;
  }
}

bool has_limits(interval const& i) { return i.why == interval_status::ok && !std::isnan(i.lower) && !std::isnan(i.upper); }

constexpr double greatest_z = 37;  // beyond it, the level is 1 in double precision

/// The two-sided p value at which a limit meets `margin`: 1 if it lies beyond the margin at every level. `limit(z)` moves away from the
/// value as z grows; `side` is 1 for a lower limit, and −1 for an upper one.
template <class LimitAt>
double p_at_margin(LimitAt const& limit, double margin, double side) {
  auto const beyond = [&](double z) { return side * (limit(z) - margin); };  // above 0: the limit agrees with the claim
  double low = 0, high = 1, at_high = beyond(high);
  double at_low = beyond(1e-6);
  if (!(at_low > 0)) return std::isnan(at_low) ? std::nan("") : 1;
  while (at_high > 0 && high < greatest_z) low = high, at_low = at_high, high *= 2, at_high = beyond(high);
  if (std::isnan(at_high)) return std::nan("");
  if (at_high > 0) return 0;
  for (int i = 0; i < 60 && high - low > 1e-10 * high; ++i) {  // regula falsi by the Illinois rule; infinite ends are halved
    double const share = at_low / (at_low - at_high);
    double const z = std::isfinite(share) ? low + (high - low) * std::clamp(share, 0.01, 0.99) : (low + high) / 2;
    double const here = beyond(z);
    if (std::isnan(here)) return std::nan("");
    if (here > 0)
      low = z, at_low = here, at_high /= 2;
    else
      high = z, at_high = here, at_low /= 2;
  }
  return std::erfc((low + high) / 2 / std::sqrt(2.0));
}

}  // namespace

decision judge(claim const& c, interval const& i) {
  if (!has_limits(i) || !is_judgeable(c)) return decision::not_judged;
  if (c.alternative == alternative::two_sided) {
    double const none = c.contrast == contrast::ratio ? 1 : 0;
    return i.lower > none || i.upper < none ? decision::different : decision::not_shown;
  }
  auto const [from, to] = agreeing(c);
  return i.lower > from && i.upper < to ? shown(c.alternative) : decision::not_shown;
}

double p_of(claim const& c, std::function<interval(confidence const&)> const& at) {
  if (!is_judgeable(c)) return std::nan("");
  auto const limits_at = [&](double z) {
    auto const i = at(confidence::at_critical(z));
    return has_limits(i) ? i : interval{std::nan(""), std::nan(""), i.why, i.se, i.df, i.how};
  };
  auto const by_lower = [&](double margin) { return p_at_margin([&](double z) { return limits_at(z).lower; }, margin, 1); };
  auto const by_upper = [&](double margin) { return p_at_margin([&](double z) { return limits_at(z).upper; }, margin, -1); };
  if (c.alternative == alternative::two_sided) {
    double const none = c.contrast == contrast::ratio ? 1 : 0;
    return std::min(by_lower(none), by_upper(none));
  }
  auto const [from, to] = agreeing(c);
  if (std::isinf(from)) return by_upper(to) / 2;
  if (std::isinf(to)) return by_lower(from) / 2;
  return std::max(by_lower(from), by_upper(to)) / 2;
}

}  // namespace CLINMETRICS_NAMESPACE
