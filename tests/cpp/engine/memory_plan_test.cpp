// SPDX-License-Identifier: Apache-2.0
// Memory is reckoned before it is taken: sums and products that overflow, the refusal and its words, the size of blocks.
#include "engine/memory_plan.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "clinmetrics/clinmetrics.hpp"
#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

using ::testing::HasSubstr;
constexpr std::size_t most = std::numeric_limits<std::size_t>::max(), mib = std::size_t{1} << 20;

evaluate_options with(std::size_t max_memory, std::uint32_t n_resamples = 2000) {
  evaluate_options o;
  o.max_memory = max_memory, o.n_resamples = n_resamples;
  return o;
}

std::string refusal(memory_needs const& needs, evaluate_options const& o) {
  try {
    check_memory(needs, o);
  } catch (input_error const& e) {
    return e.what();
  }
  return "";
}

TEST(memory_plan, products_stay_at_the_largest_number) {
  EXPECT_EQ(bytes_of({3, 5, 8}), 120u);
  EXPECT_EQ(bytes_of({}), 1u);
  EXPECT_EQ(bytes_of({most, 0}), 0u);
  EXPECT_EQ(bytes_of({0, most, most}), 0u);
  EXPECT_EQ(bytes_of({most, 1}), most);
  EXPECT_EQ(bytes_of({std::size_t{1} << 32, std::size_t{1} << 32}), most);
  EXPECT_EQ(bytes_of({std::size_t{1} << 32, (std::size_t{1} << 32) - 1}), most - (most >> 32));
  EXPECT_EQ((memory_needs{most, most, most, most, most}.total()), most);
  EXPECT_EQ((memory_needs{1, 20, 300, 4000, 50000}.total()), 54321u);
}

TEST(memory_plan, the_bound_is_2_gib_where_none_is_given_and_64_mib_at_least) {
  EXPECT_EQ(memory_bound(with(0)), 2048 * mib);
  EXPECT_EQ(memory_bound(with(1)), 64 * mib);
  EXPECT_EQ(memory_bound(with(65 * mib)), 65 * mib);
  EXPECT_EQ(memory_bound(with(most)), most);
}

TEST(memory_plan, what_exceeds_the_bound_is_refused_with_the_need) {
  EXPECT_EQ(refusal({.values = 64 * mib}, with(mib)), "");
  EXPECT_EQ(refusal({.values = 64 * mib + 1}, with(mib)),
            "`max_memory` is 1048576 bytes and this call needs 67108865: 0 for the weights of replicates, 67108865 for their values and "
            "tallies; pass as much as max_memory=, or ask for fewer metrics, groups or replicates");
  EXPECT_EQ(refusal({.values = 2048 * mib}, with(0)), "");
  EXPECT_EQ(refusal({.weights = 1500 * mib, .values = 548 * mib, .kept = 5}, with(0)),
            "`max_memory` is 2147483648 bytes by default and this call needs 2147483653: 1572864000 for the weights of "
            "replicates, 574619648 "
            "for their values and tallies, 5 for the values that keep_replicates=True keeps; pass as much as max_memory=, or ask for fewer "
            "metrics, groups or replicates, or take resampling='poisson', whose weights need not be kept");
  EXPECT_THAT(refusal({.values = most, .kept = most}, with(most)), ::testing::IsEmpty());
  EXPECT_THAT(refusal({.values = most}, with(0)), HasSubstr("needs 2^64 or more"));
}

TEST(memory_plan, blocks_fit_what_is_left_in_whole_tiles) {
  testing::dice roll(1);
  for (int trial = 0; trial < 2000; ++trial) {
    auto const o = with(64 * mib + roll.below(1u << 30), 1 + roll.below(100'000));
    std::uint32_t const tile = std::min(1 + roll.below(512), o.n_resamples);
    std::size_t const part = memory_bound(o) / 5;
    memory_needs const needs{roll() % part, roll() % part, roll() % part, roll() % part, roll() % part};
    ASSERT_EQ(refusal(needs, o), "");
    auto const block = size_block(needs, tile, o);
    ASSERT_GE(block.n_replicates, tile);
    ASSERT_LE(block.n_replicates, o.n_resamples);
    if (block.n_replicates < o.n_resamples) {
      ASSERT_EQ(block.n_replicates % tile, 0u);
    }
    std::size_t const tallies = (block.n_replicates + tile - 1) / tile * needs.tallies;
    std::size_t const others = needs.values + needs.sorted + needs.kept;
    ASSERT_LE(others + tallies + needs.weights, memory_bound(o)) << "tile " << tile;
    ASSERT_EQ(block.weight_memory, memory_bound(o) - others - tallies);
    if (block.n_replicates > tile) {
      ASSERT_LE(tallies, memory_bound(o) / 4);
    }
  }
}

cohort small_cohort() {
  std::vector<int> y;
  std::vector<double> score;
  attribute site{"site", {}, {"large", "small"}};
  for (int i = 0; i < 40; ++i) y.push_back(i % 2), score.push_back(i * 7 % 40 / 40.0), site.code.push_back(i < 33 ? 0 : 1);
  return make_cohort({.y_true = owned_column(y), .y_score = {{"m", owned_column(score)}}, .attributes = {site}});
}

evaluate_options percentile(std::uint32_t n_resamples, std::size_t max_memory) {
  auto o = with(max_memory, n_resamples);
  o.metrics = {"auroc"}, o.ci = "percentile";
  return o;
}

TEST(memory_plan, a_call_is_refused_before_it_takes_anything) {
  auto const rows = small_cohort();
  for (std::size_t bound : {std::size_t{0}, 64 * mib})
    EXPECT_THROW(static_cast<void>(evaluate(rows, percentile(300'000'000, bound))), input_error);
  auto keeps = percentile(3'000'000, 64 * mib);
  EXPECT_NO_THROW(check_memory({.values = 24'000'000}, keeps));
  keeps.keep_replicates = true;
  EXPECT_THROW(static_cast<void>(evaluate(rows, keeps)), input_error);
}

TEST(memory_plan, groups_below_the_minimum_size_get_no_replicates) {
  auto const rows = small_cohort();
  auto o = percentile(3'000'000, 64 * mib);  // 24 MB for each group of the minimum size, and as much for sorting
  o.num_threads = 1, o.groups = {{"site"}};
  auto const out = evaluate(rows, o);
  ASSERT_EQ(out.rows().size(), 3u);
  EXPECT_EQ(out.rows()[1].n_resamples, 3'000'000u);
  EXPECT_EQ(out.rows()[2].n_resamples, 0u);
  EXPECT_EQ(out.rows()[2].value.why, status::too_few);
  o.min_group_size = 2;
  EXPECT_THROW(static_cast<void>(evaluate(rows, o)), input_error);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::engine
