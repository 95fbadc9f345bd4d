// SPDX-License-Identifier: Apache-2.0
// Weights: they sum to n in every stratum, and are a function of (seed, stream, replicate, unit) and the strata's sizes, of nothing else.
#include "clinmetrics/random/resampler.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace CLINMETRICS_NAMESPACE {
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

TEST(multinomial, blocks_cover_the_stratum_in_descending_powers_of_two) {
  for (std::uint32_t n : {256u, 257u, 300u, 383u, 384u, 1023u, 4099u}) {
    resampler const r(resampling::multinomial, 0, 0, begins({10, n}));
    auto const& s = r.strata()[1];
    std::uint32_t at = 10, before = block_length;
    for (auto const& b : s.blocks) {
      EXPECT_EQ(b.begin, at);
      EXPECT_TRUE(std::has_single_bit(b.length));
      EXPECT_LE(b.length, before);
      EXPECT_TRUE(b.length == block_length || before == block_length || b.length < before);
      before = b.length, at += b.length;
    }
    EXPECT_EQ(at, 10 + n);
    for (std::uint32_t unit = 0; unit < n; ++unit) {
      auto const& b = resampler::block_of(s, unit);
      EXPECT_LE(b.begin, 10 + unit);
      EXPECT_LT(10 + unit, b.begin + b.length);
    }
  }
  EXPECT_TRUE(resampler(resampling::multinomial, 0, 0, begins({255})).strata()[0].blocks.empty());
}

TEST(multinomial, the_rate_is_one_less_six_roots_and_ten) {
  for (std::uint32_t n : {256u, 300u, 1000u, 4099u, 1'000'000u}) {
    resampler const r(resampling::multinomial, 0, 0, begins({n}));
    double const six_roots = std::floor(6 * std::sqrt(n) * 0x1p20) / 0x1p20;
    EXPECT_NEAR(std::ldexp(static_cast<double>(r.strata()[0].rate), -40), std::max(.4, 1 - (six_roots + 10) / n), 0x1p-39);
  }
}

// Redraws have probability 1e-9; a plan with a stratum size smaller than its blocks makes them common.
TEST(multinomial, totals_above_n_are_drawn_again) {
  resampler const r(resampling::multinomial, 1, 0, begins({1024}));
  auto s = r.strata()[0];
  s.size = 1024 - 202;  // the mean of the first draw
  int redrawn = 0;
  for (std::uint32_t replicate = 0; replicate < 500; ++replicate) {
    std::uint64_t first_sum = 0, sum = 0;
    for (std::uint32_t k = 0; k < s.blocks.size(); ++k)
      first_sum += r.table(s, s.blocks[k])(word_of(philox(counter(k / 2, replicate, 0, 0, purpose::block_total), 1), k % 2));
    sizes out(1024);
    r.draw_totals(s, replicate, out.data(), 1);
    for (auto const& b : s.blocks) sum += out[b.begin];
    EXPECT_EQ(sum, s.size);
    redrawn += first_sum > s.size;
  }
  EXPECT_GT(redrawn, 150);
  EXPECT_LT(redrawn, 350);
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
}  // namespace CLINMETRICS_NAMESPACE
