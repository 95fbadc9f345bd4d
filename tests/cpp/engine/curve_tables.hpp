// SPDX-License-Identifier: Apache-2.0
// Tables whose curves are tested, and what is read of a curve.
#pragma once
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "clinmetrics/engine/evaluate.hpp"
#include "support/dice.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

inline double weight_of(table const& t, std::size_t i) {
  return !t.real_weight.empty() ? t.real_weight[i] : t.weight.empty() ? 1. : static_cast<double>(t.weight[i]);
}

inline result evaluate_curves(table const& t, curve_steps steps = curve_steps::steps, threshold_choices thresholds = {}) {
  auto metrics = thresholds.empty() ? std::vector<std::string>{"auroc", "average_precision"} : std::vector<std::string>{"sensitivity"};
  return evaluate(make(t), {.metrics = std::move(metrics), .threshold = std::move(thresholds), .ci = "none", .curves = steps});
}

inline curve curve_of(table const& t, curve_steps steps = curve_steps::steps, threshold_choices thresholds = {}) {
  auto const r = evaluate_curves(t, steps, std::move(thresholds));
  EXPECT_EQ(r.curves.size(), 1u);
  return r.curves.at(0);
}

inline double drawn_area(curve const& c) {
  double area = 0;
  for (std::size_t k = 1; k < c.tp.size(); ++k) area += (c.fp[k] - c.fp[k - 1]) * (c.tp[k] + c.tp[k - 1]) / 2;
  return area / c.n_positive / c.n_negative;
}

inline double drawn_precision(curve const& c) {
  double sum = 0;
  for (std::size_t k = 1; k < c.tp.size(); ++k) sum += (c.tp[k] - c.tp[k - 1]) * c.tp[k] / (c.tp[k] + c.fp[k]);
  return sum / c.n_positive;
}

/// Nearly normal: a sum of four uniforms.
inline double bell(dice& roll) { return roll.uniform() + roll.uniform() + roll.uniform() + roll.uniform() - 2; }

/// Scores of every kind that a model may give: without and with ties, no better than chance, perfect, reversed, events far above or below.
struct cohort_kind {
  std::string name;
  double shift, levels;   ///< of the events; of the scores (0: no ties)
  double far_share, far;  ///< share of the events that lie far away, and where
};

inline std::vector<cohort_kind> const kinds = {{"chance", 0, 0, 0, 0},           {"useful", .6, 0, 0, 0},   {"good", 1.5, 0, 0, 0},
                                               {"perfect", 9, 0, 0, 0},          {"reversed", -1, 0, 0, 0}, {"opposite", -9, 0, 0, 0},
                                               {"coarse", .6, 2, 0, 0},          {"tied", .6, 12, 0, 0},    {"some far above", 0, 0, .3, 9},
                                               {"some far below", .5, 0, .5, -9}};

inline table table_of(cohort_kind const& kind, std::size_t n, std::size_t n_events, std::uint64_t seed, bool weighted = false) {
  dice roll(seed);
  table t;
  for (std::size_t i = 0; i < n; ++i) {
    bool const event = i < n_events;
    double score = bell(roll) + (event ? kind.shift : 0);
    if (event && roll.uniform() < kind.far_share) score = kind.far + bell(roll);
    if (kind.levels > 0) score = std::floor(score * kind.levels);
    t.y.push_back(event), t.score.push_back(score);
    if (weighted) t.real_weight.push_back(.2 + roll.uniform());
  }
  return shuffled(t, seed + 1);
}

}  // namespace CLINMETRICS_NAMESPACE::testing
