// SPDX-License-Identifier: Apache-2.0
// The exact sum of average precision with one unit left out.
//
// For each tie, from the highest score down, the sum adds its positives times the precision at its end. Removing rows changes every term
// below them: if rows with positives of weight a and a total weight b were removed above, the term of a tie is that of TP − a in all − b.
// Units that remove the same (a, b) share one table of partial sums, so that rows of equal weight need one look-up each.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/core/wide.hpp"
#include "clinmetrics/pass/ranked.hpp"

namespace CLINMETRICS_NAMESPACE {

class precision_deletion {
 public:
  /// `position`: of each row of the cohort in the ordering.
  precision_deletion(ranked_pass const& pass, std::span<std::uint32_t const> position, std::span<std::uint32_t const> group_rows,
                     stop_flag stop);

  /// The precision sum of the group without these rows.
  u128 without(std::span<std::uint32_t const> unit);

 private:
  struct run {
    std::uint64_t tp, all, positives;  ///< weight of positives and of all rows down to its end; positives in the tie
  };
  using removed = std::pair<std::uint64_t, std::uint64_t>;  ///< weight of positives, and of all rows
  u128 term(run const& r, removed gone, std::uint64_t positives) const;
  u128 between(removed gone, std::size_t begin, std::size_t end);
  std::vector<u128> const* table(removed gone);

  ranked_pass const& pass_;
  stop_flag stop_;
  std::vector<run> runs_;
  std::vector<std::uint32_t> group_rows_;  ///< ascending, to find the tie of a row
  std::vector<std::uint32_t> run_of_row_;  ///< the tie of each of these rows
  std::map<removed, std::vector<u128>> tables_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> scratch_;  ///< tie and row
};

}  // namespace CLINMETRICS_NAMESPACE
