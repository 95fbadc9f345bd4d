// SPDX-License-Identifier: Apache-2.0
// The jackknife's standard error: the mean's closed form, groups of like units, strata, refusals.
#include "clinmetrics/inference/jackknife_se.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "clinmetrics/inference/bca.hpp"
#include "clinmetrics/inference/detail/usable_replicates.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

double mean_of(std::vector<double> const& x) {
  double sum = 0;
  for (double v : x) sum += v;
  return sum / static_cast<double>(x.size());
}

/// Delete-one means.
std::vector<delete_one> without_each(std::vector<double> const& x, std::uint32_t stratum = 0) {
  double const n = static_cast<double>(x.size()), sum = mean_of(x) * n;
  std::vector<delete_one> out;
  for (double v : x) out.push_back({(sum - v) / (n - 1), 1, stratum});
  return out;
}

TEST(JackknifeSe, ValuesKeepNumbersAndStrataThatAppearLate) {
  std::vector<delete_one> const given{{.1}, {.2, 1, 0}, {.3, 4, 0}, {.4}, {.5, 1, 2}, {.6}};
  delete_one_values const kept(given);
  ASSERT_EQ(kept.size(), given.size());
  for (std::size_t i = 0; i < given.size(); ++i) {
    EXPECT_EQ(kept[i].value, given[i].value);
    EXPECT_EQ(kept[i].n_units, given[i].n_units);
    EXPECT_EQ(kept[i].stratum, given[i].stratum);
  }
}

TEST(JackknifeSe, OfAMeanIsSdOverRootN) {
  std::vector<double> const x{1, 5, 2, 8, 13, -4, 0.5};
  auto const se = jackknife_se(mean_of(x), without_each(x));
  EXPECT_EQ(se.why, interval_status::ok);
  EXPECT_NEAR(se.number, detail::standard_deviation(x) / std::sqrt(7), 1e-15);
}

TEST(JackknifeSe, OfARateByHand) {  // 3 of 4: without a success 2/3 (three times), without the failure 1. SE² = 3/4·Σ(θ − 3/4)²
  std::vector<delete_one> const like{{2.0 / 3, 3}, {1, 1}};
  EXPECT_NEAR(jackknife_se(.75, like).number, std::sqrt(.75 * (3.0 / 144 + 1.0 / 16)), 1e-16);
}

TEST(JackknifeSe, LikeUnitsMayBeGrouped) {
  std::vector<delete_one> const apart{{.2}, {.2}, {.5}, {.2}, {.9}}, together{{.2, 3}, {.5, 1}, {.9, 1}};
  EXPECT_NEAR(jackknife_se(.4, apart).number, jackknife_se(.4, together).number, 1e-15);
}

TEST(JackknifeSe, StrataHaveTheirOwnMeans) {
  std::vector<double> const x{1, 2, 4}, y{100, 130, 190, 110};
  auto a = without_each(x, 0), b = without_each(y, 1), both = a;
  both.insert(both.end(), b.begin(), b.end());
  for (auto& d : b) d.stratum = 0;
  EXPECT_NEAR(jackknife_se(0, both).number, std::hypot(jackknife_se(0, a).number, jackknife_se(0, b).number), 1e-13);
}

TEST(JackknifeSe, UndefinedCountsAsTheValue) {
  std::vector<delete_one> const with_nan{{.2}, {std::nan("")}, {.6}}, filled{{.2}, {.5}, {.6}};
  EXPECT_EQ(jackknife_se(.5, with_nan).number, jackknife_se(.5, filled).number);
}

/// Values of many units, in blocks: skewed, and in two strata.
std::vector<delete_one> many_values() {
  std::vector<delete_one> out;
  for (std::size_t i = 0; i < 50'000; ++i) {
    double const u = static_cast<double>(i * 7919 % 50'000) / 50'000;
    out.push_back({.3 + 1e-5 * u * u * u * u + (i == 3 ? 1 : 0), static_cast<double>(1 + i % 3), static_cast<std::uint32_t>(i % 7 == 0)});
  }
  return out;
}

TEST(JackknifeSe, MomentsOfManyValuesAreThoseOfOneBlock) {
  auto const values = many_values();
  std::vector<delete_one_moments> whole;
  detail::add_moments(
      0, values.size(), [&](std::size_t i) { return values[i]; }, whole);
  auto const joined = delete_one_values(values).moments(0);
  ASSERT_EQ(joined.size(), 2u);
  for (std::size_t s = 0; s < 2; ++s) {
    EXPECT_EQ(joined[s].n_units, whole[s].n_units);
    EXPECT_NEAR(joined[s].mean, whole[s].mean, 1e-15);
    EXPECT_NEAR(joined[s].squares, whole[s].squares, 1e-12 * whole[s].squares);
    EXPECT_NEAR(joined[s].cubes, whole[s].cubes, 1e-10 * std::abs(whole[s].cubes));
  }
}

TEST(JackknifeSe, MomentsAloneHaveTheSameBits) {
  delete_one_values moments(delete_one_values::keep::moments);
  for (auto const& d : many_values()) moments.add(d);
  EXPECT_LT(moments.size(), 50'000u);
  EXPECT_EQ(jackknife_se(.3, moments).number, jackknife_se(.3, many_values()).number);
  EXPECT_EQ(acceleration(moments), acceleration(many_values()));
}

TEST(JackknifeSe, ValuesThatAreTakenFromBlocksHaveTheSameBits) {
  auto const all = many_values();
  for (auto const keep : {delete_one_values::keep::all, delete_one_values::keep::moments}) {
    delete_one_values joined(keep);
    for (std::size_t first = 0; first < all.size(); first += delete_one_values::block) {
      delete_one_values block(keep);
      for (std::size_t i = first; i < std::min(first + delete_one_values::block, all.size()); ++i) block.add(all[i]);
      joined.take_from(block);
    }
    EXPECT_EQ(jackknife_se(.3, joined).number, jackknife_se(.3, all).number);
    EXPECT_EQ(acceleration(joined), acceleration(all));
  }
}

TEST(JackknifeSe, ManyEqualValuesHaveExactlyNoVariance) {
  delete_one_values values(delete_one_values::keep::moments);
  for (int i = 0; i < 100'000; ++i) values.add({.1});
  EXPECT_EQ(jackknife_se(.1, values).number, 0);
  values.add({INFINITY});
  EXPECT_EQ(jackknife_se(.1, values).why, interval_status::infinite_value);
}

TEST(JackknifeSe, SaysWhyThereIsNone) {
  auto const why = [](std::vector<delete_one> const& d, double value = .5) {
    auto const se = jackknife_se(value, d);
    EXPECT_TRUE(std::isnan(se.number));
    return name_of(se.why);
  };
  EXPECT_EQ(why({{.2}, {INFINITY}, {.6}}), "infinite_value");
  EXPECT_EQ(why({}), "undefined_value");
  EXPECT_EQ(why({{.2}, {.3}}, std::nan("")), "undefined_value");
  EXPECT_EQ(why({{.2}}), "too_few");
  EXPECT_EQ(why({{.2, 1, 0}, {.3, 1, 0}, {.4, 1, 1}}), "refused_strata");
}

TEST(JackknifeSe, NothingVaries) {
  EXPECT_EQ(jackknife_se(1, std::vector<delete_one>{{1, 7}}).number, 0);
  EXPECT_EQ(jackknife_se(.1, std::vector<delete_one>(1001, {.1})).number, 0) << "exactly, whatever the rounding of a sum";
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
