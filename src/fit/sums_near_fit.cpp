// SPDX-License-Identifier: Apache-2.0
#include "sums_near_fit.hpp"

namespace CLINMETRICS_NAMESPACE {

sums_near_fit::sums_near_fit(std::span<outcome_at_logit const> rows, logit_line const& about, bool slope_is_fixed) : about_(about) {
  std::size_t const last_power = slope_is_fixed ? 2 : most_terms;
  double weight = 0;
  for (auto const& r : rows) weight += r.weight, mean_ += r.weight * r.logit;
  mean_ /= weight;
  for (auto const& r : rows) {
    double const x = r.logit - mean_;
    farthest_ = std::max(farthest_, std::abs(x));
    if (r.event) events_[0] += r.weight, events_[1] += r.weight * x;
    auto const c = risk_series<most_terms>(risk_and_variance::at(about.at(r.logit)).risk);
    double power = r.weight;
    for (std::size_t m = 0; m <= last_power; ++m, power *= x)
      for (std::size_t k = m == 0 ? 0 : m - 1; k < most_terms; ++k) moments_[m][k] += power * c[k];
  }
}

std::optional<logit_fit_sums> sums_near_fit::at(logit_line const& line) const {
  double const b = line.slope - about_.slope, a = line.constant - about_.constant + b * mean_;
  double const n_terms = risk_terms(std::abs(a) + std::abs(b) * farthest_);
  if (!(n_terms <= most_terms)) return {};
  double risks[2] = {}, variances[3] = {};     // Σ w·risk·xʲ, and of its derivative
  std::array<double, most_terms> binomial{1};  // the terms of (a + b·x)^k by the power of x
  for (std::size_t k = 0; k < static_cast<std::size_t>(n_terms); ++k) {
    std::size_t const last = b == 0 ? 0 : k;
    if (k > 0)
      for (std::size_t m = last + 1; m-- > 0;) binomial[m] = a * binomial[m] + (m > 0 ? b * binomial[m - 1] : 0);
    for (std::size_t m = 0; m <= last; ++m) {
      for (std::size_t j = 0; j < 2; ++j) risks[j] += binomial[m] * moments_[m + j][k];
      if (k + 1 == most_terms) continue;
      double const of_derivative = binomial[m] * static_cast<double>(k + 1);
      for (std::size_t j = 0; j < 3; ++j) variances[j] += of_derivative * moments_[m + j][k + 1];
    }
  }
  double const residuals[] = {events_[0] - risks[0], events_[1] - risks[1]};
  return logit_fit_sums{
      {residuals[0], residuals[1] + mean_ * residuals[0]},
      {variances[0], variances[1] + mean_ * variances[0], variances[2] + mean_ * (2 * variances[1] + mean_ * variances[0])}};
}

}  // namespace CLINMETRICS_NAMESPACE
