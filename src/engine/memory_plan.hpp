// SPDX-License-Identifier: Apache-2.0
// The memory that the replicates of a call need, computed before it is allocated.
#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "clinmetrics/engine/options.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

inline constexpr std::size_t default_memory = std::size_t{1} << 31;
inline constexpr std::size_t always_granted = std::size_t{1} << 26;  ///< a smaller bound counts as this one

/// The memory bound of a call for its replicates, given or by default.
std::size_t memory_bound(evaluate_options const& options);

/// A product of counts and sizes; the largest number of the type if it would be larger.
std::size_t bytes_of(std::initializer_list<std::size_t> factors);

/// The least number of bytes that replicates need.
struct memory_needs {
  std::size_t weights = 0;  ///< of one tile of replicates
  std::size_t values = 0;   ///< of all replicates, until their intervals are made
  std::size_t sorted = 0;   ///< of values in order, one list for each thread
  std::size_t kept = 0;     ///< of the values in the result, and of the copy for its reader
  std::size_t tallies = 0;  ///< of one tile of replicates

  std::size_t total() const;
};

/// Throws an input_error with the needs and the remedy if they exceed the bound.
void check_memory(memory_needs const& needs, evaluate_options const& options);

/// Bytes for the values of partitions that share their weights: a quarter of the bound, or half of the rest of it if this is less.
std::size_t batch_budget(memory_needs const& needs, evaluate_options const& options);

struct replicate_block {
  std::uint32_t n_replicates;
  std::size_t weight_memory;
};

/// The number of replicates in a block: as many as their tallies fit into a quarter of the bound and into its rest, in whole tiles, at
/// least one; the memory that remains is for the weights. The needs must fit into the bound.
replicate_block size_block(memory_needs const& needs, std::uint32_t tile, evaluate_options const& options);

}  // namespace CLINMETRICS_NAMESPACE::engine
