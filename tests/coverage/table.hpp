// SPDX-License-Identifier: Apache-2.0
// The results of the simulation as text and as CSV.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "simulate.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

struct measured {
  std::size_t number;  ///< of the cell
  unsigned round;
  std::string grid, cell;
  std::vector<count> counts;
};

/// One line for each metric and method of a cell.
void print_cell(measured const& m);

/// For each metric and method the cell with the lowest coverage, the mean, and the largest one-sided miss. Cells with fewer than `least`
/// intervals are left out.
void print_worst(std::vector<measured> const& all, std::uint32_t least);

/// For each metric and test the greatest share of p values below each level, among the cells in which the claim is not true, with its
/// Monte-Carlo standard error at that level.
void print_errors(std::vector<measured> const& all, std::uint32_t least);

/// The numbers of the cells with the lowest coverages of each metric by its default, `n` of each.
std::vector<std::size_t> worst_cells(std::vector<measured> const& all, std::size_t n, std::uint32_t least);

void write_csv(std::vector<measured> const& all, std::string const& path, std::uint64_t seed);

}  // namespace CLINMETRICS_NAMESPACE::coverage
