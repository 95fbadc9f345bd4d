// SPDX-License-Identifier: Apache-2.0
// Metrics of risks against outcomes: by hand, against sums in extended precision, and where they are undefined or infinite.
#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/metric/all.hpp"
#include "support/tallies.hpp"
#include "support/ulp.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::table;

double ece_of(table const& t, ece const& metric) {
  std::vector<double> const parameters{static_cast<double>(metric.bins), static_cast<double>(static_cast<int>(metric.how))};
  return testing::with_tally<calibration_bins>(
      testing::make(t), [](auto const& bins) { return ece::of(bins).number; }, parameters);
}

table const by_hand{.score = {.1, .4, .8, .3}, .y = {0, 1, 1, 0}};

TEST(calibration, by_hand_on_four_rows) {
  auto const m = table(by_hand);
  EXPECT_NEAR(testing::value_of<brier>(m).number, (.01 + .36 + .04 + .09) / 4, 1e-15);
  EXPECT_NEAR(testing::value_of<scaled_brier>(m).number, 1 - .125 / .25, 1e-15);
  EXPECT_NEAR(testing::value_of<log_loss>(m).number, -(std::log(.9) + std::log(.4) + std::log(.8) + std::log(.7)) / 4, 1e-15);
  EXPECT_NEAR(testing::value_of<observed_expected_ratio>(m).number, 2 / 1.6, 1e-15);
  EXPECT_NEAR(testing::value_of<mean_calibration_difference>(m).number, .5 - .4, 1e-15);
}

TEST(calibration, of_perfect_and_of_useless_risks) {
  auto const perfect = table({.score = {0, 1, 1, 0}, .y = {0, 1, 1, 0}});
  EXPECT_EQ(testing::value_of<brier>(perfect).number, 0);
  EXPECT_EQ(testing::value_of<scaled_brier>(perfect).number, 1);
  EXPECT_EQ(testing::value_of<log_loss>(perfect).number, 0);
  EXPECT_EQ(testing::value_of<observed_expected_ratio>(perfect).number, 1);
  EXPECT_EQ(testing::value_of<mean_calibration_difference>(perfect).number, 0);
  auto const useless = table({.score = {.25, .25, .25, .25}, .y = {0, 1, 0, 0}});
  EXPECT_EQ(testing::value_of<scaled_brier>(useless).number, 0);
  EXPECT_EQ(testing::value_of<brier>(useless).number, .1875);
}

TEST(calibration, one_wrong_certainty_makes_the_log_loss_infinite) {
  auto const m = table({.score = {0, .5, .5}, .y = {1, 1, 0}});
  EXPECT_EQ(testing::value_of<log_loss>(m).number, infinity);
  EXPECT_EQ(testing::value_of<log_loss>(m).why, status::ok);
  EXPECT_EQ(testing::value_of<brier>(m).number, .5);
}

TEST(calibration, undefined_with_the_reason) {
  auto const none = table({.score = {}, .y = {}});
  EXPECT_EQ(testing::value_of<brier>(none).why, status::empty);
  EXPECT_EQ(testing::value_of<scaled_brier>(none).why, status::empty);
  EXPECT_EQ(testing::value_of<log_loss>(none).why, status::empty);
  EXPECT_EQ(testing::value_of<observed_expected_ratio>(none).why, status::empty);
  EXPECT_EQ(testing::value_of<mean_calibration_difference>(none).why, status::empty);
  EXPECT_TRUE(std::isnan(testing::value_of<brier>(none).number));

  auto const negative = table({.score = {.2, .4}, .y = {0, 0}}), positive = table({.score = {.2, .4}, .y = {1, 1}});
  EXPECT_EQ(testing::value_of<scaled_brier>(negative).why, status::no_positives);
  EXPECT_EQ(testing::value_of<scaled_brier>(positive).why, status::no_negatives);
  EXPECT_EQ(testing::value_of<brier>(negative).why, status::ok);
  EXPECT_EQ(testing::value_of<observed_expected_ratio>(negative).number, 0);

  auto const no_risk = table({.score = {0, 0}, .y = {0, 0}}), surprise = table({.score = {0, 0}, .y = {0, 1}});
  EXPECT_EQ(testing::value_of<observed_expected_ratio>(no_risk).why, status::zero_denominator);
  EXPECT_TRUE(std::isnan(testing::value_of<observed_expected_ratio>(no_risk).number));
  EXPECT_EQ(testing::value_of<observed_expected_ratio>(surprise).number, infinity);
  EXPECT_EQ(testing::value_of<observed_expected_ratio>(surprise).why, status::zero_denominator);
}

TEST(calibration, equals_the_sums_in_extended_precision) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    auto const t = testing::random_table({.n = 50, .score_levels = seed % 3 ? 0u : 9u, .weights_below = seed % 2 ? 5u : 0u}, seed);
    auto const m = table(t);
    long double n = 0, events = 0, risk = 0, squared = 0, log = 0;
    for (std::size_t i = 0; i < t.size(); ++i) {
      long double const w = t.weight.empty() ? 1 : t.weight[i], p = t.score[i];
      n += w, events += w * t.y[i], risk += w * p, squared += w * (p - t.y[i]) * (p - t.y[i]);
      if (w > 0) log -= w * std::log(t.y[i] ? p : 1 - p);
    }
    EXPECT_NEAR(testing::value_of<brier>(m).number, static_cast<double>(squared / n), 0x1p-52);  // 52 binary digits after the point
    EXPECT_NEAR(testing::value_of<scaled_brier>(m).number, static_cast<double>(1 - squared / n / (events / n * (1 - events / n))), 1e-15);
    if (std::isfinite(log)) {
      EXPECT_NEAR(testing::value_of<log_loss>(m).number, static_cast<double>(log / n), 0x1p-52 * (1 + static_cast<double>(log / n)));
    } else {
      EXPECT_EQ(testing::value_of<log_loss>(m).number, infinity);
    }
    EXPECT_LE(testing::ulps(testing::value_of<observed_expected_ratio>(m).number, events / risk), 4);
    EXPECT_NEAR(testing::value_of<mean_calibration_difference>(m).number, static_cast<double>((events - risk) / n), 1e-16 * 4);
  }
}

TEST(ece, by_hand) {
  // bins of .5: (.1, .4, .3): 1 of 3 observed, .8/3 predicted; (.8): 1 of 1, .8
  EXPECT_NEAR(ece_of(by_hand, {2, binning::equal_width}), (std::abs(1 - .8) + std::abs(1 - .8)) / 4, 1e-15);
  // halves by mass: (.1, .3): 0 of 2, .4; (.4, .8): 2 of 2, 1.2
  EXPECT_NEAR(ece_of(by_hand, {2, binning::equal_mass}), (.4 + .8) / 4, 1e-15);
  EXPECT_NEAR(ece_of(by_hand, {1, binning::equal_width}), std::abs(2 - 1.6) / 4, 1e-15);
  EXPECT_TRUE(std::isnan(ece_of({.score = {}, .y = {}}, {})));
}

TEST(ece, with_one_bin_is_the_mean_difference) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    auto const t = testing::random_table({.n = 40, .weights_below = 4}, seed);
    EXPECT_NEAR(ece_of(t, {1, binning::equal_mass}), std::abs(testing::value_of<mean_calibration_difference>(t).number), 1e-15);
  }
}

TEST(ece, holds_the_least_and_the_greatest_risk) {
  // the first bin is closed at both ends: a risk of 0 belongs to it
  EXPECT_NEAR(ece_of({.score = {0, 1}, .y = {1, 0}}, {10, binning::equal_width}), 1, 1e-15);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
