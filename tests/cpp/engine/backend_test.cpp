// SPDX-License-Identifier: Apache-2.0
// Backends run passes: the same integers as the plain pass, for any range of replicates; unknown names are refused.
#include "clinmetrics/engine/backend.hpp"

#include <gtest/gtest.h>
#include <tbb/task_arena.h>

#include <algorithm>

#include "clinmetrics/core/error.hpp"
#include "support/passes.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

std::vector<std::uint64_t> words_of(slot_block const& b) { return {b.words().begin(), b.words().end()}; }

class each_backend : public ::testing::TestWithParam<std::string_view> {};
INSTANTIATE_TEST_SUITE_P(names, each_backend, ::testing::ValuesIn(available_backends()),
                         [](auto const& p) { return std::string(p.param); });

TEST_P(each_backend, gives_the_integers_of_the_plain_walk) {
  auto const engine = make_backend(GetParam());
  EXPECT_EQ(engine->name(), GetParam());
  std::uint64_t seed = 0;
  for (auto const& s :
       {testing::shape{.n = 0}, testing::shape{.n = 1}, testing::shape{.n = 70, .n_levels = 2},
        testing::shape{.n = 300, .score_levels = 0, .weights_below = 5},
        testing::shape{.n = 400, .real_weights = true, .n_units = 300, .n_levels = 3}, testing::shape{.n = 500, .n_strata = 2}})
    for (auto kind : {resampling::multinomial, resampling::poisson}) {
      auto const c = testing::make(testing::random_table(s, ++seed));
      auto const groups = testing::partition_of(c);
      auto const order = rank(c.models[0].score);
      ranked_pass const ranked_one = testing::ranked_of(c, order, groups, {0, cut_at(c.models[0].score, order, .5).position});
      cell_sum const cells{2, std::vector<std::uint32_t>(c.events().begin(), c.events().end())},
          amounts{1, {}, [](std::size_t) { return std::uint64_t{12345}; }};
      row_sums_pass const row_sums_one{&c, &groups, c.weight, {cells, amounts}};
      resampler const weights(kind, seed, 0, c.stratum_begin);

      run_control control;
      slot_block ranked_point(ranked_one.n_slots(), groups.n_groups(), 1), row_sums_point(row_sums_one.n_slots(), groups.n_groups(), 1);
      pass_request const points[] = {{&ranked_one, &ranked_point}, {&row_sums_one, &row_sums_point}};
      engine->run_point(points, control);
      EXPECT_EQ(words_of(ranked_point), words_of(testing::point(ranked_one)));
      EXPECT_EQ(words_of(row_sums_point), words_of(testing::point(row_sums_one)));

      auto const ranked_all = testing::replicates(ranked_one, weights, 300);
      auto const row_sums_all = testing::replicates(row_sums_one, weights, 300);
      for (auto [first, count] : std::vector<std::pair<std::uint32_t, std::uint32_t>>{
               {0, 300}, {0, 1}, {0, 16}, {16, 16}, {128, 128}, {5, 140}, {255, 2}, {299, 1}}) {
        slot_block ranked_out(ranked_one.n_slots(), groups.n_groups(), count),
            row_sums_out(row_sums_one.n_slots(), groups.n_groups(), count);
        pass_request const requests[] = {{&ranked_one, &ranked_out}, {&row_sums_one, &row_sums_out}};
        engine->run_replicates(requests, weights, first, count, control);
        for (std::uint32_t r = 0; r < count; ++r)
          for (std::size_t g = 0; g < groups.n_groups(); ++g) {
            ASSERT_EQ(testing::words_of(ranked_out, g, r), testing::words_of(ranked_all, g, first + r)) << first << '+' << r;
            ASSERT_EQ(testing::words_of(row_sums_out, g, r), testing::words_of(row_sums_all, g, first + r)) << first << '+' << r;
          }
      }
    }
}

TEST_P(each_backend, counts_the_replicates_done_and_stops) {
  auto const engine = make_backend(GetParam());
  auto const c = testing::make(testing::random_table({.n = 50}, 1));
  auto const groups = everyone();
  row_sums_pass const pass{&c, &groups, c.weight, {cell_sum{}}};
  resampler const weights(resampling::multinomial, 0, 0, c.stratum_begin);
  slot_block out(1, 1, 300);
  pass_request const request[] = {{&pass, &out}};
  run_control control;
  engine->run_replicates(request, weights, 0, 300, control);
  EXPECT_EQ(control.done, 300u);
  control.stop = true;
  EXPECT_THROW(engine->run_replicates(request, weights, 0, 300, control), stopped);
  EXPECT_THROW(engine->run_point(request, control), stopped);
}

std::vector<std::string_view> const before_main = available_backends();  // as an object of a user's program may ask for them

TEST(backend, may_be_asked_for_before_main) { EXPECT_EQ(before_main, available_backends()); }

TEST(make_backend, knows_its_names) {
  EXPECT_NE(make_backend("auto"), nullptr);
  EXPECT_THROW(make_backend("abacus"), input_error);
  EXPECT_THROW(make_backend(""), input_error);
  auto const names = available_backends();
  EXPECT_NE(std::find(names.begin(), names.end(), "reference"), names.end());
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
