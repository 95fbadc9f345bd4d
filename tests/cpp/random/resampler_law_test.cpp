// SPDX-License-Identifier: Apache-2.0
// The multinomial weights have the multinomial law: all of it for tiny n, by full enumeration; margins, pairs and totals where blocks are
// used.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>

#include "clinmetrics/random/resampler.hpp"
#include "support/chi_square.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::alarm_z;

/// Calls f(weights of one replicate) for each of them.
template <class F>
void for_each_replicate(resampler const& r, std::uint32_t n_replicates, F&& f) {
  std::vector<std::uint32_t> block(std::size_t{r.n_units()} * lanes), one(r.n_units());
  for (std::uint32_t first = 0; first < n_replicates; first += lanes) {
    r.fill(first, lanes, block);
    for (std::uint32_t lane = 0; lane < lanes; ++lane) {
      for (std::uint32_t unit = 0; unit < r.n_units(); ++unit) one[unit] = block[std::size_t{unit} * lanes + lane];
      f(one);
    }
  }
}

/// Every way to share n draws among n units, and its probability.
std::map<std::vector<std::uint32_t>, double> enumerate(std::uint32_t n) {
  std::map<std::vector<std::uint32_t>, double> law;
  std::vector<std::uint32_t> w(n);
  std::function<void(std::uint32_t, std::uint32_t)> const share = [&](std::uint32_t unit, std::uint32_t left) {
    if (unit + 1 == n) {
      w[unit] = left;
      double log_p = std::lgamma(n + 1.) - n * std::log(n);
      for (auto k : w) log_p -= std::lgamma(k + 1.);
      law[w] = std::exp(log_p);
      return;
    }
    for (std::uint32_t k = 0; k <= left; ++k) w[unit] = k, share(unit + 1, left - k);
  };
  share(0, n);
  return law;
}

class tiny : public ::testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(units, tiny, ::testing::Values(2u, 3u, 4u, 5u, 6u));

TEST_P(tiny, replicates_have_the_enumerated_law) {
  std::uint32_t const n = GetParam(), n_replicates = 1u << 18;
  auto const law = enumerate(n);
  std::map<std::vector<std::uint32_t>, double> seen;
  for_each_replicate(resampler(resampling::multinomial, 20260101, 0, {0, n}), n_replicates, [&](auto const& w) { ++seen[w]; });
  std::vector<double> observed, expected;
  double total = 0;
  for (auto const& [w, p] : law) observed.push_back(seen[w]), expected.push_back(p * n_replicates), total += p;
  EXPECT_NEAR(total, 1, 1e-12);
  EXPECT_EQ(seen.size(), law.size());
  EXPECT_LT(testing::g_test_z(observed, expected), alarm_z);
}

TEST(tiny, two_strata_are_independent) {
  std::uint32_t const n_replicates = 1u << 18;
  auto const law = enumerate(3);
  std::map<std::vector<std::uint32_t>, double> seen;
  for_each_replicate(resampler(resampling::multinomial, 20260102, 0, {0, 3, 6}), n_replicates, [&](auto const& w) { ++seen[w]; });
  std::vector<double> observed, expected;
  for (auto const& [a, p] : law)
    for (auto const& [b, q] : law) {
      auto both = a;
      both.insert(both.end(), b.begin(), b.end());
      observed.push_back(seen[both]), expected.push_back(p * q * n_replicates);
    }
  EXPECT_LT(testing::g_test_z(observed, expected), alarm_z);
}

class blocks : public ::testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(units, blocks, ::testing::Values(255u, 256u, 257u, 287u, 300u));

TEST_P(blocks, margins_pairs_and_totals_are_multinomial) {
  std::uint32_t const n = GetParam(), n_replicates = 1u << 15;
  constexpr int most = 6;
  std::vector<std::vector<double>> counts(n, std::vector<double>(most + 1));
  double neighbours = 0, across = 0, first_block = 0, first_block_squares = 0, squares = 0;
  std::uint32_t const half = n / 2;
  for_each_replicate(resampler(resampling::multinomial, 99, 0, {0, n}), n_replicates, [&](auto const& w) {
    double total = 0;
    for (std::uint32_t unit = 0; unit < n; ++unit) {
      ++counts[unit][std::min<std::uint32_t>(w[unit], most)];
      if (unit < 128) total += w[unit];
      squares += (w[unit] - 1.) * (w[unit] - 1.);
    }
    first_block += total, first_block_squares += total * total;
    for (std::uint32_t pair = 0; pair + 1 < n; pair += 2) neighbours += (w[pair] - 1.) * (w[pair + 1] - 1.);
    for (std::uint32_t unit = 0; unit < half; ++unit) across += (w[unit] - 1.) * (w[unit + half] - 1.);
  });
  auto const law = testing::binomial(n, 1. / n, most);
  std::vector<double> expected;
  for (double p : law) expected.push_back(p * n_replicates);
  double worst = 0, pooled = 0;
  for (std::uint32_t unit = 0; unit < n; ++unit) {
    double statistic = 0;
    for (int k = 0; k <= most; ++k) {
      auto const e = expected[static_cast<std::size_t>(k)], d = counts[unit][static_cast<std::size_t>(k)] - e;
      statistic += d * d / e;
    }
    worst = std::max(worst, testing::chi_square_z(statistic, most)), pooled += statistic;
  }
  EXPECT_LT(worst, alarm_z + 1);  // of n units
  EXPECT_LT(testing::chi_square_z(pooled, static_cast<double>(n) * most), alarm_z);

  double const replicates = n_replicates, pairs = std::floor(n / 2.) * replicates;
  double const pair_error = 1 / std::sqrt(pairs);  // the product of two weights less 1 has variance near 1
  EXPECT_NEAR(neighbours / pairs, -1. / n, alarm_z * pair_error);
  EXPECT_NEAR(across / pairs, -1. / n, alarm_z * pair_error);
  EXPECT_NEAR(squares / (n * replicates), 1 - 1. / n, alarm_z * std::sqrt(2.2 / (n * replicates)));

  double const p = 128. / n, variance = n * p * (1 - p);  // the first 128 together are Binomial(n, 128/n)
  double const mean = first_block / replicates, spread = first_block_squares / replicates - mean * mean;
  EXPECT_NEAR(mean, 128, alarm_z * std::sqrt(variance / replicates));
  EXPECT_NEAR(spread / variance, 1, alarm_z * std::sqrt(2 / replicates));
}

TEST(blocks, a_large_stratum_has_the_same_margins_in_its_tail) {
  std::uint32_t const n = 1023, n_replicates = 1u << 14;  // blocks of 128 … 128, 64, 32, 16, 8, 4, 2, 1
  resampler const r(resampling::multinomial, 5, 0, {0, n});
  std::map<std::uint32_t, std::pair<double, double>> sums;  // by block: Σ total, Σ total²
  for_each_replicate(r, n_replicates, [&](auto const& w) {
    for (auto const& b : r.strata()[0].blocks) {
      double total = 0;
      for (std::uint32_t unit = b.begin; unit < b.begin + b.length; ++unit) total += w[unit];
      sums[b.begin].first += total, sums[b.begin].second += total * total;
    }
  });
  for (auto const& b : r.strata()[0].blocks) {
    double const p = b.length / static_cast<double>(n), variance = n * p * (1 - p);
    double const mean = sums[b.begin].first / n_replicates, spread = sums[b.begin].second / n_replicates - mean * mean;
    EXPECT_NEAR(mean, b.length, alarm_z * std::sqrt(variance / n_replicates)) << b.begin;
    double const kurtosis = 2 + 1 / variance;  // of a binomial number, nearly
    EXPECT_NEAR(spread / variance, 1, alarm_z * std::sqrt(kurtosis / n_replicates)) << b.begin;
  }
}

TEST(blocks, lanes_and_streams_are_uncorrelated) {
  std::uint32_t const n = 300;
  resampler const a(resampling::multinomial, 1, 0, {0, n}), b(resampling::multinomial, 1, 1, {0, n});
  double streams = 0, next_lane = 0, count = 0;
  std::vector<std::uint32_t> left(std::size_t{n} * lanes), right(left.size());
  for (std::uint32_t first = 0; first < 1u << 14; first += lanes) {
    a.fill(first, lanes, left), b.fill(first, lanes, right);
    for (std::uint32_t unit = 0; unit < n; ++unit)
      for (std::uint32_t lane = 0; lane + 1 < lanes; ++lane) {
        std::size_t const at = std::size_t{unit} * lanes + lane;
        streams += (left[at] - 1.) * (right[at] - 1.), next_lane += (left[at] - 1.) * (left[at + 1] - 1.), ++count;
      }
  }
  EXPECT_NEAR(streams / count, 0, alarm_z / std::sqrt(count));
  EXPECT_NEAR(next_lane / count, 0, alarm_z / std::sqrt(count));
}

TEST(poisson, weights_of_a_unit_have_mean_and_variance_one) {
  std::uint32_t const n = 64, n_replicates = 1u << 15;
  double sum = 0, squares = 0, pairs = 0;
  for_each_replicate(resampler(resampling::poisson, 3, 0, {0, n}), n_replicates, [&](auto const& w) {
    for (std::uint32_t unit = 0; unit < n; ++unit) sum += w[unit] - 1., squares += (w[unit] - 1.) * (w[unit] - 1.);
    for (std::uint32_t unit = 0; unit + 1 < n; unit += 2) pairs += (w[unit] - 1.) * (w[unit + 1] - 1.);
  });
  double const count = static_cast<double>(n) * n_replicates;
  EXPECT_NEAR(sum / count, 0, alarm_z / std::sqrt(count));
  EXPECT_NEAR(squares / count, 1, alarm_z * std::sqrt(3 / count));
  EXPECT_NEAR(pairs / (count / 2), 0, alarm_z / std::sqrt(count / 2));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
