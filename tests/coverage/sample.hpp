// SPDX-License-Identifier: Apache-2.0
// How rows are sampled from a world: the number of rows, of rows of each class, of units, and the weights.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "draws.hpp"
#include "world.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

/// The number of rows of each unit.
enum class unit_sizes : std::uint8_t {
  single,     ///< each row is a unit
  equal,      ///< as equal as possible
  lognormal,  ///< in proportion to lognormal numbers with σ = 1
  dominant    ///< one unit has 30 % of the rows, the others share the rest equally
};

struct design {
  std::size_t n = 0;
  std::size_t n_positive = 0;  ///< 0: random, by the prevalence
  unit_sizes sizes = unit_sizes::single;
  std::size_t n_units = 0;
  bool one_outcome_per_unit = false;  ///< else outcomes of a unit have the liability correlation .3; scores always have the correlation .3
  bool unequal_weights = false;       ///< half of the rows, at random, have weight 20; the others have weight 1

  std::string name() const;
};

/// The rows of a sample, or of a population. `unit` and `weight` may be empty.
struct rows {
  std::vector<std::uint8_t> outcome;
  std::vector<double> score;
  std::vector<std::uint32_t> unit = {};
  std::vector<double> weight = {};
  std::vector<std::vector<double>> other_scores = {};  ///< by other models
  std::vector<std::int32_t> group = {};
};

/// `others`: the worlds of other models, whose deviates have this correlation with those of the first one in each row.
rows draw_rows(world const& w, design const& d, draws& random, std::span<world const> others = {}, double correlation = 0);

}  // namespace CLINMETRICS_NAMESPACE::coverage
