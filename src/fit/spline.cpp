// SPDX-License-Identifier: Apache-2.0
#include "clinmetrics/fit/spline.hpp"

#include <algorithm>
#include <cmath>

namespace CLINMETRICS_NAMESPACE {
namespace {

double cube_if_positive(double x) { return x > 0 ? x * x * x : 0; }

std::vector<double> shares(int n_knots) {
  if (n_knots == 3) return {.1, .5, .9};
  if (n_knots == 4) return {.05, .35, .65, .95};
  return {.05, .275, .5, .725, .95};
}

}  // namespace

double weighted_quantile(std::span<double const> x, std::span<double const> weight, double q) {
  double all = 0;
  for (double w : weight) all += w;
  double const place = q * std::max(all - 1, 0.0), whole = std::floor(place);
  double up_to = 0;
  std::size_t i = 0;
  while (i + 1 < x.size() && !((up_to += weight[i]) > whole)) ++i;
  double const below = x[i];
  if (i + 1 == x.size() || place == whole || up_to > whole + 1) return below;
  std::size_t next = i + 1;
  while (next + 1 < x.size() && !(weight[next] > 0)) ++next;
  return below + (place - whole) * (x[next] - below);
}

std::vector<double> spline_knots(std::span<double const> x, std::span<double const> weight, int n_knots) {
  std::vector<double> knots;
  for (double const q : shares(n_knots)) knots.push_back(weighted_quantile(x, weight, q));
  knots.erase(std::unique(knots.begin(), knots.end()), knots.end());
  return knots;
}

void spline_basis::at(double x, std::span<double> terms) const {
  terms[0] = x;
  std::size_t const k = knots_.size();
  if (k < 3) return;
  double const last = knots_[k - 1], before = knots_[k - 2], gap = last - before, range = last - knots_[0];
  double const above_before = cube_if_positive(x - before), above_last = cube_if_positive(x - last);
  for (std::size_t j = 0; j + 2 < k; ++j) {
    double const t = knots_[j];
    terms[j + 1] = (cube_if_positive(x - t) - above_before * ((last - t) / gap) + above_last * ((before - t) / gap)) / (range * range);
  }
}

}  // namespace CLINMETRICS_NAMESPACE
