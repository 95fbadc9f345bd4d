// SPDX-License-Identifier: Apache-2.0
// Quantiles of the beta distribution to 12 digits, also where a + b is 10¹², and of Student's t, whose t²/(t² + df) is beta-distributed:
// Householder's iteration of the fourth order on log tail against logit x. Where a and b, or df, are in the thousands, the series from
// which the iteration would begin are exact enough by themselves.
//
// On the logit scale the density is D = x^a·(1 − x)^b/B(a, b), log-concave for all a, b > 0. Therefore both log tails are concave there,
// and a Newton step from any start arrives beyond the root; the next steps converge from that side. Near the root, Householder's step
// replaces Newton's: the higher derivatives of the log tail T follow from the first one, D/T, and those of log D, which are
// a·(1 − x) − b·x and −(a + b)·x·(1 − x). D is written around its own maximum with Stirling's formula (Loader C, Fast and accurate
// computation of binomial probabilities, 2000), so that no digits are lost if a and b are large; a tail is D divided by the continued
// fraction of DiDonato AR, Morris AH. ACM Trans Math Softw 1992;18:360-373. doi:10.1145/131766.131776
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "clinmetrics/inference/quantiles.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// log Γ(z) − [(z − ½)·log z − z + ½·log 2π]: the asymptotic series from z = 10 on, log Γ(z) = log Γ(z + 1) − log z below.
double stirling_error(double z) {
  if (z == 0.5) return (1 - std::numbers::ln2) / 2;  // of Student's t
  double sum = 0;
  for (; z < 10; ++z) sum += (z + 0.5) * std::log1p(1 / z) - 1;
  double const w = 1 / (z * z);
  return sum + (1.0 / 12 - w * (1.0 / 360 - w * (1.0 / 1260 - w * (1.0 / 1680 - w * (1.0 / 1188 - w * (691.0 / 360360)))))) / z;
}

/// log(1 + u) − u without cancellation, for u > −1.
double log1p_less(double u) {
  if (std::abs(u) > 0.25) return std::log1p(u) - u;
  double const s = u / (2 + u), s2 = s * s;  // log(1 + u) = 2·artanh s, and u − 2s = s·u
  double sum = 0;
  for (int k = 19; k >= 3; k -= 2) sum = (sum + 2.0 / k) * s2;
  return s * (sum - u);
}

/// X ~ Beta(a, b) and a point x = 1 − y in (0, 1).
struct beta_point {
  double a, b, log_factor, x, y;

  beta_point mirrored() const { return {b, a, log_factor, y, x}; }
  /// The part of log D that does not depend on x.
  static double log_factor_of(double a, double b) {
    constexpr double two_pi = 6.283185307179586;
    double const n = a + b;
    return std::log(a * (b / n) / two_pi) / 2 + stirling_error(n) - stirling_error(a) - stirling_error(b);
  }

  /// log D.
  double log_density() const {
    double const n = a + b, p = a / n, q = b / n;
    double const d = x < 0.5 ? x - p : q - y;  // the distance from the mean
    auto const part = [](double c, double ratio, double excess) {
      return c * (ratio < 0.5 ? std::log(ratio) - excess : log1p_less(excess));
    };
    return part(a, x / p, d / p) + part(b, y / q, -d / q) + log_factor;
  }

  /// D divided by the lower tail, for x up to about the mean. Convergents A/B by their recurrence, scaled to B = 1 from time to time.
  double density_by_tail() const {
    double const lead = a * y - b * x, most = 1000 + 20 * std::sqrt(a + b);
    double before_a = 1, last_a = a * (lead + 1) / (a + 1), before_b = 0, last_b = 1, inverse = 1 / (a + 1), fraction = 0;
    for (double m = 1; m < most;) {
      for (int i = 0; i < 4; ++i, ++m) {
        double const next_inverse = 1 / (a + 2 * m + 1), rising = m * (b - m) * x * inverse;
        double const factor = rising * x * (a + m - 1) * ((a + b + m - 1) * inverse);
        double const term = m + rising + (a + m) * (lead + 1 + m * (1 + y)) * next_inverse;
        before_a = std::exchange(last_a, term * last_a + factor * before_a);
        before_b = std::exchange(last_b, term * last_b + factor * before_b);
        inverse = next_inverse;
      }
      double const scale = 1 / last_b;
      before_a *= scale, last_a *= scale, before_b *= scale, last_b = 1;
      if (std::abs(std::exchange(fraction, last_a) - last_a) <= 1e-15 * last_a) break;
    }
    return fraction;
  }
};

/// A tail T: its logarithm, and T/D, the reciprocal of its slope on the logit scale.
struct tail {
  double log, by_density;
};

tail lower_tail(beta_point at) {
  double const log_d = at.log_density();
  if (at.x * (at.a + at.b) <= at.a) {
    double const f = at.density_by_tail();
    return {log_d - std::log(f), 1 / f};
  }
  double const lower = -std::expm1(log_d - std::log(at.mirrored().density_by_tail()));
  return {std::log(lower), lower / std::exp(log_d)};
}

/// A share p <= ½ below a quantile, and the z with P(Z > z) = p for a standard normal Z.
struct share_below {
  double p, z;
  explicit share_below(double share) : p(share), z(-normal_quantile(share)) {}
  explicit share_below(confidence const& c) : p(c.tail), z(c.z) {}
};

/// The first seven cumulants of log G for a gamma-distributed G: log a and derivatives of log Γ at a >= 10, by Stirling's series.
struct log_gamma_cumulants {
  double of[7];
  explicit log_gamma_cumulants(double a) {
    double const u = 1 / a, v = u * u;
    of[0] = std::log(a) - u / 2 - v / 12 * (1 - v / 10 * (1 - v * 10 / 21));
    of[1] = u * (1 + u / 2 + v / 6 * (1 - v / 5 * (1 - v * 5 / 7)));
    of[2] = -v * (1 + u + v / 2 * (1 - v / 3));
    of[3] = v * u * (2 + 3 * u + 2 * v * (1 - v / 2));
    of[4] = -v * v * (6 + 12 * u + 10 * v * (1 - v * 7 / 10));
    of[5] = v * v * u * (24 + 60 * u + 60 * v);
    of[6] = -v * v * v * (120 + 360 * u + 420 * v);
  }
};

/// A logit near that of the quantile, and about how far it is from it.
struct first_guess {
  double logit, error;
};

/// From the cumulants of the logit, which is the difference of the logarithms of two gamma-distributed numbers: Cornish EA, Fisher RA. Rev
/// Int Stat Inst 1938;5:307-320, up to the seventh cumulant. The bound of the error is from trials; see the tests.
first_guess logit_by_cumulants(double z, double a, double b) {
  auto const [of_a, of_b] = std::pair(log_gamma_cumulants(a), log_gamma_cumulants(b));
  double const sd = std::sqrt(of_a.of[1] + of_b.of[1]), precision = 1 / (sd * sd);
  double const c3 = (of_a.of[2] - of_b.of[2]) * precision / sd, c4 = (of_a.of[3] + of_b.of[3]) * precision * precision,
               c5 = (of_a.of[4] - of_b.of[4]) * precision * precision / sd,
               c6 = (of_a.of[5] + of_b.of[5]) * precision * precision * precision,
               c7 = (of_a.of[6] - of_b.of[6]) * precision * precision * precision / sd;
  double const x = -z, s = z * z, c33 = c3 * c3, c34 = c3 * c4;
  double const first = c3 * (s - 1) / 6;
  double const second = x * (c4 * (s - 3) / 24 - c33 * (2 * s - 5) / 36);
  double const third = c5 * ((s - 6) * s + 3) / 120 - c34 * ((s - 5) * s + 2) / 24 + c33 * c3 * ((12 * s - 53) * s + 17) / 324;
  double const fourth =
      x * (c6 * ((s - 10) * s + 15) / 720 - c3 * c5 * (s - 7) * (2 * s - 3) / 180 - c4 * c4 * ((3 * s - 24) * s + 29) / 384 +
           c33 * c4 * ((14 * s - 103) * s + 107) / 288 - c33 * c33 * ((252 * s - 1688) * s + 1511) / 7776);
  double const fifth = c7 * (((s - 15) * s + 45) * s - 15) / 5040 - c3 * c6 * (s - 3) * ((s - 10) * s + 3) / 432 -
                       c4 * c5 * (((s - 12) * s + 29) * s - 8) / 240 + c33 * c5 * (((16 * s - 181) * s + 393) * s - 90) / 1080 +
                       c34 * c4 * (((12 * s - 129) * s + 271) * s - 64) / 576 - c33 * c34 * (((80 * s - 803) * s + 1513) * s - 304) / 1296 +
                       c33 * c33 * c3 * (((960 * s - 8937) * s + 15062) * s - 2651) / 29160;
  double const far = (1 + s / 4) / std::min(a, b);
  return {of_a.of[0] - of_b.of[0] + sd * (x + first + second + third + fourth + fifth), sd * far * far * far / 50};
}

constexpr double least_error = 2e-13;  ///< a smaller one of a logit is not corrected

/// By cumulants where there are many rows, or by Abramowitz and Stegun, 26.5.22. The logit of the mean for small parameters.
first_guess guess(double z, double a, double b) {
  constexpr double far = 1;
  double const mean = std::log(a / b);
  if (a <= 1 || b <= 1) return {mean, far};
  if (std::min(a, b) >= 10 && z * z < std::min(a, b)) return logit_by_cumulants(z, a, b);
  double const u = 1 / (2 * a - 1), v = 1 / (2 * b - 1), h = 2 / (u + v), k = (z * z - 3) / 6;
  if (h + k <= 0) return {mean, far};
  return {mean - 2 * (z * std::sqrt(h + k) / h - (v - u) * (k + 5.0 / 6 - 2 / (3 * h))), far};
}

/// Towards the root of the log tail, from Newton's step.
double step_of(beta_point const& at, tail const& t, double newton) {
  double const slope = 1 / t.by_density, excess = at.a * at.y - at.b * at.x - slope;  // of the log tail; of log D over it
  double const bend = newton * excess / 2;
  double const twist = newton * newton * (excess * excess - slope * excess - (at.a + at.b) * at.x * at.y) / 6;
  bool const is_near = std::abs(bend) < 0.25 && std::abs(twist) < 0.25;
  return is_near ? newton * (1 + bend) / (1 + 2 * bend + twist) : newton;
}

/// x whose lower tail is p <= ½, from a logit near it; and 1 − x.
beta_point solve(double p, double a, double b, first_guess const& first) {
  double logit = first.logit, log_factor = 0, miss = 1;
  auto const point = [&] { return beta_point{a, b, log_factor, 1 / (1 + std::exp(-logit)), 1 / (1 + std::exp(logit))}; };
  if (first.error < least_error) return point();
  log_factor = beta_point::log_factor_of(a, b);
  double const log_p = std::log(p);
  for (int i = 0; i < 200 && std::abs(miss) > 1e-3; ++i) {  // 1e-3 before a step of the fourth order is 2e-13 after it
    auto const at = point();
    if (!(at.x > 0 && at.y > 0)) break;  // beyond the smallest double
    auto const t = lower_tail(at);
    miss = log_p - t.log;
    logit += step_of(at, t, miss * t.by_density);
  }
  return point();
}

beta_point solve(share_below const& below, double a, double b) { return solve(below.p, a, b, guess(below.z, a, b)); }

/// Near the quantile of t at which a normal variable has the quantile z: by the series in 1/df, Abramowitz and Stegun, 26.7.5, or for small
/// df by Gaver DP, Kafadar K. Am Stat 1984;38:308-311. `error`: a share of the quantile.
struct t_guess {
  double t, error;
};
t_guess guess_t(double z, double df) {
  double const x = z * z, u = 1 / df;
  if (2 * x > df) return {std::sqrt(df * std::expm1((df - 1.5) / ((df - 1) * (df - 1)) * x)), 1};
  double const first = (x + 1) / 4, second = ((5 * x + 16) * x + 3) / 96, third = (((3 * x + 19) * x + 17) * x - 15) / 384,
               fourth = ((((79 * x + 776) * x + 1482) * x - 1920) * x - 945) / 92160;
  double const far = (x + 4) * u;
  return {z * (1 + u * (first + u * (second + u * (third + u * fourth)))), far * far * far * far * far / 1000};
}

}  // namespace

double beta_quantile(double p, double a, double b) { return p <= 0.5 ? solve(share_below(p), a, b).x : solve(share_below(1 - p), b, a).y; }

double beta_upper_quantile(double q, double a, double b) {
  return q <= 0.5 ? solve(share_below(q), b, a).y : solve(share_below(1 - q), a, b).x;
}

double lower_beta_limit(confidence const& c, double a, double b) { return solve(share_below(c), a, b).x; }

double upper_beta_limit(confidence const& c, double a, double b) { return solve(share_below(c), b, a).y; }

double t_quantile_two_sided(confidence const& c, double df) {
  if (std::isinf(df)) return c.z;
  double const both_tails = 2 * c.tail, a = df / 2, b = 0.5;
  first_guess first{std::log(a / b), 1};  // of 1/(1 + t²/df)
  if (df > 2) {
    auto const near = guess_t(c.z, df);
    if (near.error < least_error) return near.t;
    first.logit = std::log(df) - 2 * std::log(near.t);
  }
  auto const at = both_tails > 0.5 ? solve(c.level, b, a, {-first.logit, 1}) : solve(both_tails, a, b, first).mirrored();
  return std::sqrt(df * at.x / at.y);
}

}  // namespace CLINMETRICS_NAMESPACE
