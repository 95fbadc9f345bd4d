// SPDX-License-Identifier: Apache-2.0
// The numbers of rows of each class in every run of equal scores, for every group of a partition.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/core/partition.hpp"
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/inference/evidence.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// By group, the highest score first. `label` is 1 for positive rows.
std::vector<std::vector<tied_rows>> tied_runs(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups,
                                              stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::engine
