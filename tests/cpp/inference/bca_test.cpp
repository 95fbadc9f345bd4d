// SPDX-License-Identifier: Apache-2.0
// BCa: a textbook's numbers, levels by hand, cases without an interval.
#include "clinmetrics/inference/bca.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "city.hpp"
#include "clinmetrics/inference/percentile.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "golden_table.hpp"
#include "inference/methods.hpp"
#include "inference/ordered_replicates.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();

/// (k − ½)/n for k = 1, …, n: half of them below .5, ties with none.
std::vector<double> spread(std::size_t n) {
  std::vector<double> x(n);
  for (std::size_t k = 0; k < n; ++k) x[k] = (static_cast<double>(k) + .5) / static_cast<double>(n);
  return x;
}

TEST(Bca, AsRBootGivesForTheCityData) {  // R boot, B → ∞: 1.252 to 2.117
  auto const a = acceleration(testing::city_influence());
  auto const i = bca(testing::city_ratio, testing::city_replicates(200000, 7), a, .95);
  testing::expect_limits(i, 1.252, 2.117, .01);
}

TEST(Bca, WithoutBiasAndSkewnessIsPercentile) {
  auto const x = spread(2000);
  auto const b = bca(.5, x, 0, .95), p = percentile(.5, x, .95);
  testing::expect_limits(b, p.lower, p.upper, 1e-12);
  EXPECT_EQ(b.se, p.se);
}

TEST(Bca, LevelsByHand) {  // uniform replicates, value .6, a = .05: limits are the adjusted levels themselves
  auto const i = bca(.6, spread(20000), .05, .95);
  double const z0 = .2533471031357997, z = 1.959963984540054;  // Φ⁻¹(.6)
  auto const level = [&](double s) { return normal_cdf(z0 + (z0 + s) / (1 - .05 * (z0 + s))); };
  testing::expect_limits(i, level(-z), level(z), 3e-5);
}

TEST(Bca, TiesCountHalf) {  // a third below, a third equal, a third above: z₀ = 0
  std::vector<double> x(999, 2.0);
  for (std::size_t k = 0; k < 333; ++k) x[k] = 1, x[998 - k] = 3;
  testing::expect_limits(bca(2, x, 0, .95), 1, 3, 0);
}

TEST(Bca, NoAnswerLetsTheCallerFallBack) {
  auto const x = spread(1000);
  testing::expect_none(bca(1, x, .01, .95), interval_status::zero_variance);
  testing::expect_none(bca(0, x, .01, .95), interval_status::zero_variance);
  testing::expect_none(bca(.5, x, nan, .95), interval_status::zero_variance);
  testing::expect_none(bca(2, std::vector<double>(1000, 2.0), .01, .95), interval_status::zero_variance);
}

TEST(Bca, FewerThanFiveBeyondALevelIsExtreme) {
  auto const x = spread(1000);
  testing::expect_none(bca(.9, x, 0, .95), interval_status::extreme_quantile);
  testing::expect_none(bca(.5, x, .6, .95), interval_status::extreme_quantile);  // the map is not increasing there
  EXPECT_EQ(bca(.6, x, 0, .95).why, interval_status::ok);
}

TEST(Bca, RefusesAsOthersDo) {
  testing::expect_none(bca(.5, spread(399), 0, .95), interval_status::too_few_replicates);
  testing::expect_none(bca(infinity, spread(1000), 0, .95), interval_status::infinite_value);
  testing::expect_none(bca(nan, spread(1000), 0, .95), interval_status::undefined_value);
  auto x = spread(1000);
  for (std::size_t k = 0; k < 51; ++k) x[k] = nan;
  testing::expect_none(bca(.5, x, 0, .95), interval_status::refused_undefined_replicates);
}

TEST(Bca, InfiniteReplicatesAreValues) {
  auto x = spread(1000);
  for (std::size_t k = 970; k < 1000; ++k) x[k] = infinity;
  EXPECT_EQ(bca(.5, x, 0, .95).upper, infinity);
}

TEST(Bca, OfReplicatesInOrderIsTheSame) {
  for (double const special : {.3, .9, infinity, nan}) {
    std::vector<double> replicates;
    for (std::size_t i = 0; i < 2000; ++i)
      replicates.push_back(i % 150 == 0 ? special : std::round(std::sin(static_cast<double>(i * i)) * 50) / 100);
    deletions left_out;
    left_out.without = std::vector<delete_one>{{.1, 40}, {.2, 60}, {.17, 3}};
    evidence e{.point = {.1, status::ok}, .replicates = replicates, .left_out = [&]() -> auto const& {return left_out;
  }
};
auto const ordered = detail::in_order(e.coarse, replicates);
for (double const level : {.5, .9, .95, .98, .99, .999}) {
  e.in_order = {};
  auto const plain = make_interval(methods::bca, e, level);
  e.in_order = [&]() -> auto const& { return ordered; };
  auto const same = make_interval(methods::bca, e, level);
  EXPECT_EQ(same.why, plain.why);
  EXPECT_EQ(plain.why == interval_status::ok, level < .99) << special;
  if (plain.why != interval_status::ok) continue;
  EXPECT_EQ(same.lower, plain.lower);
  EXPECT_EQ(same.upper, plain.upper);
  EXPECT_TRUE(same.se == plain.se || (std::isnan(same.se) && std::isnan(plain.se)));
}
}  // namespace
}  // namespace CLINMETRICS_NAMESPACE

TEST(Acceleration, OfAMeanIsItsSkewnessOverSixRootN) {  // Efron 1987: a = skewness/(6·√n) for a mean
  std::vector<double> const x{1, 2, 2, 3, 3, 4, 9, 14};
  double const n = 8, mean = 38.0 / 8;
  double squares = 0, cubes = 0;
  std::vector<delete_one> without;
  for (double v : x) squares += std::pow(v - mean, 2) / n, cubes += std::pow(v - mean, 3) / n, without.push_back({(38 - v) / 7});
  EXPECT_NEAR(acceleration(without), cubes / std::pow(squares, 1.5) / 6 / std::sqrt(n), 1e-14);
}

TEST(Acceleration, LikeUnitsMayBeGroupedAndSignFlips) {
  std::vector<delete_one> const apart{{.2}, {.2}, {.5}, {.2}, {.9}}, together{{.2, 3}, {.5, 1}, {.9, 1}},
      mirrored{{-.2, 3}, {-.5, 1}, {-.9, 1}};
  EXPECT_NEAR(acceleration(apart), acceleration(together), 1e-15);
  EXPECT_NEAR(acceleration(mirrored), -acceleration(together), 1e-15);
}

TEST(Acceleration, SumsOverStrata) {  // ΣΣL³/n_s³ / 6 / (ΣΣL²/n_s²)^{3/2}
  std::vector<delete_one> const values{{.2, 1, 0}, {.5, 1, 0}, {.3, 1, 1}, {.4, 1, 1}, {.9, 1, 1}};
  double squares = 0, cubes = 0;
  for (auto const& d : values) {
    double const n = d.stratum ? 3 : 2, mean = d.stratum ? 1.6 / 3 : .35, l = (n - 1) * (mean - d.value);
    squares += l * l / (n * n), cubes += l * l * l / (n * n * n);
  }
  EXPECT_NEAR(acceleration(values), cubes / 6 / std::pow(squares, 1.5), 1e-14);
}

TEST(Acceleration, IsNanWhereNothingVariesOrSomethingIsNotFinite) {
  EXPECT_TRUE(std::isnan(acceleration(std::vector<delete_one>{{1, 9}})));
  EXPECT_TRUE(std::isnan(acceleration(std::vector<delete_one>{{1}, {2}, {nan}})));
  EXPECT_TRUE(std::isnan(acceleration(std::vector<delete_one>{{1}, {2}, {infinity}})));
  EXPECT_TRUE(std::isnan(acceleration({})));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
