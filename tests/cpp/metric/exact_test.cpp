// SPDX-License-Identifier: Apache-2.0
// Metrics of the four counts against exact ratios in extended precision, on 10,000 random tables: within 1 unit in the last place, 2 with a
// root.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "clinmetrics/metric/all.hpp"
#include "support/dice.hpp"
#include "support/ulp.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using real = long double;
static_assert(std::numeric_limits<real>::digits >= 64, "the test wants extended precision");

real wide_real(i128 x) {
  bool const negative = x < 0;
  u128 const magnitude = negative ? -static_cast<u128>(x) : static_cast<u128>(x);
  real const r = std::ldexp(static_cast<real>(high_half(magnitude)), 64) + static_cast<real>(low_half(magnitude));
  return negative ? -r : r;
}
real quotient(i128 part, i128 whole) { return wide_real(part) / wide_real(whole); }

/// Counts below 2^bits; some are 0.
confusion random_cells(testing::dice& roll, int bits) {
  auto const cell = [&] { return roll.below(8) == 0 ? 0 : roll() >> (64 - 1 - roll.below(static_cast<std::uint32_t>(bits))); };
  return {cell(), cell(), cell(), cell()};
}

template <class M>
void expect_near(confusion const& c, real exact, double tolerance, M m = {}) {
  auto const v = m.of(c);
  if (v.why != status::ok) return;
  EXPECT_LE(testing::ulps(v.number, exact), tolerance) << M::about.name << ' ' << c.tp << ' ' << c.fp << ' ' << c.fn << ' ' << c.tn;
}

// Counts below 2²⁵: no product of two margins needs more than 53 bits, and a ratio is rounded once.
TEST(exact, ratios_are_within_one_unit_in_the_last_place) {
  testing::dice roll(1);
  for (int i = 0; i < 10'000; ++i) {
    auto const c = random_cells(roll, 25);
    auto const tp = static_cast<i128>(c.tp), fp = static_cast<i128>(c.fp), fn = static_cast<i128>(c.fn), tn = static_cast<i128>(c.tn);
    auto const p = tp + fn, n = fp + tn, flagged = tp + fp, cleared = fn + tn, all = p + n;
    expect_near<sensitivity>(c, quotient(tp, p), .5001);
    expect_near<specificity>(c, quotient(tn, n), .5001);
    expect_near<ppv>(c, quotient(tp, flagged), .5001);
    expect_near<npv>(c, quotient(tn, cleared), .5001);
    expect_near<fpr>(c, quotient(fp, n), .5001);
    expect_near<fnr>(c, quotient(fn, p), .5001);
    expect_near<fdr>(c, quotient(fp, flagged), .5001);
    expect_near<false_omission_rate>(c, quotient(fn, cleared), .5001);
    expect_near<accuracy>(c, quotient(tp + tn, all), .5001);
    expect_near<prevalence>(c, quotient(p, all), .5001);
    expect_near<detection_prevalence>(c, quotient(flagged, all), .5001);
    expect_near<balanced_accuracy>(c, quotient(tp * n + tn * p, 2 * p * n), 1);
    expect_near<informedness>(c, quotient(tp * n - fp * p, p * n), 1);
    expect_near<markedness>(c, quotient(tp * cleared - fn * flagged, flagged * cleared), 1);
    expect_near<f1>(c, quotient(2 * tp, 2 * tp + fp + fn), .5001);
    expect_near<jaccard>(c, quotient(tp, tp + fp + fn), .5001);
    expect_near<f_beta>(c, quotient(5 * tp, 5 * tp + 4 * fn + fp), 1, f_beta{2});
    expect_near<f_beta>(c, quotient(5 * tp, 5 * tp + fn + 4 * fp), 1, f_beta{.5});
    expect_near<kappa>(c, quotient(2 * (tp * tn - fp * fn), flagged * n + p * cleared), 1);
    expect_near<lr_positive>(c, quotient(tp * n, fp * p), 1);
    expect_near<lr_negative>(c, quotient(fn * n, tn * p), 1);
    expect_near<diagnostic_odds_ratio>(c, quotient(tp * tn, fp * fn), 1);
  }
}

TEST(exact, roots_are_within_two_units_in_the_last_place) {
  testing::dice roll(2);
  for (int i = 0; i < 10'000; ++i) {
    auto const c = random_cells(roll, 25);
    auto const tp = static_cast<i128>(c.tp), fp = static_cast<i128>(c.fp), fn = static_cast<i128>(c.fn), tn = static_cast<i128>(c.tn);
    auto const p = tp + fn, n = fp + tn, flagged = tp + fp, cleared = fn + tn;
    expect_near<g_mean>(c, std::sqrt(quotient(tp * tn, p * n)), 2);
    expect_near<fowlkes_mallows>(c, wide_real(tp) / std::sqrt(wide_real(flagged * p)), 2);
    expect_near<mcc>(c, wide_real(tp * tn - fp * fn) / (std::sqrt(wide_real(p * n)) * std::sqrt(wide_real(flagged * cleared))), 2);
  }
}

// Up to 2⁵⁰ per count, both products are rounded to doubles before they are divided.
TEST(exact, large_counts_lose_two_and_a_half_units_at_most) {
  testing::dice roll(3);
  for (int i = 0; i < 10'000; ++i) {
    auto const c = random_cells(roll, 49);
    auto const tp = static_cast<i128>(c.tp), fp = static_cast<i128>(c.fp), fn = static_cast<i128>(c.fn), tn = static_cast<i128>(c.tn);
    auto const p = tp + fn, n = fp + tn, flagged = tp + fp, cleared = fn + tn;
    expect_near<sensitivity>(c, quotient(tp, p), .5001);
    expect_near<balanced_accuracy>(c, quotient(tp * n + tn * p, 2 * p * n), 2.5);
    expect_near<informedness>(c, quotient(tp * n - fp * p, p * n), 2.5);
    expect_near<markedness>(c, quotient(tp * cleared - fn * flagged, flagged * cleared), 2.5);
    expect_near<kappa>(c, quotient(2 * (tp * tn - fp * fn), flagged * n + p * cleared), 2.5);
    expect_near<lr_positive>(c, quotient(tp * n, fp * p), 2.5);
    expect_near<lr_negative>(c, quotient(fn * n, tn * p), 2.5);
    expect_near<diagnostic_odds_ratio>(c, quotient(tp * tn, fp * fn), 2.5);
    expect_near<mcc>(c, wide_real(tp * tn - fp * fn) / (std::sqrt(wide_real(p * n)) * std::sqrt(wide_real(flagged * cleared))), 3.5);
  }
}

TEST(exact, auroc_is_within_one_unit_in_the_last_place) {
  testing::dice roll(4);
  for (int i = 0; i < 10'000; ++i) {
    std::uint64_t const p = 1 + (roll() >> (40 + roll.below(24))), n = 1 + (roll() >> (40 + roll.below(24)));
    u128 const two_u = (static_cast<u128>(roll()) * (2 * static_cast<u128>(p) * n + 1)) >> 64;
    auto const v = auroc::of({p, n, two_u});
    EXPECT_EQ(v.why, status::ok);
    EXPECT_LE(testing::ulps(v.number, quotient(static_cast<i128>(two_u), 2 * static_cast<i128>(p) * static_cast<i128>(n))), 1);
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
