// SPDX-License-Identifier: Apache-2.0
// Units and strata: numbered by (stratum, identifier) in sorted order, for any order of the rows.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>

#include "clinmetrics/core/cohort.hpp"
#include "support/dice.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using numbers = std::vector<std::uint32_t>;

cohort with(std::optional<column> unit, std::optional<column> strata, std::vector<int> y) {
  cohort_input in;
  std::vector<double> score(y.size());
  in.y_true = owned_column(std::move(y));
  in.y_score = {{"s", owned_column(std::move(score))}};
  in.unit = std::move(unit), in.strata = std::move(strata);
  return make_cohort(in);
}

TEST(cohort_units, without_identifiers_each_row_is_one) {
  auto const c = with({}, {}, {0, 1, 0});
  EXPECT_TRUE(c.unit.empty());
  EXPECT_EQ(c.n_units(), 3u);
  EXPECT_EQ(c.unit_of(2), 2u);
  EXPECT_EQ(c.stratum_begin, (numbers{0, 3}));
  EXPECT_FALSE(c.is_clustered);
  EXPECT_FALSE(c.is_stratified);
}

TEST(cohort_units, are_numbered_by_sorted_identifier_not_by_appearance) {
  auto const c = with(owned_column(std::vector<int>{30, -5, 30, 7}), {}, {0, 1, 0, 1});
  EXPECT_EQ(c.unit, (numbers{2, 0, 2, 1}));
  EXPECT_EQ(c.n_units(), 3u);
  EXPECT_TRUE(c.is_clustered);
}

TEST(cohort_units, with_one_row_each_are_no_clusters) {
  auto const c = with(owned_column(std::vector<int>{30, 10, 20}), {}, {0, 1, 0});
  EXPECT_EQ(c.unit, (numbers{2, 0, 1}));
  EXPECT_FALSE(c.is_clustered);
}

TEST(cohort_units, identifiers_sort_as_integers_of_their_own_type) {
  constexpr auto low = std::numeric_limits<std::int64_t>::min(), high = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(with(owned_column(std::vector<std::int64_t>{high, low, 0, -1}), {}, {0, 1, 0, 1}).unit, (numbers{3, 0, 2, 1}));
  EXPECT_EQ(with(owned_column(std::vector<std::uint64_t>{~std::uint64_t{0}, 0, std::uint64_t{1} << 63, 1}), {}, {0, 1, 0, 1}).unit,
            (numbers{3, 0, 2, 1}));
  EXPECT_EQ(with(owned_column(std::vector<std::uint8_t>{200, 100, 255, 0}), {}, {0, 1, 0, 1}).unit, (numbers{2, 1, 3, 0}));
  EXPECT_EQ(with(owned_column(std::vector<std::int8_t>{-128, 127, 0, -1}), {}, {0, 1, 0, 1}).unit, (numbers{0, 3, 2, 1}));
}

TEST(cohort_units, are_numbered_stratum_by_stratum) {
  auto const c =
      with(owned_column(std::vector<int>{1, 2, 3, 4, 5, 1}), owned_column(std::vector<int>{9, 3, 9, 3, 9, 9}), {0, 1, 0, 1, 1, 1});
  EXPECT_EQ(c.unit, (numbers{2, 0, 3, 1, 4, 2}));
  EXPECT_EQ(c.stratum_begin, (numbers{0, 2, 5}));
  EXPECT_TRUE(c.is_stratified);
  EXPECT_TRUE(c.is_clustered);
}

TEST(cohort_units, without_identifiers_rows_are_numbered_within_strata) {
  auto const c = with({}, owned_column(std::vector<int>{2, 1, 2, 1, 1}), {0, 1, 0, 1, 1});
  EXPECT_EQ(c.unit, (numbers{3, 0, 4, 1, 2}));
  EXPECT_EQ(c.stratum_begin, (numbers{0, 3, 5}));
  EXPECT_FALSE(c.is_clustered);
}

TEST(cohort_units, one_stratum_is_none) {
  auto const c = with({}, owned_column(std::vector<int>{4, 4, 4}), {0, 1, 0});
  EXPECT_FALSE(c.is_stratified);
  EXPECT_FALSE(c.strata_are_outcome);
  EXPECT_EQ(c.stratum_begin, (numbers{0, 3}));
  EXPECT_NO_THROW(with({}, owned_column(std::vector<int>{4}), {1}));
}

TEST(cohort_units, strata_that_are_the_classes_are_noticed) {
  EXPECT_TRUE(with({}, owned_column(std::vector<int>{1, 2, 1, 2}), {0, 1, 0, 1}).strata_are_outcome);
  EXPECT_TRUE(with({}, owned_column(std::vector<int>{1, 2, 1, 2, 3, 3}), {0, 1, 0, 1, 1, 1}).strata_are_outcome);
  EXPECT_FALSE(with({}, owned_column(std::vector<int>{1, 2, 1, 2}), {0, 1, 1, 1}).strata_are_outcome);
  EXPECT_FALSE(with({}, {}, {0, 1, 0, 1}).strata_are_outcome);
}

TEST(cohort_units, rows_of_weight_zero_leave_before_units_are_numbered) {
  cohort_input in;
  in.y_true = owned_column(std::vector<int>{0, 1, 0, 1});
  in.y_score = {{"s", owned_column(std::vector<double>{1, 2, 3, 4})}};
  in.sample_weight = owned_column(std::vector<int>{0, 2, 1, 1});
  in.unit = owned_column(std::vector<int>{1, 5, 5, 3});
  auto const c = make_cohort(in);
  EXPECT_EQ(c.unit, (numbers{1, 1, 0}));
  EXPECT_EQ(c.n_units(), 2u);
}

TEST(cohort_units, numbers_belong_to_identifiers_whatever_the_order_of_rows) {
  auto const t = testing::random_table({.n = 60, .n_units = 17, .n_strata = 3}, 5);
  auto const a = testing::make(t);
  std::map<std::int64_t, std::uint32_t> number;
  for (std::size_t i = 0; i < t.size(); ++i) number[t.unit[i]] = a.unit[i];
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    auto const other = testing::shuffled(t, seed);
    auto const b = testing::make(other);
    EXPECT_EQ(b.stratum_begin, a.stratum_begin);
    for (std::size_t i = 0; i < t.size(); ++i) EXPECT_EQ(b.unit[i], number.at(other.unit[i]));
  }
}

TEST(cohort_units, of_many_rows_are_numbered_as_of_few) {
  testing::dice roll(5);
  std::size_t const n = 30'000;
  std::vector<std::int64_t> unit(n), stratum(n);
  std::vector<int> y(n);
  for (std::size_t i = 0; i < n; ++i) {
    unit[i] = (static_cast<std::int64_t>(roll.below(5000)) - 2500) * 1'000'000'007;
    stratum[i] = -(unit[i] / 1'000'000'007 + 2500) % 7 * (std::int64_t{1} << 40);
    y[i] = static_cast<int>(roll.below(2));
  }
  std::map<std::pair<std::int64_t, std::int64_t>, std::uint32_t> number;
  for (std::size_t i = 0; i < n; ++i) number[{stratum[i], unit[i]}] = 0;
  std::uint32_t next = 0;
  for (auto& [key, k] : number) k = next++;
  numbers expected(n);
  for (std::size_t i = 0; i < n; ++i) expected[i] = number[{stratum[i], unit[i]}];
  auto const c = with(column_of(unit), column_of(stratum), y);
  EXPECT_EQ(c.unit, expected);
  EXPECT_EQ(c.n_units(), next);
  EXPECT_EQ(c.stratum_begin.size(), 8u);
  EXPECT_FALSE(c.strata_are_outcome);

  stratum[20'000] += 1, stratum[12'345] += 1;
  try {
    with(column_of(unit), column_of(stratum), y);
    FAIL() << "units in two strata were taken";
  } catch (input_error const& e) {
    EXPECT_EQ(std::string(e.what()),
              "`unit` has units that also stand in another stratum in 2 rows (first at row 12345); units must nest in strata");
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
