// SPDX-License-Identifier: Apache-2.0
// Ties against their definition, which compares scores: each row once, each end once, in all groups, in parts of an ordering, for some
// rows.
#include "clinmetrics/ordering/ties.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <map>

#include "clinmetrics/core/error.hpp"
#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::dice;
using rows_of_tie = std::vector<std::uint32_t>;

struct example {
  std::vector<std::int32_t> score;
  ranked_order order;
  partition groups;
  example(std::size_t n, std::uint32_t n_scores, std::uint32_t n_groups, std::uint64_t seed) : score(n) {
    dice roll(seed);
    for (auto& x : score) x = static_cast<std::int32_t>(roll.below(n_scores));
    order = rank(column_of(std::span<std::int32_t const>(score)));
    groups.groups.resize(n_groups);
    if (n_groups > 1)
      for (std::size_t row = 0; row < n; ++row) groups.code.push_back(roll.below(n_groups));
  }
  /// The rows of a group by score, from the highest; within a score in the order of their numbers.
  std::vector<rows_of_tie> ties_of_group(std::uint32_t group) const {
    std::map<std::int32_t, rows_of_tie> by_score;
    for (std::uint32_t row = 0; row < score.size(); ++row)
      if (groups.group_of(row) == group) by_score[-score[row]].push_back(row);
    std::vector<rows_of_tie> ties;
    for (auto const& [negated, rows] : by_score) ties.push_back(rows);
    return ties;
  }
};

std::vector<example> examples() {
  std::vector<example> all;
  for (std::size_t n : {0u, 1u, 2u, 63u, 64u, 65u, 200u})
    for (std::uint32_t n_scores : {1u, 3u, 40u, 100'000u})
      for (std::uint32_t n_groups : {1u, 2u, 5u, 50u}) all.emplace_back(n, n_scores, n_groups, all.size());
  all.emplace_back(3 * stop_flag::rows_between_looks, 2, 3, 1);  // ties that are longer than the rows between two looks at the flag
  return all;
}

TEST(for_each_tie, gives_the_rows_of_each_score) {
  for (auto const& e : examples()) {
    if (e.groups.n_groups() > 1) continue;
    std::vector<rows_of_tie> found;
    rows_of_tie rows;
    std::size_t next = 0;
    for_each_tie(
        e.order, {0, e.order.size()}, {}, [&](std::uint32_t row) { rows.push_back(row); },
        [&](positions tie) {
          EXPECT_EQ(tie.begin, std::exchange(next, tie.end));
          EXPECT_EQ(tie.end - tie.begin, rows.size());
          found.push_back(std::exchange(rows, {}));
        });
    EXPECT_EQ(found, e.ties_of_group(0));
    EXPECT_TRUE(rows.empty());
  }
}

TEST(for_each_group_tie, ends_each_tie_once_in_each_group_that_has_rows_in_it) {
  struct rows_so_far {
    rows_of_tie rows;
    std::vector<rows_of_tie> ties;
  };
  for (auto const& e : examples()) {
    std::vector<rows_so_far> of_group(e.groups.n_groups());
    std::size_t half = e.order.size() / 2;  // in two parts, the second of which begins with a tie
    while (half > 0 && !e.order.ends_tie(half - 1)) --half;
    for (auto const part : {positions{0, half}, positions{half, e.order.size()}})
      for_each_group_tie(
          e.order, e.groups, of_group, part, {}, [](rows_so_far& s, std::uint32_t row) { s.rows.push_back(row); },
          [](rows_so_far& s, std::uint32_t row) {
            EXPECT_EQ(row, s.rows.front());
            s.ties.push_back(std::exchange(s.rows, {}));
          });
    for (std::uint32_t group = 0; group < of_group.size(); ++group) {
      EXPECT_EQ(of_group[group].ties, e.ties_of_group(group));
      EXPECT_TRUE(of_group[group].rows.empty());
    }
  }
}

TEST(split_at_ties, gives_those_of_the_rows_that_have_one_score) {
  for (auto const& e : examples()) {
    std::vector<std::uint32_t> position(e.order.size());
    for (std::uint32_t i = 0; i < position.size(); ++i) position[e.order.row[i]] = i;
    for (std::uint32_t group = 0; group < e.groups.n_groups(); ++group) {
      std::vector<std::uint32_t> rows;
      for (auto row : e.order.row)
        if (e.groups.group_of(row) == group) rows.push_back(row);
      std::vector<rows_of_tie> found;
      split_at_ties(e.order, position, rows, [&](std::span<std::uint32_t const> tie) { found.emplace_back(tie.begin(), tie.end()); });
      EXPECT_EQ(found, e.ties_of_group(group));
    }
  }
}

TEST(for_each_tie, stops) {
  std::atomic<bool> const raised{true};
  example const e(10, 3, 1, 1);
  EXPECT_THROW(for_each_tie(
                   e.order, {0, 10}, stop_flag(&raised), [](std::uint32_t) {}, [](positions) {}),
               stopped);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
