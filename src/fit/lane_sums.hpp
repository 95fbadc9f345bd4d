// SPDX-License-Identifier: Apache-2.0
// Sums of products over rows whose weights differ from replicate to replicate, with the widest vectors that the machine has. The bits do
// not depend on them.
#pragma once
#include <array>
#include <cstddef>
#include <span>

#include "clinmetrics/random/resampler.hpp"
#include "condensed_logits.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Adds weight[lane] · factor[i][k] of each row i to sums[k][lane], row after row.
void add_products(std::span<condensed_lanes<lanes>::node const> rows, std::span<std::array<double, condensed_logits::n_nodes> const> factor,
                  std::array<std::array<double, lanes>, condensed_logits::n_nodes>& sums);

}  // namespace CLINMETRICS_NAMESPACE
