// SPDX-License-Identifier: Apache-2.0
// AUROC and average precision from rows: by hand, against other tools' published cases, and where they are undefined.
#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/metric/ranking/auroc.hpp"
#include "clinmetrics/metric/ranking/average_precision.hpp"
#include "support/rows.hpp"
#include "support/tallies.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::table;

double auroc_of(table const& t) { return testing::value_of<auroc>(t).number; }
double average_precision_of(table const& t) { return testing::value_of<average_precision>(t).number; }

TEST(auroc, by_hand) {
  // .35 is above .1 and .2; .8 and .9 are above four each; .4 is above .1 and .2 and tied with two: (2 + 4 + 4 + 3)/16
  table const t{.score = {.1, .4, .35, .8, .4, .9, .2, .4}, .y = {0, 0, 1, 1, 0, 1, 0, 1}};
  EXPECT_EQ(auroc_of(t), 13. / 16);
  EXPECT_NEAR(average_precision_of(t), (1 + 1 + 3. / 5 + 4. / 6) / 4, 1e-11);
}

// The example in scikit-learn's documentation of roc_auc_score and average_precision_score.
TEST(auroc, the_example_of_scikit_learn) {
  table const t{.score = {.1, .4, .35, .8}, .y = {0, 0, 1, 1}};
  EXPECT_EQ(auroc_of(t), .75);
  EXPECT_NEAR(average_precision_of(t), .8333333333333333, 1e-11);
}

TEST(auroc, constant_scores_are_chance) {
  for (std::size_t n : {2u, 3u, 10u, 1000u}) {
    table t{.score = std::vector<double>(n, .3), .y = std::vector<std::uint8_t>(n)};
    t.y[0] = 1;
    EXPECT_EQ(auroc_of(t), .5);
    EXPECT_NEAR(average_precision_of(t), 1. / static_cast<double>(n), 1e-12);
  }
}

TEST(auroc, is_never_turned_round) {
  table const wrong{.score = {.1, .2, .8, .9}, .y = {1, 1, 0, 0}};
  EXPECT_EQ(auroc_of(wrong), 0);
  EXPECT_NEAR(average_precision_of(wrong), (1. / 3 + 2. / 4) / 2, 1e-11);
  table const right{.score = {.1, .2, .8, .9}, .y = {0, 0, 1, 1}};
  EXPECT_EQ(auroc_of(right), 1);
  EXPECT_EQ(average_precision_of(right), 1);
}

// scikit-learn #3864: 1e-10 against 0 must not tie.
TEST(auroc, tiny_differences_are_no_ties) { EXPECT_EQ(auroc_of({.score = {1e-10, 0}, .y = {1, 0}}), 1); }

// scikit-learn #6842: weights in single precision at 4e7 rows gave .58 instead of .52.
TEST(auroc, huge_weights_keep_their_digits) {
  EXPECT_DOUBLE_EQ(
      auroc_of({.score = {.9, .8, .7, .6}, .y = {1, 0, 1, 0}, .weight = {40'000'000'000'003, 40'000'000'000'001, 1, 2}}),
      static_cast<double>((40'000'000'000'003.L * 40'000'000'000'003.L + 2.L) / (40'000'000'000'004.L * 40'000'000'000'003.L)));
}

// scikit-learn #30079: one class gave 0.0.
TEST(auroc, one_class_is_undefined_with_the_reason) {
  EXPECT_EQ(testing::value_of<auroc>({.score = {.1, .2}, .y = {1, 1}}).why, status::no_negatives);
  EXPECT_EQ(testing::value_of<auroc>({.score = {.1, .2}, .y = {0, 0}}).why, status::no_positives);
  EXPECT_EQ(testing::value_of<auroc>({.score = {}, .y = {}}).why, status::empty);
  EXPECT_TRUE(std::isnan(auroc_of({.score = {.1, .2}, .y = {1, 1}})));
  EXPECT_TRUE(std::isnan(auroc_of({.score = {.1}, .y = {0}})));
}

TEST(average_precision, wants_positive_rows_only) {
  EXPECT_EQ(testing::value_of<average_precision>({.score = {.1, .2}, .y = {0, 0}}).why, status::no_positives);
  EXPECT_EQ(testing::value_of<average_precision>({.score = {}, .y = {}}).why, status::empty);
  EXPECT_EQ(average_precision_of({.score = {.1, .2}, .y = {1, 1}}), 1);
}

TEST(auroc, turning_the_labels_round_takes_it_from_one) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    auto t = testing::random_table({.n = 30, .score_levels = seed % 2 ? 0u : 6u}, seed);
    double const before = auroc_of(t);
    for (auto& y : t.y) y = !y;
    EXPECT_NEAR(auroc_of(t), 1 - before, 0x1p-52);  // equal as integers, a unit in the last place as doubles
  }
}

TEST(average_precision, equals_the_sum_over_thresholds) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    auto const t = testing::random_table({.n = 60, .score_levels = seed % 2 ? 0u : 7u}, seed);
    long double sum = 0, n_positive = 0;
    for (std::size_t i = 0; i < t.size(); ++i) {
      if (!t.y[i]) continue;
      ++n_positive;
      long double tp = 0, all = 0;
      for (std::size_t j = 0; j < t.size(); ++j)
        if (t.score[j] >= t.score[i]) tp += t.y[j], ++all;
      sum += tp / all;
    }
    EXPECT_NEAR(average_precision_of(t), static_cast<double>(sum / n_positive), 0x1p-39);
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
