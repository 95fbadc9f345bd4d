// SPDX-License-Identifier: Apache-2.0
// The first step of an evaluation: everything that is decided before the rows are summed.
#pragma once
#include <memory>
#include <vector>

#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/engine/options.hpp"
#include "group_sizes.hpp"
#include "memory_plan.hpp"
#include "plan.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

struct prepared {
  cohort const* rows;
  evaluate_options const* options;
  engine::plan plan;
  std::unique_ptr<backend> engine;
  resampler weights;
  std::vector<group_sizes> sizes;      ///< of each partition
  std::vector<std::size_t> resampled;  ///< the lines of the plan that need replicates
  memory_needs needs;                  ///< of replicates, without their tallies

  bool is_hidden(std::uint32_t partition, std::size_t group) const { return sizes[partition].is_hidden(group); }
  /// Bytes for the values of all replicates of a partition.
  std::size_t value_bytes(std::uint32_t partition) const;
  /// The first partition after those that are computed together with `first`: as many as their values fit into the memory.
  std::uint32_t end_of_batch(std::uint32_t first) const;
};

/// Checks the request, sorts the scores and computes the memory that is needed. Throws input_error. The cohort and the options must outlive
/// the result.
prepared prepare(cohort const& rows, evaluate_options const& options, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::engine
