// SPDX-License-Identifier: Apache-2.0
// The placements of rows against pairs of rows, and DeLong's covariance of many rows against that of the columns as a whole.
#include "engine/paired_rows.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <numeric>

#include "ordering/walk_in_parts.hpp"
#include "parallel.hpp"
#include "support/passes.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

std::vector<std::uint32_t> placed(cohort const& c, column const& score, partition const& groups) {
  std::vector<std::uint32_t> out(c.n_rows(), 99);
  engine::place_rows(c.events(), rank(score), groups, {}, out);
  return out;
}

TEST(place_rows, counts_the_pairs_within_each_group) {
  for (std::uint32_t levels : {0u, 3u, 30u})
    for (int n_levels : {0, 3}) {
      auto const t = testing::random_table({.n = 150, .score_levels = levels, .n_levels = n_levels}, levels + 1);
      auto const c = testing::make(t);
      auto const groups = testing::partition_of(c);
      auto const found = placed(c, c.models[0].score, groups);
      for (std::size_t i = 0; i < t.size(); ++i) {
        std::uint32_t expected = 0;
        for (std::size_t j = 0; j < t.size(); ++j) {
          if (t.y[i] == t.y[j] || groups.group_of(i) != groups.group_of(j)) continue;
          double const of_positive = t.score[t.y[i] ? i : j], of_negative = t.score[t.y[i] ? j : i];
          expected += of_positive > of_negative ? 2 : of_positive == of_negative ? 1 : 0;
        }
        EXPECT_EQ(found[i], expected) << levels << " levels, " << n_levels << " groups, row " << i;
      }
    }
}

bool is_same(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

TEST(covariance_of_aurocs, is_that_of_the_whole_columns_for_any_number_of_threads) {
  for (std::size_t n : {std::size_t{1}, std::size_t{2}, std::size_t{2047}, std::size_t{2049}, 5 * usual_rows_of_part + 3}) {
    auto const c = testing::make(testing::random_table({.n = n, .score_levels = 0, .prevalence = .1}, n));
    auto const noisy = testing::random_table({.n = n, .score_levels = 50, .prevalence = .1}, n + 1);
    std::vector<std::vector<std::uint32_t>> const placements{
        placed(c, c.models[0].score, everyone()), placed(c, column_of(noisy.score), everyone()), placed(c, c.models[0].score, everyone())};
    std::vector<std::vector<std::uint32_t>> positive(3), negative(3);
    std::vector<row_placements> whole;
    for (std::size_t m = 0; m < 3; ++m) {
      for (std::size_t row = 0; row < n; ++row) (c.events()[row] ? positive : negative)[m].push_back(placements[m][row]);
      whole.push_back({positive[m], negative[m]});
    }
    auto const expected = delong_covariance(whole);
    std::vector<std::uint32_t> every_row(n);
    std::iota(every_row.begin(), every_row.end(), 0u);
    std::vector<engine::placements_by_row> const models(placements.begin(), placements.end());
    for (int n_threads : {1, 2, 3})
      parallel::with_threads(n_threads, [&] {
        auto const found = engine::covariance_of_aurocs(c, models, every_row);
        ASSERT_EQ(found.size(), 3);
        for (std::size_t a = 0; a < 3; ++a) {
          EXPECT_PRED2(is_same, found.aucs[a], expected.aucs[a]) << n;
          for (std::size_t b = 0; b < 3; ++b) {
            EXPECT_PRED2(is_same, found.covariance(a, b), expected.covariance(a, b)) << n;
            EXPECT_PRED2(is_same, found.variance_of_difference(a, b), expected.variance_of_difference(a, b)) << n;
          }
        }
      });
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
