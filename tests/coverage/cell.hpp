// SPDX-License-Identifier: Apache-2.0
// A cell of the simulation: a world, a design, and the metrics and interval methods that are asked for. A cell that compares has a world
// for each model or group.
#pragma once
#include <string>
#include <vector>

#include "sample.hpp"
#include "world.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

/// A metric in the text form of `metrics=`, and methods as in `ci=`.
struct question {
  std::string metric;
  std::vector<std::string> methods = {"auto"};
};

struct cell {
  std::string grid;  ///< the group of cells to which it belongs
  world of;
  design how;
  std::vector<question> asked;
  bool is_table = false;            ///< scores are decisions: intervals depend on the four counts alone, and each table is evaluated once
  std::vector<world> others = {};   ///< of the other models on the same rows, or of the other groups
  double correlation = 0;           ///< of the deviates of two models in a row
  std::vector<design> groups = {};  ///< of each group; empty: models are compared
  bool is_at_margin = false;        ///< the claim is non-inferiority with the true difference as the margin

  std::string name() const;
};

/// The threshold of decisions 0 and 1.
inline constexpr double decision_threshold = 0.5;

}  // namespace CLINMETRICS_NAMESPACE::coverage
