// SPDX-License-Identifier: Apache-2.0
#include "clinmetrics/fit/loess.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <cstddef>

namespace CLINMETRICS_NAMESPACE {
namespace {

using matrix = Eigen::Matrix3d;
using vector = Eigen::Vector3d;

/// The entries from `begin` to `end` are within the distance `reach` of a point.
struct window {
  std::size_t begin, end;
  double reach;
};

/// Takes the nearest entries until their weight is at least `enough`.
window nearest(loess_data const& data, double x, double enough) {
  auto const n = data.x.size();
  auto const first = static_cast<std::size_t>(std::lower_bound(data.x.begin(), data.x.end(), x) - data.x.begin());
  window w{first, first, 0};
  for (double taken = 0; taken < enough && (w.begin > 0 || w.end < n);) {
    bool const takes_lower = w.end == n || (w.begin > 0 && x - data.x[w.begin - 1] <= data.x[w.end] - x);
    std::size_t const at = takes_lower ? --w.begin : w.end++;
    taken += data.weight[at];
    if (data.weight[at] > 0) w.reach = std::abs(data.x[at] - x);
  }
  return w;
}

double tricube(double u) {
  double const a = std::abs(u), rest = 1 - a * a * a;
  return a < 1 ? rest * rest * rest : 0;
}

/// The inverse of a moment matrix, or its pseudo-inverse if some directions have no rows.
matrix inverse_of(matrix const& moments) {
  vector scale;
  for (int j = 0; j < 3; ++j) scale[j] = moments(j, j) > 0 ? 1 / std::sqrt(moments(j, j)) : 0;
  matrix const scaled = scale.asDiagonal() * moments * scale.asDiagonal();
  Eigen::LDLT<matrix> const factors(scaled);
  constexpr double least = 1e-9;
  if (factors.info() == Eigen::Success && factors.vectorD().minCoeff() > least)
    return scale.asDiagonal() * factors.solve(matrix::Identity()) * scale.asDiagonal();
  Eigen::SelfAdjointEigenSolver<matrix> const parts(scaled);
  vector const inverse = parts.eigenvalues().unaryExpr([](double x) { return x > least ? 1 / x : 0.0; });
  return scale.asDiagonal() * (parts.eigenvectors() * inverse.asDiagonal() * parts.eigenvectors().transpose()) * scale.asDiagonal();
}

/// The fitted value at one point is Σ l·mean over entries with l = Σ_j row[j]·u^j·(kernel weight).
class local_fit {
 public:
  local_fit(loess_data const& data, double x, double enough, int degree) : data_(data), x_(x), window_(nearest(data, x, enough)) {
    while (window_.begin > 0 && x - data.x[window_.begin - 1] <= window_.reach) --window_.begin;  // ties of the last one
    while (window_.end < data.x.size() && data.x[window_.end] - x <= window_.reach) ++window_.end;
    double s[5] = {};
    for_each([&](std::size_t, double u, double k) {
      double power = k;
      for (int j = 0; j < 5; ++j, power *= u) s[j] += power;
    });
    matrix moments = matrix::Zero();
    for (int i = 0; i <= degree; ++i)
      for (int j = 0; j <= degree; ++j) moments(i, j) = s[i + j];
    row_ = inverse_of(moments).row(0);
  }

  double value() const {
    double sum = 0;
    for_each([&](std::size_t i, double u, double k) { sum += share(u, k) * data_.mean[i]; });
    return sum;
  }
  double variance(std::span<double const> of_mean) const {
    double sum = 0;
    for_each([&](std::size_t i, double u, double k) { sum += share(u, k) * share(u, k) * of_mean[i]; });
    return sum;
  }

 private:
  double share(double u, double k) const { return k * (row_[0] + u * (row_[1] + u * row_[2])); }

  template <class F>
  void for_each(F const& f) const {
    for (std::size_t i = window_.begin; i < window_.end; ++i) {
      double const u = window_.reach > 0 ? (data_.x[i] - x_) / window_.reach : 0;
      if (double const k = data_.weight[i] * tricube(u); k > 0) f(i, u, k);
    }
  }

  loess_data const& data_;
  double x_;
  window window_;
  Eigen::RowVector3d row_;
};

template <class F>
std::vector<double> at_each(loess_data const& data, std::span<double const> at, loess_options const& how, F const& f) {
  double all = 0;
  for (double w : data.weight) all += w;
  double const enough = std::max(std::floor(all * how.span + 1e-5), 1.0);
  std::vector<double> out;
  out.reserve(at.size());
  for (double x : at) out.push_back(f(local_fit(data, x, enough, how.degree)));
  return out;
}

}  // namespace

std::vector<double> loess(loess_data const& data, std::span<double const> at, loess_options const& how) {
  return at_each(data, at, how, [](local_fit const& fit) { return fit.value(); });
}

std::vector<double> loess_variances(loess_data const& data, std::span<double const> variance_of_mean, std::span<double const> at,
                                    loess_options const& how) {
  return at_each(data, at, how, [&](local_fit const& fit) { return fit.variance(variance_of_mean); });
}

double interpolate(std::span<double const> x0, std::span<double const> y0, double x) {
  auto const above = static_cast<std::size_t>(std::upper_bound(x0.begin(), x0.end(), x) - x0.begin());
  if (above == 0) return y0.front();
  if (above == x0.size()) return y0.back();
  double const part = (x - x0[above - 1]) / (x0[above] - x0[above - 1]);
  return y0[above - 1] + part * (y0[above] - y0[above - 1]);
}

}  // namespace CLINMETRICS_NAMESPACE
