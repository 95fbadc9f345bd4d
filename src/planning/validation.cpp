// SPDX-License-Identifier: Apache-2.0
// The criteria of Riley and others for external validations.
#include "clinmetrics/planning/validation.hpp"

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "clinmetrics/inference/quantiles.hpp"
#include "least_rows.hpp"

namespace CLINMETRICS_NAMESPACE::planning {
namespace {

double expit(double x) { return 1 / (1 + std::exp(-x)); }
double logit(double p) { return std::log(p) - std::log1p(-p); }

void check(calibration const& truth) {
  check_positive(truth.slope, "expected");
  check_finite(truth.intercept, "intercept");
}

/// q(1 − q)·x^power at the model's linear predictor x.
double information_at(double x, int power, calibration const& truth) {
  double const l = truth.intercept + truth.slope * x;
  return expit(l) * expit(-l) * (power == 0 ? 1 : power == 1 ? x : x * x);
}

/// The information of x = center + spread·u if u has the density exp(log_density(u)); the integrals are over `reach` on both sides of 0.
template <class LogDensity>
slope_information integrated(double center, double spread, double reach, calibration const& truth, LogDensity log_density) {
  auto const mean = [&](int power) {
    auto const f = [&](double u) { return std::exp(log_density(u)) * information_at(center + spread * u, power, truth); };
    using rule = boost::math::quadrature::gauss_kronrod<double, 61>;
    return rule::integrate(f, -reach, 0.0, 12, 1e-11) + rule::integrate(f, 0.0, reach, 12, 1e-11);
  };
  return {mean(0), mean(1), mean(2)};
}

double log_normal_density(double u) { return -u * u / 2 - std::log(2 * std::numbers::pi) / 2; }

/// The variance of the slope with one row.
double variance_of_slope(slope_information const& row) {
  double const determinant = row.i00 * row.i11 - row.i01 * row.i01;
  if (!(determinant > 1e-12 * row.i00 * row.i11)) refuse_argument("risks", "differ: the slope of equal risks cannot be estimated");
  return row.i00 / determinant;
}

double variance_of_net_benefit(decisions const& d) {
  double const share = d.prevalence, odds = d.threshold / (1 - d.threshold), w = (1 - share) / share * odds;
  double const missed = 1 - d.specificity;
  return d.sensitivity * (1 - d.sensitivity) / share +
         w * w * (d.specificity * missed / (1 - share) + missed * missed / share / (1 - share));
}

void check(decisions const& d) {
  if (!(d.sensitivity >= 0 && d.sensitivity <= 1)) refuse_argument("sensitivity", "lie between 0 and 1");
  if (!(d.specificity >= 0 && d.specificity <= 1)) refuse_argument("specificity", "lie between 0 and 1");
  check_prevalence(d.prevalence);
  check_share(d.threshold, "threshold");
}

/// n rows have the variance `of_one`/n: the width, and the rows for a width.
double width_with(std::uint64_t n, double of_one, confidence const& c) {
  check_rows(n);
  return 2 * c.z * std::sqrt(of_one / static_cast<double>(n));
}

std::uint64_t rows_with(double width, double of_one, confidence const& c) {
  check_positive(width, "width");
  double const per_width = 2 * c.z / width;
  return whole_rows(per_width * per_width * of_one, "width");
}

}  // namespace

double width_of_observed_expected(std::uint64_t n, double prevalence, double expected, confidence const& c) {
  check_rows(n);
  check_prevalence(prevalence);
  check_positive(expected, "expected");
  return 2 * expected * std::sinh(c.z * std::sqrt((1 - prevalence) / prevalence / static_cast<double>(n)));
}

std::uint64_t rows_for_width_of_observed_expected(double width, double prevalence, double expected, confidence const& c) {
  check_positive(width, "width");
  check_prevalence(prevalence);
  check_positive(expected, "expected");
  double const se = std::asinh(width / (2 * expected)) / c.z;
  return whole_rows((1 - prevalence) / prevalence / (se * se), "width");
}

slope_information information_of_risks(std::span<double const> risks, calibration truth) {
  check(truth);
  if (risks.empty()) refuse_argument("risks", "contain at least two different risks");
  fault outside;
  for (std::size_t i = 0; i < risks.size(); ++i)
    if (!(risks[i] > 0 && risks[i] < 1)) outside.add(i);
  if (outside) refuse("risks", outside, "values that do not lie between 0 and 1 (both excluded)", "give the risks as probabilities");
  slope_information sum{0, 0, 0};
  for (double const risk : risks) {
    double const x = logit(risk), w = information_at(x, 0, truth);
    sum.i00 += w, sum.i01 += w * x, sum.i11 += w * x * x;
  }
  auto const n = static_cast<double>(risks.size());
  return {sum.i00 / n, sum.i01 / n, sum.i11 / n};
}

slope_information information_of_normal(double mean, double sd, calibration truth) {
  check(truth);
  check_finite(mean, "normal");
  check_positive(sd, "normal");
  return integrated(mean, sd, 12, truth, log_normal_density);
}

slope_information information_of_beta(double alpha, double beta, calibration truth) {
  check(truth);
  check_positive(alpha, "beta");
  check_positive(beta, "beta");
  double const center = std::log(alpha / beta),
               log_beta = boost::math::lgamma(alpha) + boost::math::lgamma(beta) - boost::math::lgamma(alpha + beta);
  double const spread = std::sqrt(1 / alpha + 1 / beta);  // about the standard deviation of logit(risk)
  auto const log_density = [&](double u) {
    double const x = center + spread * u, log_p = -std::log1p(std::exp(-x)), log_q = -std::log1p(std::exp(x));
    return alpha * log_p + beta * log_q - log_beta + std::log(spread);
  };
  return integrated(center, spread, 60, truth, log_density);
}

slope_information information_of_binormal(double auroc, double prevalence, calibration truth) {
  check(truth);
  if (!(auroc > 0.5 && auroc < 1)) refuse_argument("auroc", "lie between 0.5 and 1, both excluded");
  check_prevalence(prevalence);
  double const sigma = std::numbers::sqrt2 * normal_quantile(auroc), distance = sigma * sigma / 2;
  auto const of_class = [&](double side) {  // the linear predictor of the model is (logit(q) − intercept)/slope
    double const mean = logit(prevalence) + side * distance;
    return information_of_normal((mean - truth.intercept) / truth.slope, sigma / truth.slope, truth);
  };
  auto const p = of_class(1), n = of_class(-1);
  auto const mixed = [&](double a, double b) { return prevalence * a + (1 - prevalence) * b; };
  return {mixed(p.i00, n.i00), mixed(p.i01, n.i01), mixed(p.i11, n.i11)};
}

double width_of_slope(std::uint64_t n, slope_information const& row, confidence const& c) {
  return width_with(n, variance_of_slope(row), c);
}

std::uint64_t rows_for_width_of_slope(double width, slope_information const& row, confidence const& c) {
  return rows_with(width, variance_of_slope(row), c);
}

double standardized_net_benefit(decisions const& d) {
  check(d);
  return d.sensitivity - (1 - d.prevalence) / d.prevalence * d.threshold / (1 - d.threshold) * (1 - d.specificity);
}

double width_of_net_benefit(std::uint64_t n, decisions const& d, confidence const& c) {
  check(d);
  return width_with(n, variance_of_net_benefit(d), c);
}

std::uint64_t rows_for_width_of_net_benefit(double width, decisions const& d, confidence const& c) {
  check(d);
  return rows_with(width, variance_of_net_benefit(d), c);
}

}  // namespace CLINMETRICS_NAMESPACE::planning
