// SPDX-License-Identifier: Apache-2.0
// The numbers of rows of each class in every run of equal scores, for every group of a partition. Neighbouring runs without positive rows
// are one run, which gives the same average precision and the same variance.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/core/partition.hpp"
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/inference/evidence.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// Adds the run with the next lower score.
inline void append_run(std::vector<tied_rows>& runs, tied_rows const& run) {
  if (run.positive == 0 && !runs.empty() && runs.back().positive == 0)
    runs.back().negative += run.negative;
  else
    runs.push_back(run);
}

/// By group, the highest score first. `label` is 1 for positive rows.
std::vector<std::vector<tied_rows>> tied_runs(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups,
                                              stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::engine
