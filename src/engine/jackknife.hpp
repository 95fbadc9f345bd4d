// SPDX-License-Identifier: Apache-2.0
// The exact values of a metric with each unit left out in turn. Jackknife standard errors and the acceleration of BCa use them.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/inference/evidence.hpp"
#include "pass_list.hpp"
#include "plan.hpp"
#include "unit_index.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// The line of one group, and the point sums from which units are taken out.
struct deletion_source {
  cohort const* rows;
  pass_list const* passes;        ///< of the point value
  std::size_t place;              ///< of the line's tally
  pass_deletion const* deletion;  ///< of its pass; null if no single units are read
  std::span<std::uint32_t const> group_rows;
  std::size_t group;
};

/// Whether the values of a tally without a unit are read from the unit's rows, and the source must have a deletion. If not, they are read
/// from the cells, because all rows of a cell are equivalent.
bool reads_single_units(design const& rows, tally_record const& tally);

/// Independent rows of one stratum that are alike for two models: each model counts them in the same cell of its tally.
struct alike_rows {
  std::uint32_t stratum, cell_of_a, cell_of_b;
  std::uint64_t n;
};

/// The tally of one model, and its value.
struct paired_value {
  std::span<std::uint64_t const> words;
  value whole;
};

/// A metric of two models, with each row left out of both: entries of equal place belong together.
struct paired_deletions {
  deletions a, b;
};
paired_deletions jackknife_of_pair(metric_instance const& metric, paired_value const& a, paired_value const& b,
                                   std::span<alike_rows const> kinds);

/// Of independent rows of which each counts in one word: those of a word are alike.
deletions jackknife_of_cells(metric_instance const& metric, std::span<std::uint64_t const> words, value whole);

/// `whole`: the value of the group.
deletions jackknife(deletion_source const& from, metric_instance const& metric, value whole, delete_one_values::keep what, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::engine
