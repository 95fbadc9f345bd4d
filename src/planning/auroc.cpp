// SPDX-License-Identifier: Apache-2.0
// Plans of an AUROC and of a difference of two.
#include "clinmetrics/planning/auroc.hpp"

#include <boost/math/special_functions/owens_t.hpp>
#include <cmath>
#include <numbers>

#include "clinmetrics/inference/quantiles.hpp"
#include "least_rows.hpp"

namespace CLINMETRICS_NAMESPACE::planning {
namespace {

void check_auroc(double auroc, std::string_view name) {
  if (!(auroc >= 0.5 && auroc < 1)) refuse_argument(name, "be an AUROC of at least 0.5 and below 1");
}

/// The probability of two comparisons with a common row going right, less θ²: for a common negative row, and for a common positive one.
struct shared_parts {
  double positives, negatives;
};

shared_parts shared(double theta, auroc_variance method) {
  if (method == auroc_variance::binormal) {
    double const both = theta - 2 * boost::math::owens_t(normal_quantile(theta), 1 / std::numbers::sqrt3) - theta * theta;
    return {both, both};
  }
  return {theta / (2 - theta) - theta * theta, 2 * theta * theta / (1 + theta) - theta * theta};
}

double variance(double theta, class_sizes n, auroc_variance method) {
  if (method == auroc_variance::obuchowski) {
    double const z = normal_quantile(theta), a2 = 2 * z * z;
    return std::exp(-a2 / 2) / (32 * std::numbers::pi) * ((5 * a2 + 8) / n.positive + (a2 + 8) / n.negative);
  }
  auto const part = shared(theta, method);
  bool const is_newcombe = method == auroc_variance::newcombe;
  double const half = (n.positive + n.negative) / 2;
  double const positives = is_newcombe ? half : n.positive, negatives = is_newcombe ? half : n.negative;
  return (theta * (1 - theta) + (positives - 1) * part.positives + (negatives - 1) * part.negatives) / (n.positive * n.negative);
}

double variance(two_aurocs const& both, class_sizes n, auroc_variance method) {
  double const a = variance(both.a, n, method), b = variance(both.b, n, method);
  return a + b - 2 * both.correlation * std::sqrt(a * b);
}

/// At least 2 rows of each class are expected.
std::uint64_t fewest(double prevalence) {
  check_prevalence(prevalence);
  return whole_rows(2 / std::min(prevalence, 1 - prevalence), "prevalence");
}

void check_sizes(std::uint64_t n, double prevalence) {
  check_rows(n);
  if (n < fewest(prevalence)) refuse_argument("n", "be large enough for 2 expected rows with the outcome and 2 without it");
}

void check_pair(two_aurocs const& both) {
  check_auroc(both.a, "expected");
  check_auroc(both.b, "expected");
  if (!(both.correlation >= -1 && both.correlation <= 1)) refuse_argument("correlation", "lie between -1 and 1");
}

double width_of(double variance, confidence const& c) { return 2 * c.z * std::sqrt(variance); }

}  // namespace

double variance_of_auroc(double auroc, class_sizes n, auroc_variance method) {
  check_auroc(auroc, "expected");
  if (!(n.positive >= 1 && n.negative >= 1)) refuse_argument("n", "be at least 1 in each class");
  return variance(auroc, n, method);
}

double power_of_auroc(std::uint64_t n, double prevalence, double expected, double goal, auroc_variance method, confidence const& c) {
  check_sizes(n, prevalence);
  check_auroc(expected, "expected");
  check_auroc(goal, "goal");
  auto const sizes = class_sizes::of(static_cast<double>(n), prevalence);
  double const at_goal = std::sqrt(variance(goal, sizes, method)), at_expected = std::sqrt(variance(expected, sizes, method));
  return normal_cdf((expected - goal - c.z * at_goal) / at_expected);
}

std::uint64_t rows_for_power_of_auroc(double power, double prevalence, double expected, double goal, auroc_variance method,
                                      confidence const& c) {
  check_share(power, "power");
  if (!(goal < expected)) refuse_argument("goal", "lie below `expected`");
  return least_rows(fewest(prevalence), "power",
                    [&](std::uint64_t n) { return power_of_auroc(n, prevalence, expected, goal, method, c) >= power; });
}

double width_of_auroc(std::uint64_t n, double prevalence, double expected, auroc_variance method, confidence const& c) {
  check_sizes(n, prevalence);
  check_auroc(expected, "expected");
  return width_of(variance(expected, class_sizes::of(static_cast<double>(n), prevalence), method), c);
}

std::uint64_t rows_for_width_of_auroc(double width, double prevalence, double expected, auroc_variance method, confidence const& c) {
  check_share(width, "width");
  return least_rows(fewest(prevalence), "width",
                    [&](std::uint64_t n) { return width_of_auroc(n, prevalence, expected, method, c) <= width; });
}

double correlation_of_aurocs(double a, double b, double r_positive, double r_negative, double prevalence) {
  check_auroc(a, "expected");
  check_auroc(b, "expected");
  check_prevalence(prevalence);
  for (double r : {r_positive, r_negative})
    if (!(r >= -1 && r <= 1)) refuse_argument("score_correlation", "lie between -1 and 1");
  double const za = normal_quantile(a), zb = normal_quantile(b), by_ratio = prevalence / (1 - prevalence);  // 1/κ
  double const shared = r_positive + r_negative * by_ratio + za * zb * (r_positive * r_positive + r_negative * r_negative * by_ratio) / 4;
  return shared / ((1 + by_ratio) * std::sqrt((1 + za * za / 4) * (1 + zb * zb / 4)));
}

double power_of_difference(std::uint64_t n, double prevalence, two_aurocs expected, double margin, auroc_variance method,
                           confidence const& c) {
  check_sizes(n, prevalence);
  check_pair(expected);
  check_finite(margin, "margin");
  double const distance = expected.a - expected.b - margin;
  double const se = std::sqrt(variance(expected, class_sizes::of(static_cast<double>(n), prevalence), method));
  return se > 0 ? normal_cdf(distance / se - c.z) : distance > 0 ? 1 : 0;
}

std::uint64_t rows_for_power_of_difference(double power, double prevalence, two_aurocs expected, double margin, auroc_variance method,
                                           confidence const& c) {
  check_share(power, "power");
  if (!(margin < expected.a - expected.b)) refuse_argument("margin", "lie below the expected difference");
  return least_rows(fewest(prevalence), "power",
                    [&](std::uint64_t n) { return power_of_difference(n, prevalence, expected, margin, method, c) >= power; });
}

double width_of_difference(std::uint64_t n, double prevalence, two_aurocs expected, auroc_variance method, confidence const& c) {
  check_sizes(n, prevalence);
  check_pair(expected);
  return width_of(variance(expected, class_sizes::of(static_cast<double>(n), prevalence), method), c);
}

std::uint64_t rows_for_width_of_difference(double width, double prevalence, two_aurocs expected, auroc_variance method,
                                           confidence const& c) {
  check_positive(width, "width");
  return least_rows(fewest(prevalence), "width",
                    [&](std::uint64_t n) { return width_of_difference(n, prevalence, expected, method, c) <= width; });
}

}  // namespace CLINMETRICS_NAMESPACE::planning
