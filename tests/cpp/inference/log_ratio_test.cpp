// SPDX-License-Identifier: Apache-2.0
// Log intervals of ratios: other tools, zero cells, laws.
#include "clinmetrics/inference/log_ratio.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "clinmetrics/metric/binary/diagnostic_odds_ratio.hpp"
#include "clinmetrics/metric/binary/lr_negative.hpp"
#include "clinmetrics/metric/binary/lr_positive.hpp"
#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct ratio_metric {
  form form_of;
  double value;
};
ratio_metric plus(confusion const& c) { return {lr_positive::form_of(c), lr_positive::of(c).number}; }
ratio_metric minus(confusion const& c) { return {lr_negative::form_of(c), lr_negative::of(c).number}; }
ratio_metric odds(confusion const& c) { return {diagnostic_odds_ratio::form_of(c), diagnostic_odds_ratio::of(c).number}; }

interval by_log(confusion const& c, ratio_metric (*metric)(confusion const&), double level) {
  auto const m = metric(c);
  return log_ratio(m.form_of, m.value, level);
}
interval by_haldane(confusion const& c, ratio_metric (*metric)(confusion const&), double level) {
  auto const m = metric(c);
  return log_haldane(m.form_of, m.value, level);
}

TEST(LogRatio, AsEpiRPrints) {
  confusion const c{670, 202, 74, 640};
  testing::expect_limits(by_log(c, plus, .95), 3.3206884355, 4.2432346488, 5e-11);
  testing::expect_limits(by_log(c, minus, .95), .1050643235, .1629770809, 5e-11);
  auto const i = by_log(c, odds, .95);
  EXPECT_NEAR(std::sqrt(i.lower * i.upper), 28.68611185, 5e-9) << "the value is the geometric middle";
}

TEST(LogRatio, RatioOfSharesAsOtherToolsPrint) {  // 56/70 over 48/80
  testing::expect_limits(by_log({56, 48, 14, 32}, plus, .95), 1.0766264228, 1.6512485113, 5e-11);
}

TEST(LogRatio, ByHand) {  // 2, 1 / 1, 2: LR+ 2, SE² = 1/2 − 1/3 + 1 − 1/3 = 5/6; DOR 4, SE² = 3
  double const z = 1.959963984540054;
  testing::expect_limits(by_log({2, 1, 1, 2}, plus, .95), 2 * std::exp(-z * std::sqrt(5.0 / 6)), 2 * std::exp(z * std::sqrt(5.0 / 6)),
                         1e-13);
  testing::expect_limits(by_log({2, 1, 1, 2}, odds, .95), 4 * std::exp(-z * std::sqrt(3.0)), 4 * std::exp(z * std::sqrt(3.0)), 1e-12);
  EXPECT_NEAR(by_log({2, 1, 1, 2}, odds, .95).se, 4 * std::sqrt(3.0), 1e-14);
}

TEST(LogRatio, FlippedDecisionsInvert) {  // LR− of the flipped decision is LR+; DOR becomes 1/DOR
  confusion const c{12, 7, 5, 40}, flipped{c.fn, c.tn, c.tp, c.fp}, turned{c.tn, c.fn, c.fp, c.tp};
  EXPECT_EQ(by_log(c, plus, .95).lower, by_log(flipped, minus, .95).lower);
  EXPECT_NEAR(by_log(c, odds, .95).lower * by_log(flipped, odds, .95).upper, 1, 1e-14);
  EXPECT_NEAR(by_log(c, odds, .95).lower, by_log(turned, odds, .95).lower, 1e-12);
}

TEST(LogHaldane, InfiniteAndZeroValues) {
  auto const top = by_haldane({9, 0, 1, 30}, plus, .95);  // FP = 0: +inf; limits at 9.5/11 over .5/31
  double const z = 1.959963984540054, se = std::sqrt(1 / 9.5 - 1 / 11.0 + 1 / .5 - 1 / 31.0);
  EXPECT_EQ(top.why, interval_status::ok);
  EXPECT_NEAR(top.lower, 9.5 / 11 / (.5 / 31) * std::exp(-z * se), 1e-13);
  EXPECT_EQ(top.upper, infinity);
  auto const bottom = by_haldane({10, 3, 0, 30}, minus, .95);  // FN = 0: LR− is 0
  EXPECT_EQ(bottom.lower, 0);
  EXPECT_GT(bottom.upper, 0);
  EXPECT_LT(bottom.upper, 2);
  EXPECT_EQ(by_haldane({10, 3, 0, 30}, odds, .95).upper, infinity);
  EXPECT_EQ(by_haldane({0, 3, 10, 30}, odds, .95).lower, 0);
}

TEST(LogRatio, ContainsItsValueWhereverItIsDefined) {
  for (std::uint64_t tp = 0; tp <= 4; ++tp)
    for (std::uint64_t fp = 0; fp <= 4; ++fp)
      for (std::uint64_t fn = 0; fn <= 4; ++fn)
        for (std::uint64_t tn = 0; tn <= 4; ++tn) {
          double const a = static_cast<double>(tp), b = static_cast<double>(fp), c = static_cast<double>(fn), d = static_cast<double>(tn);
          double const values[] = {a / (a + c) / (b / (b + d)), c / (a + c) / (d / (b + d)), a * d / (b * c)};
          for (auto kind : {plus, minus, odds}) {
            double const value = values[kind == plus ? 0 : kind == minus ? 1 : 2];
            bool const has_zero = !(tp && fp && fn && tn);
            for (auto make : {by_log, by_haldane}) {
              auto const i = make({tp, fp, fn, tn}, kind, .95), wide = make({tp, fp, fn, tn}, kind, .99);
              if (std::isnan(value)) {
                testing::expect_none(i, interval_status::undefined_value);
              } else if (has_zero && make == by_log) {
                testing::expect_none(i, interval_status::zero_cell);
              } else {
                EXPECT_TRUE(i.lower <= value && value <= i.upper && i.lower < i.upper) << tp << ' ' << fp << ' ' << fn << ' ' << tn;
                EXPECT_TRUE(wide.lower <= i.lower && i.upper <= wide.upper);
              }
            }
          }
        }
}

TEST(LogRatio, HugeCountsKeepTheirDigits) {
  auto const i = by_log({1'000'000'000'000, 500'000'000'000, 500'000'000'000, 1'000'000'000'000}, plus, .95);
  double const se = std::sqrt((1 - 2.0 / 3) / 1e12 + (1 - 1.0 / 3) / .5e12);  // √((1 − Se)/TP + (1 − FPR)/FP)
  EXPECT_NEAR(std::log(i.upper / 2), 1.959963984540054 * se, 1e-15);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
