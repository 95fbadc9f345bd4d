// SPDX-License-Identifier: Apache-2.0
// Tests of equal AUROCs.
#include "clinmetrics/compare/delong_test.hpp"

#include <Eigen/Eigenvalues>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "clinmetrics/inference/quantiles.hpp"
#include "inference/in_doubles.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

double const nan = std::nan("");

/// (A − B)/SE; 0 for 0/0, NaN if only the standard error is 0 or one of the two is undefined.
double standardized(double difference, double variance) {
  if (variance > 0) return difference / std::sqrt(variance);
  return difference == 0 && variance == 0 ? 0 : nan;
}

}  // namespace

significance_test paired_delong_test(double difference, double variance_of_difference) {
  double const z = standardized(difference, variance_of_difference);
  return {z, nan, std::isnan(z) ? nan : 2 * normal_cdf(-std::abs(z))};
}

significance_test unpaired_delong_test(group_auroc const& a, group_auroc const& b) {
  double const variance = a.variance + b.variance, d = standardized(a.auc - b.auc, variance);
  if (std::isnan(d) || !(a.n >= 2) || !(b.n >= 2)) return {};
  if (variance == 0) return {0, nan, 1};
  double const df = variance * variance / (a.variance * a.variance / (a.n - 1) + b.variance * b.variance / (b.n - 1));
  return {d, df, 2 * boost::math::cdf(boost::math::students_t_distribution<double, in_doubles>(df), -std::abs(d))};
}

significance_test joint_delong_test(auroc_covariance const& models) {
  auto const k = static_cast<Eigen::Index>(models.size());
  using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  auto const of_differences = Eigen::Map<matrix const>(models.variances_of_differences.data(), k, k);
  auto const aucs = Eigen::Map<Eigen::VectorXd const>(models.aucs.data(), k);
  if (k < 2 || !of_differences.allFinite() || !aucs.allFinite()) return {};

  // The covariance matrix of the AUROCs less their mean, from the variances of their differences, which lose no digits where models agree.
  matrix const center = matrix::Identity(k, k) - matrix::Constant(k, k, 1 / static_cast<double>(k));
  Eigen::SelfAdjointEigenSolver<matrix> const directions(-center * of_differences * center / 2);
  Eigen::VectorXd const along = directions.eigenvectors().transpose() * (aucs.array() - aucs.mean()).matrix();
  double const negligible = 1e-12 * directions.eigenvalues()[k - 1], rounding = static_cast<double>(k) * 1e-30;
  significance_test test{0, 0, 1};
  for (Eigen::Index i = 0; i < k; ++i) {
    double const variance = directions.eigenvalues()[i], square = along[i] * along[i];
    if (variance > negligible && variance > 0)
      test.statistic += square / variance, test.df += 1;
    else if (square > rounding + 36 * negligible)  // six standard errors: the AUROCs differ where they have no variance
      return {};
  }
  if (test.df > 0) test.p = boost::math::cdf(boost::math::complement(boost::math::chi_squared(test.df), test.statistic));
  return test;
}

}  // namespace CLINMETRICS_NAMESPACE
