// SPDX-License-Identifier: Apache-2.0
// What is to be computed: the request, checked and spelt out, before any work.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/engine/options.hpp"
#include "clinmetrics/engine/registry.hpp"
#include "clinmetrics/engine/result.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"

namespace clinmetrics::engine {

/// How the interval of a metric is to be made.
struct interval_wish {
  bool automatic = true;      ///< the table of defaults
  method how = method::none;  ///< else this one; none: no interval
};

/// One line of numbers: a metric of one model at one threshold (or of its hard labels, or of its scores as such).
struct series {
  std::uint32_t model;
  metric_instance metric;
  std::optional<double> threshold;
  interval_wish wish;
  // filled once the scores are sorted:
  std::uint32_t cut = 0;  ///< which of its model's cuts
  bool threshold_rounds = false;
  tally_kind tally() const { return metric.record->tally; }
};

/// Where a confusion matrix is taken: a model at a threshold, or its hard labels.
struct count_place {
  std::uint32_t model;
  std::optional<double> threshold;
  std::uint32_t cut = 0;  ///< as in a series
};

struct plan {
  std::vector<series> all;
  std::vector<count_place> counted;
  std::vector<notice> notices;                     ///< what was left out, and why
  std::vector<partition> partitions;               ///< everyone first
  std::vector<std::optional<ranked_order>> order;  ///< a model; only where its scores are needed in order
  std::vector<std::vector<std::uint32_t>> cuts;    ///< a model: positions, ascending
};

/// Checks the request against the cohort; throws input_error.
plan make_plan(cohort const& rows, evaluate_options const& options);

/// Sorts the scores that need it and places the cuts.
void place_cuts(plan& p, cohort const& rows, backend& engine, stop_flag stop);

}  // namespace clinmetrics::engine
