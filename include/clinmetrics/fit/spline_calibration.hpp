// SPDX-License-Identifier: Apache-2.0
// The calibration curve by logistic regression of the outcome on a restricted cubic spline of the logit of the risk.
//
// All risks lie between 0 and 1, because the logits of 0 and 1 are infinite. If the distinct risks are too few for the spline, the logit
// alone is the only term, and if all risks are equal, the constant.
// Reference: Harrell FE. Regression Modeling Strategies, 2nd ed. Springer 2015, sections 2.4.5 and 10.11. doi:10.1007/978-3-319-19425-7
#pragma once
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/fit/logistic.hpp"
#include "clinmetrics/fit/spline.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Rows by ascending risk. An entry may stand for several rows with the same risk: their weight, and the weight of those with the event.
struct risk_table {
  std::span<double const> risk, events, weight;
};

inline double logit_of_risk(double risk) { return std::log(risk / (1 - risk)); }

/// Harrell's advice on the number of knots, with the rows (or the weight) of the smaller class as the sample size: 3 knots below 30, 5 from
/// 100 on.
constexpr int n_knots_for(double smaller_class) { return smaller_class < 30 ? 3 : smaller_class < 100 ? 4 : 5; }

class spline_calibration {
 public:
  CLINMETRICS_EXPORT spline_calibration(risk_table const& rows, int n_knots, stop_flag stop = {});
  /// ok, or the reason why there is no curve.
  fit_status why() const { return fit_.why; }
  std::size_t n_terms() const { return fit_.coefficients.size(); }

  /// Writes the terms of the regression at a risk: 1, then those of the spline.
  CLINMETRICS_EXPORT void terms_at(double risk, std::span<double> terms) const;
  /// The observed risk of rows with this risk.
  CLINMETRICS_EXPORT double observed_at(double risk) const;
  CLINMETRICS_EXPORT double logit_at(double risk) const;
  /// The variance of logit_at, from a covariance of the coefficients, column after column.
  CLINMETRICS_EXPORT double logit_variance_at(double risk, std::span<double const> covariance) const;
  /// Of independent rows with weight 1: the inverse of the information.
  std::span<double const> covariance() const { return fit_.covariance; }
  /// The fitted risks of the entries of the table.
  std::vector<double> const& observed() const { return observed_; }

 private:
  spline_basis basis_;
  logistic_fit fit_;
  std::vector<double> observed_;
};

}  // namespace CLINMETRICS_NAMESPACE
