// SPDX-License-Identifier: Apache-2.0
// Miettinen and Nurminen's score tests and intervals, with the most likely rates under the hypothesis.
#include "clinmetrics/compare/miettinen_nurminen.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "inference/proportion.hpp"
#include "score.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

double rate(proportion p) { return p.successes / p.trials; }

/// N/(N − 1).
double correction(proportion a, proportion b) { return (a.trials + b.trials) / (a.trials + b.trials - 1); }

/// The most likely p_b if p_a = p_b + d, for 0 < d < 1: the middle root of the likelihood equation
///   G(p_b) = (x_a − n_a·p_a)·p_b·q_b + (x_b − n_b·p_b)·p_a·q_a = 0.
/// G is a cubic with one root up to 0, one in [0, 1 − d] and one from 1 − d on. Newton's iteration from the point of inflection approaches
/// the middle root from one side, so it ends when rounding reverses a step. Cosines, the closed form, lose half of the digits where two
/// roots are close.
double most_likely_lesser(proportion a, proportion b, double d) {
  double const n = a.trials + b.trials;
  double p = (a.successes + b.successes + n - (n + b.trials) * d) / (3 * n), last = 0;
  for (int i = 0; i < 100; ++i) {
    double const q = 1 - p, p_a = p + d, q_a = 1 - d - p;
    double const of_a = a.successes - a.trials * p_a, of_b = b.successes - b.trials * p;
    double const g = of_a * p * q + of_b * p_a * q_a;
    double const slope = of_a * (q - p) - a.trials * p * q + of_b * (q_a - p_a) - b.trials * p_a * q_a;
    double const step = g / slope;
    if (!(step * last >= 0) || p - step == p) break;
    p -= step, last = step;
  }
  return std::clamp(p, 0.0, 1 - d);
}

/// V of a difference. If it is negative, the two are swapped.
double variance(proportion a, proportion b, double d) {
  if (d < 0) return variance(b, a, -d);
  double const pooled = (a.successes + b.successes) / (a.trials + b.trials);
  double const p = d == 0 ? pooled : d < 1 ? most_likely_lesser(a, b, d) : 0;
  double const of_a = (p + d) * std::max(1 - d - p, 0.0) / a.trials, of_b = p * (1 - p) / b.trials;
  return (of_a + of_b) * correction(a, b);
}

double lower_limit(proportion a, proportion b, confidence const& c) {
  double const seen = rate(a) - rate(b);
  return detail::lower_score_limit(-1, seen, [&](double d) { return seen - d - c.z * std::sqrt(variance(a, b, d)); });
}

/// The ratio u/w of two numbers with u + w = 1. A swap of the groups swaps u and w, and a ratio from 0 to infinity is a u from 0 to 1.
struct shares {
  double u, w;
};

/// w·p̂_a − u·p̂_b and its variance. With x and y failures and N = n_a + n_b the most likely rates are
///   p_a = 2(x_a + x_b)·u/(s + t + r),   q_a = (e + r)/(2N·w),   r = √((s − t)² + 4·u·w·y_a·y_b),
///   s = (n_a + x_b)·u,   t = (n_b + x_a)·w,   e = (N + y_a)·w − s,
/// and p_b, q_b the same after a swap. q is not computed as 1 − p, which loses digits if p is near 1.
struct contrast {
  double distance, variance;

  contrast(proportion a, proportion b, shares at) : distance(at.w * rate(a) - at.u * rate(b)) {
    double const y_a = a.trials - a.successes, y_b = b.trials - b.successes;
    double const s = (a.trials + b.successes) * at.u, t = (b.trials + a.successes) * at.w;
    double const r = std::sqrt((s - t) * (s - t) + 4 * at.u * at.w * y_a * y_b);
    double const n = a.trials + b.trials, p_by_share = 2 * (a.successes + b.successes) / (s + t + r);
    auto const failing = [&](double y, double other, double share, double other_share) {
      double const e = (n + y) * other_share - other;
      return e > 0 ? (e + r) / (2 * n * other_share) : y == 0 ? 0 : 2 * y * (share - other_share) / (r - e);
    };
    double const of_a = p_by_share * at.u * failing(y_a, s, at.u, at.w) / a.trials;
    double const of_b = p_by_share * at.w * failing(y_b, t, at.w, at.u) / b.trials;
    variance = (at.w * at.w * of_a + at.u * at.u * of_b) * correction(a, b);
  }
};

double lower_limit_of_ratio(proportion a, proportion b, confidence const& c) {
  double const u = detail::lower_score_limit(0, rate(a) / (rate(a) + rate(b)), [&](double share) {
    contrast const of(a, b, {share, 1 - share});
    return of.distance - c.z * std::sqrt(of.variance);
  });
  return u / (1 - u);
}

bool are_defined(proportion a, proportion b) { return detail::is_defined(a) && detail::is_defined(b) && a.trials + b.trials > 1; }

}  // namespace

interval miettinen_nurminen(proportion a, proportion b, confidence const& c) {
  if (!are_defined(a, b)) return detail::no_interval(interval_status::undefined_value);
  return detail::limits(lower_limit(a, b, c), -lower_limit(b, a, c));
}

significance_test miettinen_nurminen_test(proportion a, proportion b, double difference) {
  if (!(are_defined(a, b) && std::abs(difference) <= 1)) return {};
  return detail::score_test(rate(a) - rate(b) - difference, variance(a, b, difference));
}

interval miettinen_nurminen_ratio(proportion a, proportion b, confidence const& c) {
  if (!are_defined(a, b) || a.successes + b.successes == 0) return detail::no_interval(interval_status::undefined_value);
  return detail::limits(lower_limit_of_ratio(a, b, c), 1 / lower_limit_of_ratio(b, a, c));
}

significance_test miettinen_nurminen_ratio_test(proportion a, proportion b, double ratio) {
  if (!(are_defined(a, b) && ratio > 0 && std::isfinite(ratio))) return {};
  contrast const of(a, b, {ratio / (1 + ratio), 1 / (1 + ratio)});
  return detail::score_test(of.distance, of.variance);
}

}  // namespace CLINMETRICS_NAMESPACE
