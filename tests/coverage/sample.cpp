// SPDX-License-Identifier: Apache-2.0
#include "sample.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/quantiles.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {
namespace {

constexpr double in_unit = 0.3;  // the correlation of two rows of one unit
double const shared = std::sqrt(in_unit), own = std::sqrt(1 - in_unit);

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

/// The other models, and the deviates of their units.
struct other_models {
  std::span<world const> worlds;
  double correlation;
  std::vector<std::vector<double>> of_unit = {};

  void draw_units(std::size_t n_units, draws& random) {
    of_unit.assign(worlds.size(), std::vector<double>(n_units));
    for (auto& list : of_unit)
      for (auto& x : list) x = random.normal();
  }
  /// `z`: the deviate of the first model.
  void draw_scores(rows& r, std::size_t row, double z, draws& random) const {
    for (std::size_t k = 0; k < worlds.size(); ++k) {
      double const alone = of_unit.empty() ? random.normal() : shared * of_unit[k][r.unit[row]] + own * random.normal();
      double const other = correlation * z + std::sqrt(1 - correlation * correlation) * alone;
      r.other_scores[k].push_back(worlds[k].score(r.outcome[row] != 0, other));
    }
  }
};

rows draw_units(world const& w, design const& d, draws& random, other_models& others) {
  rows r{.outcome = std::vector<std::uint8_t>(d.n), .score = std::vector<double>(d.n), .unit = units_of_rows(d, random)};
  r.other_scores.resize(others.worlds.size());
  std::vector<double> of_outcome(d.n_units), of_score(d.n_units);
  for (std::size_t k = 0; k < d.n_units; ++k) of_outcome[k] = random.normal(), of_score[k] = random.normal();
  others.draw_units(d.n_units, random);
  double const cut = normal_quantile(1 - w.prevalence.value());
  for (std::size_t i = 0; i < d.n; ++i) {
    auto const k = r.unit[i];
    double const liability = d.one_outcome_per_unit ? of_outcome[k] : shared * of_outcome[k] + own * random.normal();
    r.outcome[i] = liability > cut;
    double const z = shared * of_score[k] + own * random.normal();
    r.score[i] = w.score(r.outcome[i] != 0, z);
    others.draw_scores(r, i, z, random);
  }
  return r;
}

rows draw_single(world const& w, design const& d, draws& random, other_models const& others) {
  rows r{.outcome = std::vector<std::uint8_t>(d.n), .score = std::vector<double>(d.n)};
  r.other_scores.resize(others.worlds.size());
  for (std::size_t i = 0; i < d.n; ++i) {
    r.outcome[i] = d.n_positive ? i < d.n_positive : random.uniform() < w.prevalence.value();
    double const z = random.normal();
    r.score[i] = w.score(r.outcome[i] != 0, z);
    others.draw_scores(r, i, z, random);
  }
  return r;
}

}  // namespace

rows draw_rows(world const& w, design const& d, draws& random, std::span<world const> other_worlds, double correlation) {
  other_models others{other_worlds, correlation};
  rows r = d.sizes == unit_sizes::single ? draw_single(w, d, random, others) : draw_units(w, d, random, others);
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
