// SPDX-License-Identifier: Apache-2.0
// A walk in parts gives the sums of the walk as a whole, wherever the parts begin.
#include "ordering/walk_in_parts.hpp"

#include <gtest/gtest.h>

#include "backend/ranked_point.hpp"
#include "backend/row_sums_point.hpp"
#include "parallel.hpp"
#include "support/passes.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::shape;

template <class Pass>
std::vector<std::uint64_t> words(Pass const& pass, std::size_t rows_of_part) {
  slot_block out(pass.n_slots(), pass.groups->n_groups(), 1);
  if (rows_of_part == 0)
    pass.walk(once{}, out, 0);
  else
    walk_once_in_parts(pass, out, {}, rows_of_part);
  return {out.words().begin(), out.words().end()};
}

TEST(WalkInParts, GivesTheSumsOfTheWhole) {
  for (std::uint32_t levels : {0u, 40u, 3u, 1u})
    for (int n_levels : {0, 2, 7})
      for (std::uint32_t weights_below : {0u, 4u})
        for (bool wants_precision : {true, false}) {
          SCOPED_TRACE(::testing::Message() << levels << " levels, " << n_levels << " groups, weights below " << weights_below
                                            << (wants_precision ? ", with precision" : ""));
          auto const rows = testing::make(
              testing::random_table({.n = 1003, .score_levels = levels, .weights_below = weights_below, .n_levels = n_levels}, 8));
          auto const order = rank(rows.models.front().score);
          auto const groups = n_levels == 0 ? everyone() : cross({&rows.attributes.front()});
          std::vector<std::uint32_t> cuts{0};
          for (double threshold : {.9, .5, .45, .1, 0.0}) cuts.push_back(cut_at(rows.models.front().score, order, threshold).position);
          auto const pass = testing::ranked_of(rows, order, groups, cuts, wants_precision);
          auto const whole = words(pass, 0);
          for (std::size_t rows_of_part : {1u, 2u, 50u, 333u, 501u, 502u, 5000u})
            for (int n_threads : {1, 2, 3})
              parallel::with_threads(n_threads, [&] { EXPECT_EQ(words(pass, rows_of_part), whole) << rows_of_part; });
        }
}

TEST(WalkInParts, GivesTheRowSumsOfTheWhole) {
  for (int n_levels : {0, 2, 7})
    for (std::uint32_t weights_below : {0u, 4u}) {
      SCOPED_TRACE(::testing::Message() << n_levels << " groups, weights below " << weights_below);
      auto const rows = testing::make(testing::random_table({.n = 1003, .weights_below = weights_below, .n_levels = n_levels}, 9));
      auto const groups = testing::partition_of(rows);
      auto const order = rank(rows.models.front().score);
      cell_sum const large{1, {}, [](std::size_t row) { return (std::uint64_t{1} << 63) + row; }};  // sums beyond 64 bits
      row_sums_pass const one_cell{&rows, &groups, rows.weight, {large, {}}};
      for (auto const& pass : {testing::losses_pass(rows, groups, 20), testing::bins_pass(rows, order, groups, 10, 20), one_cell})
        for (std::size_t rows_of_part : {1u, 50u, 333u, 501u, 502u, 5000u})
          for (int n_threads : {1, 3})
            parallel::with_threads(n_threads, [&] { EXPECT_EQ(words(pass, rows_of_part), words(pass, 0)) << rows_of_part; });
    }
}

TEST(WalkInParts, PartsBeginAtBordersAndNotWithinATie) {
  auto const rows = testing::make(testing::random_table({.n = 5000, .score_levels = 100}, 2));
  auto const order = rank(rows.models.front().score);
  auto const border = static_cast<std::uint32_t>(last_of_tie(order, 1234) + 1);
  std::size_t next = 0;
  bool is_met = false;
  for (auto const& part : parts_of(order, 1, std::vector{border}, 300)) {
    EXPECT_EQ(part.begin, next);
    EXPECT_TRUE(order.ends_tie(part.end - 1));
    is_met = is_met || part.begin == border, next = part.end;
  }
  EXPECT_EQ(next, 5000);
  EXPECT_TRUE(is_met);
  EXPECT_EQ(parts_of(order, 1000, {}, 300).size(), 1) << "the sums of many groups would take more memory than the rows";
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
