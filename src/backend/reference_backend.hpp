// SPDX-License-Identifier: Apache-2.0
// The reference passes over columns of replicates, for the backend of that name and for the parts that a faster backend cannot do.
#pragma once
#include <algorithm>
#include <memory>
#include <span>

#include "clinmetrics/engine/backend.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Replicates [first, first + count); the first one is written to the column `column`.
struct replicate_range {
  std::uint32_t first, count;
  std::size_t column = 0;
};

void run_point_by_reference(std::span<pass_request const> passes, stop_flag stop);

/// Adds the number of finished replicates to `done` if it is given. `memory`: bytes for weights, at least those of one replicate.
void run_replicates_by_reference(std::span<pass_request const> passes, resampler const& weights, replicate_range const& range,
                                 stop_flag stop, std::atomic<std::uint64_t>* done, std::size_t memory = std::size_t{1} << 30);

/// Bytes of the weights of one replicate.
inline std::size_t least_reference_bytes(resampler const& weights) { return sizeof(std::uint32_t) * weights.n_units(); }

/// Resets the slots and the progress count, so that another backend can repeat the run.
inline void take_back(std::span<pass_request const> passes, run_control& control, std::uint64_t done_before) {
  control.done = done_before;
  for (auto const& request : passes) std::ranges::fill(request.out->words(), 0);
}

std::unique_ptr<backend> make_reference_backend();

/// Null if the machine has none of the instruction sets for which the kernels are compiled.
std::unique_ptr<backend> make_cpu_backend();

}  // namespace CLINMETRICS_NAMESPACE
