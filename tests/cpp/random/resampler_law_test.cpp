// SPDX-License-Identifier: Apache-2.0
// The multinomial weights have the multinomial law: all of it for tiny n, by full enumeration; margins, pairs and partial sums for larger
// n; and the tests notice definitions with a fault.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>

#include "clinmetrics/random/resampler.hpp"
#include "support/chi_square.hpp"

namespace CLINMETRICS_NAMESPACE::random {
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
INSTANTIATE_TEST_SUITE_P(units, tiny, ::testing::Values(1u, 2u, 3u, 4u, 5u, 6u));

TEST_P(tiny, replicates_have_the_enumerated_law) {
  std::uint32_t const n = GetParam(), n_replicates = 1u << 20;
  auto const law = enumerate(n);
  std::map<std::vector<std::uint32_t>, double> seen;
  for_each_replicate(resampler(resampling::multinomial, 20260101, 0, {0, n}), n_replicates, [&](auto const& w) { ++seen[w]; });
  std::vector<double> observed, expected;
  double total = 0;
  for (auto const& [w, p] : law) observed.push_back(seen[w]), expected.push_back(p * n_replicates), total += p;
  EXPECT_NEAR(total, 1, 1e-12);
  EXPECT_LE(seen.size(), law.size());  // no other outcome
  if (n == 1) return;                  // one outcome
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

class larger : public ::testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(units, larger, ::testing::Values(50u, 128u, 257u, 300u));

TEST_P(larger, margins_pairs_and_partial_sums_are_multinomial) {
  std::uint32_t const n = GetParam(), n_replicates = 1u << 15;
  constexpr int most = 6;
  std::vector<std::vector<double>> counts(n, std::vector<double>(most + 1));
  double neighbours = 0, across = 0, first_third = 0, first_third_squares = 0, squares = 0;
  std::uint32_t const half = n / 2, third = n / 3;
  for_each_replicate(resampler(resampling::multinomial, 99, 0, {0, n}), n_replicates, [&](auto const& w) {
    double total = 0;
    for (std::uint32_t unit = 0; unit < n; ++unit) {
      ++counts[unit][std::min<std::uint32_t>(w[unit], most)];
      if (unit < third) total += w[unit];
      squares += (w[unit] - 1.) * (w[unit] - 1.);
    }
    first_third += total, first_third_squares += total * total;
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

  double const p = third / static_cast<double>(n), variance = n * p * (1 - p);  // the first third together is Binomial(n, 1/3)
  double const mean = first_third / replicates, spread = first_third_squares / replicates - mean * mean;
  EXPECT_NEAR(mean, third, alarm_z * std::sqrt(variance / replicates));
  EXPECT_NEAR(spread / variance, 1, alarm_z * std::sqrt(2 / replicates));
}

TEST(larger, lanes_and_streams_are_uncorrelated) {
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

/// The definition once more, with faults. One replicate of n units.
struct faulty {
  std::uint64_t rate;
  bool has_rest = true;             ///< false: an ambiguous byte is the weight 0
  std::uint32_t shift = 0;          ///< added to the weight of an ambiguous byte
  bool accepts_any_weight = false;  ///< a try to remove a draw succeeds where the weight is not 0
  unsigned n_level_bits = 0;        ///< 0: as many as the greatest weight needs

  std::vector<std::uint32_t> draw(poisson_law const& law, std::uint32_t n, std::uint32_t replicate) const {
    std::vector<std::uint32_t> w(n);
    std::uint32_t sum = 0, greatest = 0;
    stratum_replicate const s{77, 0, 0, n, replicate};
    for (std::uint32_t unit = 0; unit < n; ++unit) {
      w[unit] = law.weight_of_byte()[byte_of(philox(counter(unit, replicate / 16, 0, 0, purpose::weight_byte), 77), replicate % 16)];
      if (w[unit] == poisson_law::ambiguous) {
        auto const x = word_of(philox(counter(unit, replicate, 0, 0, purpose::weight_rest), 77), 0);
        w[unit] = has_rest ? law.weight_of_rest(x) + shift : 0;
      }
      sum += w[unit], greatest = std::max(greatest, w[unit]);
    }
    for (std::uint32_t t = 0; t + sum < n; ++t) ++w[added_unit(s, t)];
    for (std::uint32_t t = 0; sum > n; ++t) {
      auto const word = word_of(s.bits(t / 2, 0, purpose::removed_draw), t % 2);
      auto const at = removal_from(word, n, n_level_bits ? n_level_bits : level_bits(greatest));
      if (accepts_any_weight ? w[at.unit] > 0 : at.level < w[at.unit]) --w[at.unit], --sum;
    }
    return w;
  }
};

/// The G-test of 2^21 replicates of six units; z.
double g_of(faulty const& definition) {
  std::uint32_t const n = 6, n_replicates = 1u << 21;
  poisson_law const law(definition.rate);
  std::map<std::vector<std::uint32_t>, double> seen;
  for (std::uint32_t replicate = 0; replicate < n_replicates; ++replicate) ++seen[definition.draw(law, n, replicate)];
  std::vector<double> observed, expected;
  for (auto const& [w, p] : enumerate(n)) observed.push_back(seen[w]), expected.push_back(p * n_replicates);
  return testing::g_test_z(observed, expected);
}

TEST(faults, none_is_the_resampler_and_passes) {
  std::uint32_t const n = 6;
  faulty const none{poisson_law::rate_of(n)};
  poisson_law const law(none.rate);
  std::uint32_t replicate = 0;
  for_each_replicate(resampler(resampling::multinomial, 77, 0, {0, n}), 4096,
                     [&](auto const& w) { ASSERT_EQ(none.draw(law, n, replicate++), w); });
  EXPECT_LT(g_of(none), alarm_z);
  EXPECT_LT(g_of({.rate = std::uint64_t{1} << 40}), alarm_z);  // any rate gives the law; with 1, half of the replicates have a surplus
}

TEST(faults, are_noticed) {
  std::uint64_t const rate = poisson_law::rate_of(6), one = std::uint64_t{1} << 40;
  EXPECT_GT(g_of({.rate = rate, .has_rest = false}), alarm_z);
  EXPECT_GT(g_of({.rate = rate, .shift = 1}), alarm_z);
  EXPECT_GT(g_of({.rate = one, .accepts_any_weight = true}), alarm_z);
  EXPECT_GT(g_of({.rate = one, .n_level_bits = 2}), alarm_z);
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
}  // namespace CLINMETRICS_NAMESPACE::random
