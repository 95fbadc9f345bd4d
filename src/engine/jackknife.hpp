// SPDX-License-Identifier: Apache-2.0
// The exact values of a metric with each unit left out in turn. Jackknife standard errors and the acceleration of BCa use them.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/inference/evidence.hpp"
#include "plan.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// The rows of each group, unit by unit.
class unit_index {
 public:
  unit_index(cohort const& rows, partition const& groups, stop_flag stop = {});
  /// The rows of a group by ascending unit.
  std::span<std::uint32_t const> rows_of(std::size_t group) const {
    return std::span(row_).subspan(begin_[group], begin_[group + 1] - begin_[group]);
  }

 private:
  std::vector<std::uint32_t> row_;
  std::vector<std::size_t> begin_;
};

/// The numbers of units with rows, with positive rows, and with negative rows.
class_counts count_units(cohort const& rows, std::span<std::uint32_t const> group_rows, stop_flag stop = {});

/// The position of each row of a model, and twice the weight of the other class on its losing side, in which ties count once.
struct placements {
  std::vector<std::uint32_t> position;  ///< by row
  std::vector<std::uint64_t>
      placement;  ///< by row, within its group: positives 2·(negatives below) + tied; negatives 2·(positives above) + tied
};
placements find_placements(cohort const& rows, ranked_order const& order, partition const& groups, stop_flag stop);

/// The data of a model and a partition that are needed to leave out units.
struct deletion_source {
  cohort const* rows;
  ranked_order const* order;           ///< null for hard labels
  placements const* placed;            ///< null unless a ranked metric or a cut needs it
  row_sums_pass const* point_moments;  ///< null unless a metric needs moments; at point precision
  std::vector<std::uint32_t> const* cuts;
};

/// `words`: the group's point words; `whole`: its value.
deletions jackknife(deletion_source const& from, series const& s, std::span<std::uint32_t const> group_rows,
                    std::span<std::uint64_t const> words, value whole, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::engine
