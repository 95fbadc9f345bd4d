// SPDX-License-Identifier: Apache-2.0
#include "clinmetrics/fit/spline_calibration.hpp"

#include <algorithm>
#include <utility>

namespace CLINMETRICS_NAMESPACE {
namespace {

double risk_of_logit(double x) { return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x)); }

/// All rows of the constant, then of each term.
std::vector<double> design_of(spline_basis const& basis, std::span<double const> logits) {
  auto const n = logits.size(), k = basis.n_terms();
  std::vector<double> columns(n * (k + 1), 1.0), terms(k);
  for (std::size_t i = 0; i < n; ++i) {
    basis.at(logits[i], terms);
    for (std::size_t j = 0; j < k; ++j) columns[(j + 1) * n + i] = terms[j];
  }
  return columns;
}

std::vector<double> fitted(std::span<double const> design, std::span<double const> coefficients, std::size_t n) {
  std::vector<double> out(n);
  for (std::size_t j = 0; j < coefficients.size(); ++j)
    for (std::size_t i = 0; i < n; ++i) out[i] += coefficients[j] * design[j * n + i];
  for (double& x : out) x = risk_of_logit(x);
  return out;
}

std::vector<double> multiplied(std::span<double const> x, double by) {
  std::vector<double> out(x.begin(), x.end());
  for (double& number : out) number *= by;
  return out;
}

/// What very large weights are divided by, because sums of them would hide the end of the iteration.
double unit_of(std::span<double const> weight) {
  constexpr double large = 1e12;
  double all = 0;
  for (double w : weight) all += w;
  return all > large ? all / large : 1;
}

}  // namespace

spline_calibration::spline_calibration(risk_table const& rows, int n_knots, stop_flag stop) : basis_({}) {
  auto const n = rows.risk.size();
  std::vector<double> logits(n);
  std::transform(rows.risk.begin(), rows.risk.end(), logits.begin(), logit_of_risk);
  double const unit = unit_of(rows.weight);
  auto const events = multiplied(rows.events, 1 / unit), trials = multiplied(rows.weight, 1 / unit);
  if (n > 0) basis_ = spline_basis(spline_knots(logits, rows.weight, n_knots));
  auto design = design_of(basis_, logits);
  fit_ = fit_logistic({design, events, trials}, stop);
  for (std::size_t n_columns : {2, 1}) {
    if (fit_.why != fit_status::collinear) break;
    basis_ = spline_basis({}), design.resize(n * n_columns);
    fit_ = fit_logistic({design, events, trials}, stop);
  }
  if (fit_.why != fit_status::ok) return;
  observed_ = fitted(design, fit_.coefficients, n);
  for (double& c : fit_.covariance) c /= unit;
}

void spline_calibration::terms_at(double risk, std::span<double> terms) const {
  terms[0] = 1;
  if (terms.size() > 1) basis_.at(logit_of_risk(risk), terms.subspan(1));
}

double spline_calibration::logit_at(double risk) const {
  std::vector<double> terms(n_terms());
  terms_at(risk, terms);
  double sum = 0;
  for (std::size_t j = 0; j < terms.size(); ++j) sum += fit_.coefficients[j] * terms[j];
  return sum;
}

double spline_calibration::observed_at(double risk) const { return risk_of_logit(logit_at(risk)); }

double spline_calibration::logit_variance_at(double risk, std::span<double const> covariance) const {
  std::vector<double> terms(n_terms());
  terms_at(risk, terms);
  double sum = 0;
  for (std::size_t i = 0; i < terms.size(); ++i)
    for (std::size_t j = 0; j < terms.size(); ++j) sum += terms[i] * terms[j] * covariance[j * terms.size() + i];
  return sum;
}

}  // namespace CLINMETRICS_NAMESPACE
