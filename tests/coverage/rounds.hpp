// SPDX-License-Identifier: Apache-2.0
// The two rounds of the simulation: all cells, and again the worst ones.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "cell.hpp"
#include "table.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

/// A pass over some cells.
struct round {
  unsigned number;
  std::uint32_t n_samples;
  std::uint64_t seed;

  /// Cells with fewer intervals say little about coverage.
  std::uint32_t least() const { return std::min(100u, n_samples / 2); }
};

/// Cells are the tasks of the threads; each has its own random stream, so that the table does not depend on the number of threads. Prints
/// each cell when it is done.
std::vector<measured> simulate_cells(std::vector<cell> const& cells, std::vector<std::size_t> const& wanted, round const& how,
                                     unsigned n_threads);

/// The lowest of many estimated coverages is too low by chance. So the worst cells of each default are simulated again, with other random
/// numbers and four times the samples.
std::vector<measured> simulate_worst_again(std::vector<cell> cells, std::vector<measured> const& first, round const& how,
                                           unsigned n_threads);

}  // namespace CLINMETRICS_NAMESPACE::coverage
