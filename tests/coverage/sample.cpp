// SPDX-License-Identifier: Apache-2.0
#include "sample.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/quantiles.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {
namespace {

constexpr double correlation = 0.3;  // of two rows of one unit
double const shared = std::sqrt(correlation), own = std::sqrt(1 - correlation);

std::vector<std::uint32_t> units_of_rows(design const& d, draws& random) {
  std::vector<std::uint32_t> unit(d.n);
  std::vector<double> up_to;  // cumulative sizes
  if (d.sizes == unit_sizes::lognormal)
    for (std::size_t k = 0; k < d.n_units; ++k) up_to.push_back((k ? up_to.back() : 0) + std::exp(random.normal()));
  auto const n_of_first = static_cast<std::size_t>(0.3 * static_cast<double>(d.n));
  for (std::size_t i = 0; i < d.n; ++i) {
    std::size_t k = i % d.n_units;
    if (d.sizes == unit_sizes::dominant) k = i < n_of_first ? 0 : 1 + i % (d.n_units - 1);
    if (d.sizes == unit_sizes::lognormal)
      k = static_cast<std::size_t>(std::upper_bound(up_to.begin(), up_to.end(), random.uniform() * up_to.back()) - up_to.begin());
    unit[i] = static_cast<std::uint32_t>(std::min(k, d.n_units - 1));
  }
  return unit;
}

rows draw_units(world const& w, design const& d, draws& random) {
  rows r{.outcome = std::vector<std::uint8_t>(d.n), .score = std::vector<double>(d.n), .unit = units_of_rows(d, random)};
  std::vector<double> of_outcome(d.n_units), of_score(d.n_units);
  for (std::size_t k = 0; k < d.n_units; ++k) of_outcome[k] = random.normal(), of_score[k] = random.normal();
  double const cut = normal_quantile(1 - w.prevalence.value());
  for (std::size_t i = 0; i < d.n; ++i) {
    auto const k = r.unit[i];
    double const liability = d.one_outcome_per_unit ? of_outcome[k] : shared * of_outcome[k] + own * random.normal();
    r.outcome[i] = liability > cut;
    r.score[i] = w.score(r.outcome[i] != 0, shared * of_score[k] + own * random.normal());
  }
  return r;
}

rows draw_single(world const& w, design const& d, draws& random) {
  rows r{.outcome = std::vector<std::uint8_t>(d.n), .score = std::vector<double>(d.n)};
  for (std::size_t i = 0; i < d.n; ++i) {
    r.outcome[i] = d.n_positive ? i < d.n_positive : random.uniform() < w.prevalence.value();
    r.score[i] = w.score(r.outcome[i] != 0, random.normal());
  }
  return r;
}

}  // namespace

rows draw_rows(world const& w, design const& d, draws& random) {
  rows r = d.sizes == unit_sizes::single ? draw_single(w, d, random) : draw_units(w, d, random);
  if (d.unequal_weights)
    for (std::size_t i = 0; i < d.n; ++i) r.weight.push_back(random.uniform() < 0.5 ? 1 : 20);
  return r;
}

std::string design::name() const {
  std::string text = n_positive ? std::to_string(n_positive) + " v. " + std::to_string(n - n_positive) : "n " + std::to_string(n);
  if (sizes != unit_sizes::single) {
    text += ", " + std::to_string(n_units) + " patients";
    text += sizes == unit_sizes::lognormal ? " of lognormal size" : sizes == unit_sizes::dominant ? ", one with 30 % of the rows" : "";
    text += one_outcome_per_unit ? ", one outcome each" : "";
  }
  return text + (unequal_weights ? ", weights 1 or 20" : "");
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
