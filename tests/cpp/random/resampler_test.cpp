// SPDX-License-Identifier: Apache-2.0
// Weights: they sum to n in every stratum, and are a function of (seed, stream, replicate, unit) and the strata's sizes, of nothing else.
#include "clinmetrics/random/resampler.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace CLINMETRICS_NAMESPACE::random {
namespace {

using sizes = std::vector<std::uint32_t>;

/// The first unit of each stratum of these sizes, then the number of units.
sizes begins(sizes const& strata) {
  sizes at{0};
  for (auto n : strata) at.push_back(at.back() + n);
  return at;
}

/// [replicate][unit], asked for `step` replicates at a time, never over a run of 16.
std::vector<sizes> weights_of(resampler const& r, std::uint32_t first, std::uint32_t count, std::uint32_t step = lanes) {
  std::vector<sizes> out(count, sizes(r.n_units()));
  for (std::uint32_t at = first; at < first + count;) {
    auto const end = std::min({first + count, (at / lanes + 1) * lanes, at + step});
    sizes block(std::size_t{r.n_units()} * (end - at), 77);  // values that must be overwritten
    r.fill(at, end - at, block);
    for (std::uint32_t unit = 0; unit < r.n_units(); ++unit)
      for (auto k = at; k < end; ++k) out[k - first][unit] = block[std::size_t{unit} * (end - at) + (k - at)];
    at = end;
  }
  return out;
}

void expect_sums(sizes const& strata, std::uint64_t seed, std::uint32_t count) {
  auto const at = begins(strata);
  resampler const r(resampling::multinomial, seed, 0, at);
  for (auto const& w : weights_of(r, 0, count))
    for (std::size_t s = 0; s < strata.size(); ++s)
      EXPECT_EQ(std::accumulate(w.begin() + at[s], w.begin() + at[s + 1], std::uint64_t{0}), strata[s]) << "stratum of " << strata[s];
}

TEST(multinomial, every_replicate_sums_to_n) {
  for (std::uint32_t n = 0; n <= 300; ++n) expect_sums({n}, n, 32);
  for (std::uint32_t n : {383u, 384u, 385u, 511u, 512u, 513u, 997u, 1000u, 1023u, 1024u, 1025u, 4099u}) expect_sums({n}, 7, 256);
}

TEST(multinomial, every_stratum_sums_to_its_own_n) {
  expect_sums({1, 1, 1}, 1, 32);
  expect_sums({2, 255, 256, 257, 3, 1000, 1}, 2, 64);
  expect_sums({300, 300, 300}, 3, 64);
  expect_sums({4099, 5, 1024}, 4, 64);
}

TEST(multinomial, one_unit_always_stands_once) {
  resampler const r(resampling::multinomial, 5, 0, begins({1}));
  for (auto const& w : weights_of(r, 0, 64)) EXPECT_EQ(w, sizes{1});
}

class kind_and_sizes : public ::testing::TestWithParam<std::tuple<resampling, sizes>> {
 protected:
  resampler of(std::uint64_t seed = 11, std::uint32_t stream = 3) const {
    return resampler(std::get<0>(GetParam()), seed, stream, begins(std::get<1>(GetParam())));
  }
};
INSTANTIATE_TEST_SUITE_P(all, kind_and_sizes,
                         ::testing::Combine(::testing::Values(resampling::multinomial, resampling::poisson),
                                            ::testing::Values(sizes{1}, sizes{2}, sizes{3}, sizes{127}, sizes{255}, sizes{256}, sizes{257},
                                                              sizes{1000}, sizes{3, 300, 40, 513})));

TEST_P(kind_and_sizes, how_many_lanes_are_asked_for_at_once_does_not_matter) {
  auto const r = of();
  auto const whole = weights_of(r, 0, 48);
  for (std::uint32_t step : {1u, 3u, 5u, 15u}) EXPECT_EQ(weights_of(r, 0, 48, step), whole) << step;
}

TEST_P(kind_and_sizes, where_the_asking_starts_does_not_matter) {
  auto const r = of();
  auto const whole = weights_of(r, 0, 48);
  for (std::uint32_t first : {1u, 7u, 15u, 16u, 17u, 31u, 40u})
    EXPECT_EQ(weights_of(r, first, 48 - first), std::vector<sizes>(whole.begin() + first, whole.end())) << first;
}

TEST_P(kind_and_sizes, seed_and_stream_change_everything) {
  if (std::get<1>(GetParam()) == sizes{1} && std::get<0>(GetParam()) == resampling::multinomial)
    return;  // a single unit is always drawn once
  auto const base = weights_of(of(11, 3), 0, 48);
  EXPECT_EQ(weights_of(of(11, 3), 0, 48), base);
  EXPECT_NE(weights_of(of(12, 3), 0, 48), base);
  EXPECT_NE(weights_of(of(11, 4), 0, 48), base);
  EXPECT_NE(weights_of(of(11 + (std::uint64_t{1} << 32), 3), 0, 48), base);
  EXPECT_NE(weights_of(of(11, 3), 48, 48), base);
}

TEST_P(kind_and_sizes, late_replicates_work_as_early_ones) {
  auto const r = of();
  auto const late = weights_of(r, 4'000'000'000u, 40);
  EXPECT_EQ(weights_of(r, 4'000'000'000u, 40, 1), late);
}

TEST(multinomial, strata_that_follow_do_not_matter) {
  auto const alone = weights_of(resampler(resampling::multinomial, 1, 0, begins({300})), 0, 32);
  for (auto const& strata : {sizes{300, 5}, sizes{300, 1000, 7}}) {
    auto both = weights_of(resampler(resampling::multinomial, 1, 0, begins(strata)), 0, 32);
    for (auto& w : both) w.resize(300);
    EXPECT_EQ(both, alone);
  }
}

TEST(multinomial, a_small_stratum_knows_only_its_size_and_first_unit) {
  auto const tail = [](sizes const& strata) {
    auto all = weights_of(resampler(resampling::multinomial, 1, 0, begins(strata)), 0, 32);
    for (auto& w : all) w.erase(w.begin(), w.begin() + 300);
    return all;
  };
  EXPECT_EQ(tail({300, 100}), tail({150, 150, 100}));
  EXPECT_NE(tail({300, 100}), tail({300, 50, 50}));
}

TEST(multinomial, equal_strata_get_different_weights) {
  for (std::uint32_t n : {20u, 300u}) {
    for (auto const& w : weights_of(resampler(resampling::multinomial, 1, 0, begins({n, n})), 0, 16))
      EXPECT_NE(sizes(w.begin(), w.begin() + n), sizes(w.begin() + n, w.end()));
  }
}

TEST(multinomial, strata_of_one_size_have_one_law) {
  resampler const r(resampling::multinomial, 0, 0, begins({1, 300, 0, 16, 300}));
  ASSERT_EQ(r.strata().size(), 4u);  // one stratum has no units
  EXPECT_EQ(r.laws().size(), 2u);    // 1 and 16 units have the least rate
  EXPECT_EQ(r.strata()[0].law, r.strata()[2].law);
  EXPECT_EQ(r.strata()[1].law, r.strata()[3].law);
}

// The definition, by hand: the byte or its rest, then added or removed draws.
TEST(multinomial, weights_follow_the_definition) {
  std::uint64_t const seed = 0x0123456789abcdef;
  std::uint32_t const stream = 0xbeef, begin = 20, n = 60;
  poisson_law const law(poisson_law::rate_of(n));
  auto const w = weights_of(resampler(resampling::multinomial, seed, stream, begins({begin, n})), 0, 2000);
  auto const bits = [&](std::uint32_t c0, std::uint32_t c1, std::uint32_t c2, std::uint32_t what) {
    return philox({c0, c1, c2, stream << 16 | what}, seed);
  };
  int n_rest = 0, n_removed = 0;
  for (std::uint32_t replicate = 0; replicate < 2000; ++replicate) {
    sizes expected(n);
    std::uint32_t sum = 0;
    for (std::uint32_t i = 0; i < n; ++i) {
      auto const x = bits(begin + i, 0, replicate / 16, 5);
      expected[i] = law.weight_of_byte()[x[replicate % 16 / 4] >> 8 * (replicate % 4) & 255];
      if (expected[i] == 0x80) {
        auto const y = bits(begin + i, 0, replicate, 6);
        expected[i] = law.weight_of_rest(y[0] | std::uint64_t{y[1]} << 32), ++n_rest;
      }
      sum += expected[i];
    }
    for (std::uint32_t t = 0; t + sum < n; ++t) {  // 2^32 mod 60 is 16: no rejection in this test
      ++expected[bits(begin, t / 4, replicate, 7)[t % 4] * std::uint64_t{n} >> 32];
    }
    for (std::uint32_t t = 0; sum > n; ++t) {
      auto const x = bits(begin, t / 2, replicate, 8);
      auto const y = (x[t % 2 * 2] | static_cast<u128>(x[t % 2 * 2 + 1]) << 32) * n;  // unit, then 64 digits of which 3 are the level
      auto const unit = static_cast<std::size_t>(y >> 64);
      if ((static_cast<std::uint64_t>(y) >> 61) < expected[unit]) --expected[unit], --sum, ++n_removed;
    }
    ASSERT_EQ(sizes(w[replicate].begin() + begin, w[replicate].end()), expected) << replicate;
  }
  EXPECT_GT(n_rest, 500);
  EXPECT_GT(n_removed, 20);
}

TEST(single_draws, a_rejected_number_is_replaced_by_the_one_with_the_next_j) {
  std::uint32_t const n = (1u << 31) + 1;  // almost half of the numbers are rejected
  int n_rejected = 0;
  for (std::uint32_t t = 0; t < 1000; ++t) {
    stratum_replicate const s{9, 4, 100, n, 12};
    std::uint32_t j = 0;
    std::uint64_t product = 0;
    for (;; ++j) {
      product = std::uint64_t{philox({100, t / 4, 12, 4u << 16 | j << 8 | 7}, 9)[t % 4]} * n;
      if (product % (1ull << 32) >= (1ull << 32) % n) break;
    }
    ASSERT_EQ(added_unit(s, t), product >> 32) << t;
    n_rejected += j > 0;
  }
  EXPECT_NEAR(n_rejected, 500, 100);
}

TEST(single_draws, levels_are_a_power_of_two_that_holds_the_greatest_weight) {
  for (std::uint32_t greatest = 0; greatest <= 8; ++greatest) EXPECT_EQ(level_bits(greatest), 3u);
  for (std::uint32_t greatest = 9; greatest <= 16; ++greatest) EXPECT_EQ(level_bits(greatest), 4u);
  EXPECT_EQ(level_bits(17), 5u);
}

TEST(single_draws, a_removal_is_the_number_times_n_in_binary) {
  for (std::uint64_t word : {std::uint64_t{0}, ~std::uint64_t{0}, std::uint64_t{0x0123456789abcdef}, std::uint64_t{0xfedcba9876543210}})
    for (std::uint32_t n : {1u, 3u, 1000u, ~0u}) {
      auto const y = static_cast<u128>(word) * n;
      auto const at = removal_from(word, n, 4);
      EXPECT_EQ(at.unit, static_cast<std::uint32_t>(y >> 64));
      EXPECT_EQ(at.level, static_cast<std::uint32_t>(static_cast<std::uint64_t>(y) >> 60));
    }
}

TEST(poisson, weights_are_the_table_of_philox_bytes) {
  std::uint64_t const seed = 0x0123456789abcdef;
  std::uint32_t const stream = 0xbeef, n = 50;
  resampler const r(resampling::poisson, seed, stream, begins({20, 30}));
  for (std::uint32_t first : {0u, 16u, 1024u}) {
    auto const w = weights_of(r, first, 16);
    for (std::uint32_t unit = 0; unit < n; ++unit)
      for (std::uint32_t k = 0; k < 16; ++k) {
        auto const x = philox({unit, 0, (first + k) >> 4, stream << 16 | 0 << 8 | 1}, seed);
        auto const byte = x[(k & 15) / 4] >> 8 * (k % 4) & 255;
        EXPECT_EQ(w[k][unit], weight_of_byte[byte]);
      }
  }
}

TEST(poisson, strata_do_not_matter) {
  auto const whole = weights_of(resampler(resampling::poisson, 1, 0, begins({600})), 0, 32);
  EXPECT_EQ(weights_of(resampler(resampling::poisson, 1, 0, begins({1, 299, 300})), 0, 32), whole);
}

TEST(resampler, a_stream_has_sixteen_bits) {
  EXPECT_NO_THROW(resampler(resampling::poisson, 0, 65535, begins({1})));
  EXPECT_THROW(resampler(resampling::poisson, 0, 65536, begins({1})), std::invalid_argument);
}

TEST(resampler, a_raised_flag_stops_it) {
  std::atomic<bool> raised = true;
  for (auto kind : {resampling::multinomial, resampling::poisson}) {
    resampler const r(kind, 0, 0, begins({1000}));
    sizes out(1000);
    EXPECT_THROW(r.fill(0, 1, out, stop_flag(&raised)), stopped);
  }
}

TEST(resampler, kinds_have_names) {
  EXPECT_EQ(name_of(resampling::multinomial), "multinomial");
  EXPECT_EQ(name_of(resampling::poisson), "poisson");
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::random
