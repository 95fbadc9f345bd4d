// SPDX-License-Identifier: Apache-2.0
// A limit moves away from the value as the level grows. So the level at which it meets a margin is found by a search over the critical
// value z, in which limits are nearly linear: by secants, and by halving where secants fail.
#include "clinmetrics/compare/decision.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The values that agree with the claim: those above `from` and below `to`.
struct open_range {
  double from, to;
};

/// Of a claim that is not two-sided.
open_range agreeing(claim const& c) {
  if (c.alternative == alternative::equivalent) return {-c.margin, c.margin};
  double const may_be_worse_by = c.alternative == alternative::superior ? -c.margin : c.margin;
  return c.direction == better::lower ? open_range{-infinity, may_be_worse_by} : open_range{-may_be_worse_by, infinity};
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

constexpr double greatest_z = 7.5;  // p = 6·10⁻¹⁴; beyond it, a level cannot be told from 1 in double precision
constexpr double least_z = 1e-6;

/// How far a limit lies beyond a margin, on the side that agrees with a claim; NaN where there is no limit.
using distance = std::function<double(double z)>;

/// The greatest critical value near which the limit still agrees with the claim, and the least one known at which it does not.
struct bracket {
  double low, at_low, high, at_high;
};

/// `high` is NaN if the limit agrees wherever it exists, as for replicates, which have no limits at high levels.
bracket bracket_of(distance const& beyond) {
  bracket b{least_z, beyond(least_z), std::nan(""), std::nan("")};
  double step = 1;
  for (int i = 0; i < 20 && b.at_low > 0 && b.low < greatest_z && step > 1e-3; ++i) {
    double const z = std::min(b.low + step, greatest_z), here = beyond(z);
    if (std::isnan(here)) {
      step = (z - b.low) / 2;
    } else if (here > 0) {
      b.low = z, b.at_low = here, step *= 2;
    } else {
      b.high = z, b.at_high = here;
      break;
    }
  }
  return b;
}

/// The first one that is tried, because a caller mostly has the limits at 95 % already.
double usual_z() {
  static double const z = confidence(0.95).z;
  return z;
}

double two_sided_p(double z) { return std::erfc(z / std::sqrt(2.0)); }

struct tried {
  double z, beyond;
};

/// The critical value at which a limit meets the margin, between or beyond two others; NaN if secants do not lead there. The limit agrees
/// with the claim at the first of them.
double by_secants(distance const& beyond, tried before, tried last) {
  double low = before.z, high = greatest_z;
  for (int i = 0; i < 8; ++i) {
    (last.beyond > 0 ? low : high) = last.z;
    double const z = last.z - last.beyond * (last.z - before.z) / (last.beyond - before.beyond);
    if (last.beyond > 0 && last.z == greatest_z) return greatest_z;
    double const next = z > greatest_z ? greatest_z : z;
    if (!(next >= low && next <= high)) return std::nan("");
    if (std::abs((next - last.z) * (last.z - before.z)) < 1e-9) return next;  // the error is about that product
    before = std::exchange(last, {next, beyond(next)});
  }
  return std::nan("");
}

double by_halving(distance const& beyond) {
  auto [low, at_low, high, at_high] = bracket_of(beyond);
  if (std::isnan(high)) return low;
  for (int i = 0; i < 60 && high - low > 1e-8 * high; ++i) {  // regula falsi by the Illinois rule
    double const share = at_low / (at_low - at_high);
    double const z = std::isfinite(share) ? low + (high - low) * std::clamp(share, 0.01, 0.99) : (low + high) / 2;
    double const here = beyond(z);
    if (std::isnan(here)) return here;
    if (here > 0)
      low = z, at_low = here, at_high /= 2;
    else
      high = z, at_high = here, at_low /= 2;
  }
  return (low + high) / 2;
}

/// The two-sided p value at which the limit meets the margin: 1 if it does not agree with the claim at any level.
double p_at_margin(distance const& beyond) {
  tried const first{least_z, beyond(least_z)};
  if (std::isnan(first.beyond)) return first.beyond;
  if (!(first.beyond > 0)) return 1;
  double const z = by_secants(beyond, first, {usual_z(), beyond(usual_z())});
  return two_sided_p(std::isnan(z) ? by_halving(beyond) : z);
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
  std::vector<std::pair<double, interval>> known;  // both limits are read at the first levels
  auto const limits_at = [&](double z) {
    for (auto const& [at_z, i] : known)
      if (at_z == z) return i;
    auto i = at(confidence::at_critical(z));
    if (!has_limits(i)) i.lower = i.upper = std::nan("");
    known.emplace_back(z, i);
    return i;
  };
  auto const on_scale = [&](double x) { return c.contrast == contrast::ratio ? std::log(x) : x; };  // where limits are nearly linear in z
  auto const by_lower = [&](double margin) {
    return p_at_margin([&](double z) { return on_scale(limits_at(z).lower) - on_scale(margin); });
  };
  auto const by_upper = [&](double margin) {
    return p_at_margin([&](double z) { return on_scale(margin) - on_scale(limits_at(z).upper); });
  };
  if (c.alternative == alternative::two_sided) {
    double const none = c.contrast == contrast::ratio ? 1 : 0;
    return std::min(by_lower(none), by_upper(none));
  }
  // A limit that agrees at no level: the opposite one says how far the data contradict the claim.
  auto const one_sided = [](double by_own, double by_opposite) { return by_own < 1 ? by_own / 2 : 1 - by_opposite / 2; };
  auto const [from, to] = agreeing(c);
  if (std::isinf(from)) return one_sided(by_upper(to), by_lower(to));
  if (std::isinf(to)) return one_sided(by_lower(from), by_upper(from));
  return std::max(one_sided(by_lower(from), by_upper(from)), one_sided(by_upper(to), by_lower(to)));
}

}  // namespace CLINMETRICS_NAMESPACE
