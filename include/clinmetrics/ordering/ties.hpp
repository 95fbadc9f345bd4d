// SPDX-License-Identifier: Apache-2.0
// Ties, the runs of rows with equal scores: what a tie is and where it ends stands here alone, and every walk on the host over an ordering
// is built on these functions. The kernels in src/simd and cuda/ have walks of their own, over blocks that ranked programs prepare.
//
// A walk calls `add` for one row after the other and the second function at the end of a tie, in one loop, because a search for the end
// before the rows are read would cost a second loop of unpredictable length for each tie.
#pragma once
#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "clinmetrics/core/partition.hpp"
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Positions from `begin` up to, but not including, `end`; neither of them is within a tie.
struct positions {
  std::size_t begin, end;
};

/// By descending score: add(row) for each row, and end_tie(positions) after the last row of a tie.
template <class Add, class EndTie>
void for_each_tie(ranked_order const& order, positions at, stop_flag stop, Add&& add, EndTie&& end_tie) {
  std::size_t begin = at.begin;
  for (std::size_t i = at.begin; i < at.end;) {
    stop.check();
    for (std::size_t const next = std::min(at.end, i + stop_flag::rows_between_looks); i < next; ++i) {
      add(order.row[i]);
      if (order.ends_tie(i)) end_tie(positions{std::exchange(begin, i + 1), i + 1});
    }
  }
}

/// The same in all groups at once, where `of_group` holds the sums of each group: add(sums, row) for each row, and end_tie(sums, row) after
/// the last row of a tie, once for each group with rows in this tie; `row` is the first of them.
template <class Sums, class Add, class EndTie>
void for_each_group_tie(ranked_order const& order, partition const& groups, std::vector<Sums>& of_group, positions at, stop_flag stop,
                        Add&& add, EndTie&& end_tie) {
  if (of_group.size() == 1) {
    Sums sums = std::move(of_group.front());  // a local variable, so that it can stay in registers
    for_each_tie(
        order, at, stop, [&](std::uint32_t row) { add(sums, row); }, [&](positions tie) { end_tie(sums, order.row[tie.begin]); });
    of_group.front() = std::move(sums);
    return;
  }
  std::vector<std::size_t> ended(of_group.size());  // the end of the last tie in which each group had rows
  for_each_tie(
      order, at, stop, [&](std::uint32_t row) { add(of_group[groups.group_of(row)], row); },
      [&](positions tie) {
        if (auto const row = order.row[tie.begin]; tie.end - tie.begin == 1)  // faster, and most scores have one row
          return end_tie(of_group[groups.group_of(row)], row);
        for (std::size_t i = tie.begin; i < tie.end; ++i) {
          auto const row = order.row[i], group = groups.group_of(row);
          if (std::exchange(ended[group], tie.end) != tie.end) end_tie(of_group[group], row);
        }
      });
}

/// The last position of the tie that contains a position.
inline std::size_t last_of_tie(ranked_order const& order, std::size_t at) {
  while (!order.ends_tie(at)) {
    std::uint64_t const rest = order.tie_ends[at / 64] >> (at % 64);
    at = rest ? at + static_cast<std::size_t>(std::countr_zero(rest)) : (at / 64 + 1) * 64;
  }
  return at;
}

/// For a few of an ordering's rows, in the order of their positions: f(rows) for the rows of each tie.
template <class F>
void split_at_ties(ranked_order const& order, std::span<std::uint32_t const> position_of_row, std::span<std::uint32_t const> rows, F&& f) {
  for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
    auto const last = last_of_tie(order, position_of_row[rows[begin]]);
    while (end < rows.size() && position_of_row[rows[end]] <= last) ++end;
    f(rows.subspan(begin, end - begin));
  }
}

}  // namespace CLINMETRICS_NAMESPACE
