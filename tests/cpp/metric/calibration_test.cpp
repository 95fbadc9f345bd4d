// SPDX-License-Identifier: Apache-2.0
// Metrics of risks against outcomes: by hand, against sums in extended precision, and where they are undefined or infinite.
#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/metric/all.hpp"
#include "support/passes.hpp"
#include "support/rows.hpp"
#include "support/ulp.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::table;

moments moments_of(table const& t, int bits = point_bits) {
  auto const c = testing::make(t);
  auto const groups = everyone();
  auto const risk = [&](std::size_t row) { return visit(c.models[0].score, [row](auto item) { return static_cast<double>(item[row]); }); };
  auto words = testing::words_of(testing::point(moments_pass(c, groups, risk, bits)), 0, 0);
  words.push_back(static_cast<std::uint64_t>(bits));
  return moments::read(words);
}

double ece_of(table const& t, ece const& metric) {
  auto const c = testing::make(t);
  auto const groups = everyone();
  auto const risk = [&](std::size_t row) { return visit(c.models[0].score, [row](auto item) { return static_cast<double>(item[row]); }); };
  auto const n_bins = static_cast<std::uint32_t>(metric.bins);
  std::vector<std::uint32_t> bin(c.n_rows());
  for (std::size_t i = 0; i < bin.size(); ++i) bin[i] = equal_width_bin(risk(i), n_bins);
  if (metric.how == binning::equal_mass) bin = equal_mass_bins(c, rank(c.models[0].score), groups, n_bins);
  auto words = testing::words_of(testing::point(calibration_pass(c, groups, bin, n_bins, risk, point_bits)), 0, 0);
  words.push_back(point_bits);
  return ece::of(calibration_bins::read(words)).number;
}

table const by_hand{.score = {.1, .4, .8, .3}, .y = {0, 1, 1, 0}};

TEST(calibration, by_hand_on_four_rows) {
  auto const m = moments_of(by_hand);
  EXPECT_NEAR(brier::of(m).number, (.01 + .36 + .04 + .09) / 4, 1e-15);
  EXPECT_NEAR(scaled_brier::of(m).number, 1 - .125 / .25, 1e-15);
  EXPECT_NEAR(log_loss::of(m).number, -(std::log(.9) + std::log(.4) + std::log(.8) + std::log(.7)) / 4, 1e-15);
  EXPECT_NEAR(observed_expected_ratio::of(m).number, 2 / 1.6, 1e-15);
  EXPECT_NEAR(mean_calibration_difference::of(m).number, .5 - .4, 1e-15);
}

TEST(calibration, of_perfect_and_of_useless_risks) {
  auto const perfect = moments_of({.score = {0, 1, 1, 0}, .y = {0, 1, 1, 0}});
  EXPECT_EQ(brier::of(perfect).number, 0);
  EXPECT_EQ(scaled_brier::of(perfect).number, 1);
  EXPECT_EQ(log_loss::of(perfect).number, 0);
  EXPECT_EQ(observed_expected_ratio::of(perfect).number, 1);
  EXPECT_EQ(mean_calibration_difference::of(perfect).number, 0);
  auto const useless = moments_of({.score = {.25, .25, .25, .25}, .y = {0, 1, 0, 0}});
  EXPECT_EQ(scaled_brier::of(useless).number, 0);
  EXPECT_EQ(brier::of(useless).number, .1875);
}

TEST(calibration, one_wrong_certainty_makes_the_log_loss_infinite) {
  auto const m = moments_of({.score = {0, .5, .5}, .y = {1, 1, 0}});
  EXPECT_EQ(log_loss::of(m).number, infinity);
  EXPECT_EQ(log_loss::of(m).why, status::ok);
  EXPECT_EQ(brier::of(m).number, .5);
}

TEST(calibration, undefined_with_the_reason) {
  auto const none = moments_of({.score = {}, .y = {}});
  EXPECT_EQ(brier::of(none).why, status::empty);
  EXPECT_EQ(scaled_brier::of(none).why, status::empty);
  EXPECT_EQ(log_loss::of(none).why, status::empty);
  EXPECT_EQ(observed_expected_ratio::of(none).why, status::empty);
  EXPECT_EQ(mean_calibration_difference::of(none).why, status::empty);
  EXPECT_TRUE(std::isnan(brier::of(none).number));

  auto const negative = moments_of({.score = {.2, .4}, .y = {0, 0}}), positive = moments_of({.score = {.2, .4}, .y = {1, 1}});
  EXPECT_EQ(scaled_brier::of(negative).why, status::no_positives);
  EXPECT_EQ(scaled_brier::of(positive).why, status::no_negatives);
  EXPECT_EQ(brier::of(negative).why, status::ok);
  EXPECT_EQ(observed_expected_ratio::of(negative).number, 0);

  auto const no_risk = moments_of({.score = {0, 0}, .y = {0, 0}}), surprise = moments_of({.score = {0, 0}, .y = {0, 1}});
  EXPECT_EQ(observed_expected_ratio::of(no_risk).why, status::zero_denominator);
  EXPECT_TRUE(std::isnan(observed_expected_ratio::of(no_risk).number));
  EXPECT_EQ(observed_expected_ratio::of(surprise).number, infinity);
  EXPECT_EQ(observed_expected_ratio::of(surprise).why, status::zero_denominator);
}

TEST(calibration, equals_the_sums_in_extended_precision) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    auto const t = testing::random_table({.n = 50, .score_levels = seed % 3 ? 0u : 9u, .weights_below = seed % 2 ? 5u : 0u}, seed);
    auto const m = moments_of(t);
    long double n = 0, events = 0, risk = 0, squared = 0, log = 0;
    for (std::size_t i = 0; i < t.size(); ++i) {
      long double const w = t.weight.empty() ? 1 : t.weight[i], p = t.score[i];
      n += w, events += w * t.y[i], risk += w * p, squared += w * (p - t.y[i]) * (p - t.y[i]);
      if (w > 0) log -= w * std::log(t.y[i] ? p : 1 - p);
    }
    EXPECT_NEAR(brier::of(m).number, static_cast<double>(squared / n), 0x1p-52);  // 52 binary digits after the point
    EXPECT_NEAR(scaled_brier::of(m).number, static_cast<double>(1 - squared / n / (events / n * (1 - events / n))), 1e-15);
    if (std::isfinite(log)) {
      EXPECT_NEAR(log_loss::of(m).number, static_cast<double>(log / n), 0x1p-52 * (1 + static_cast<double>(log / n)));
    } else {
      EXPECT_EQ(log_loss::of(m).number, infinity);
    }
    EXPECT_LE(testing::ulps(observed_expected_ratio::of(m).number, events / risk), 4);
    EXPECT_NEAR(mean_calibration_difference::of(m).number, static_cast<double>((events - risk) / n), 1e-16 * 4);
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
    EXPECT_NEAR(ece_of(t, {1, binning::equal_mass}), std::abs(mean_calibration_difference::of(moments_of(t)).number), 1e-15);
  }
}

TEST(ece, holds_the_least_and_the_greatest_risk) {
  // the first bin is closed at both ends: a risk of 0 belongs to it
  EXPECT_NEAR(ece_of({.score = {0, 1}, .y = {1, 0}}, {10, binning::equal_width}), 1, 1e-15);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
