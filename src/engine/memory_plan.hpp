// SPDX-License-Identifier: Apache-2.0
// What the replicates of a call take, reckoned before any of it is taken.
#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "clinmetrics/engine/options.hpp"

namespace clinmetrics::engine {

inline constexpr std::size_t default_memory = std::size_t{1} << 31;
inline constexpr std::size_t always_granted = std::size_t{1} << 26;  ///< a smaller bound counts as this one

/// The bound that a call has for its replicates, given or by default.
std::size_t memory_bound(evaluate_options const& options);

/// A product of counts and sizes; the largest number there is where it would be larger.
std::size_t bytes_of(std::initializer_list<std::size_t> factors);

/// Bytes that replicates cannot do without.
struct memory_needs {
  std::size_t weights = 0;  ///< of one tile of replicates
  std::size_t values = 0;   ///< of all replicates, until their intervals are made
  std::size_t sorted = 0;   ///< of values in order, one list for each thread
  std::size_t kept = 0;     ///< of what the result holds, and of the copy that its reader gets
  std::size_t tallies = 0;  ///< of one tile of replicates

  std::size_t total() const;
};

/// Throws input_error with the needs and the remedy where they exceed the bound.
void check_memory(memory_needs const& needs, evaluate_options const& options);

/// For the values of partitions that share their weights: a quarter of the bound, or half of what else is left of it.
std::size_t batch_budget(memory_needs const& needs, evaluate_options const& options);

struct replicate_block {
  std::uint32_t n_replicates;
  std::size_t weight_memory;
};

/// How many replicates to run at once: as many as their tallies fit a quarter of the bound and what else is left of it, in whole tiles, at
/// least one; what is left after that is for the weights. The needs fit the bound.
replicate_block size_block(memory_needs const& needs, std::uint32_t tile, evaluate_options const& options);

}  // namespace clinmetrics::engine
