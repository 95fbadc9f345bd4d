// SPDX-License-Identifier: Apache-2.0
// Frequency weights are repeated rows in everything; real weights are refused or flagged where fixed point would change them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clinmetrics/engine/evaluate.hpp"
#include "support/results.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using ::testing::HasSubstr;
using testing::random_table;
using testing::table;

cohort with_frequency(table const& t, column weight, nan_policy on_nan = nan_policy::raise) {
  cohort_input in{.y_true = owned_column(t.y), .y_score = {{"model", owned_column(t.score)}}};
  in.sample_weight = weight, in.kind_of_weight = weight_kind::frequency, in.on_nan = on_nan;
  if (!t.unit.empty()) in.unit = owned_column(t.unit);
  if (!t.stratum.empty()) in.strata = owned_column(t.stratum);
  if (t.n_levels > 0) {
    attribute a{"group", t.group, {}};
    for (int k = 0; k < t.n_levels; ++k) a.levels.push_back("level " + std::to_string(k));
    in.attributes = {a};
  }
  return make_cohort(in);
}

TEST(frequency_weights, are_repeated_rows_in_values_intervals_and_replicates) {
  for (auto const& s :
       {testing::shape{.n = 90, .weights_below = 4, .n_levels = 2}, testing::shape{.n = 90, .weights_below = 4, .n_units = 30},
        testing::shape{.n = 90, .weights_below = 4, .n_units = 40, .n_strata = 2}}) {
    auto t = random_table(s, 11);
    auto const weight = t.weight;
    t.weight.clear();
    std::vector<std::size_t> repeated;
    for (std::size_t i = 0; i < t.size(); ++i) repeated.insert(repeated.end(), weight[i], i);
    evaluate_options options{.metrics = {"clinical", "ece"}, .threshold = {.35}, .n_resamples = 400, .keep_replicates = true};
    if (s.n_levels > 0) options.groups = {{"group"}};
    auto const expected = testing::rows_of(evaluate(testing::make(testing::rows_at(t, repeated)), options));
    EXPECT_EQ(testing::rows_of(evaluate(with_frequency(t, owned_column(weight)), options)), expected);
    std::vector<double> const as_real(weight.begin(), weight.end());
    EXPECT_EQ(testing::rows_of(evaluate(with_frequency(t, owned_column(as_real)), options)), expected) << "whole numbers of a float column";
  }
}

TEST(frequency_weights, must_be_counts) {
  auto const t = random_table({.n = 4}, 1);
  auto const error_of = [&](auto weights) -> std::string {
    try {
      with_frequency(t, owned_column(weights));
    } catch (input_error const& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_THAT(error_of(std::vector<double>{1, 2, .5, 1.5}),
              HasSubstr("`sample_weight` has values that are not whole numbers in 2 rows (first at row 2)"));
  EXPECT_THAT(error_of(std::vector<int>{1, -2, 0, 1}), HasSubstr("negative weights in 1 row (first at row 1)"));
  EXPECT_THAT(error_of(std::vector<double>{1, std::numeric_limits<double>::infinity(), 0, 1}),
              HasSubstr("not whole numbers in 1 row (first at row 1)"));
  EXPECT_THAT(error_of(std::vector<std::int64_t>{1, std::int64_t{1} << 40, 0, 1}), HasSubstr("2^32 - 1 rows or more"));
}

TEST(frequency_weights, let_rows_of_weight_0_and_dropped_rows_leave) {
  auto t = random_table({.n = 6}, 1);
  t.score[2] = std::nan("");
  auto const c = with_frequency(t, owned_column(std::vector<int>{2, 0, 5, 1, 1, 3}), nan_policy::drop);
  EXPECT_EQ(c.kept, (std::vector<std::uint32_t>{0, 0, 3, 4, 5, 5, 5}));
  EXPECT_EQ(c.n_dropped, 1u);
  EXPECT_EQ(c.first_dropped, 2u);
  EXPECT_EQ(c.n_received, 6u);
  EXPECT_FALSE(c.is_weighted());
}

result_row weighted_auroc(std::vector<double> const& weight) {
  cohort_input in{.y_true = owned_column(std::vector<int>{1, 1, 0, 0}),
                  .y_score = {{"model", owned_column(std::vector<double>{.9, .1, .5, .5})}}};
  in.sample_weight = owned_column(weight);
  return evaluate(make_cohort(in), {.metrics = {"auroc"}, .ci = "none"}).rows()[0];
}

TEST(real_weights, are_flagged_where_fixed_point_changes_a_class) {
  auto const is_flagged = [](std::vector<double> const& w) {
    return (weighted_auroc(w).flags & static_cast<unsigned>(flag::weights_rounded)) != 0;
  };
  EXPECT_TRUE(is_flagged({1.49 * 0x1p-50, .51 * 0x1p-50, .5, .5}));  // the AUROC is .745, and .5 after rounding
  EXPECT_TRUE(is_flagged({.5, .5, 1.3 * 0x1p-40, 1e-12}));
  EXPECT_FALSE(is_flagged({.1, .2, .3, .4}));
  EXPECT_FALSE(is_flagged({.1e-200, .2e-200, .3e-200, .4e-200}));
  EXPECT_FALSE(is_flagged({1, 2, 3, 4}));
  EXPECT_FALSE(is_flagged({.3, .3, .3, .3}));
  auto const t = random_table({.n = 2000, .real_weights = true, .n_levels = 5}, 3);
  for (auto const& row : evaluate(testing::make(t), {.metrics = {"auroc"}, .groups = {{"group"}}, .ci = "none"}).rows())
    EXPECT_FALSE(row.flags & static_cast<unsigned>(flag::weights_rounded));
}

TEST(real_weights, are_refused_beyond_what_doubles_can_sum) {
  for (double w : {5e-324, 1e-300, 1e308, 1e290}) EXPECT_THROW(weighted_auroc({w, w, w, w}), input_error) << w;
  EXPECT_EQ(weighted_auroc({1e-260, 1e-260, 1e-260, 1e-260}).size.weight_sum, 4e-260);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
