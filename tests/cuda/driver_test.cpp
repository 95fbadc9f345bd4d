// SPDX-License-Identifier: Apache-2.0
// The plugin's driver on a substitute for the runtime: blocks of replicates, memory that runs out, calls that fail, requests to stop,
// weights beyond four bits.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <thread>
#include <tuple>
#include <type_traits>

#include "ranked.cuh"
#include "support/dice.hpp"
#include "workload.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::host_device;
using testing::workload;

struct Driver : ::testing::Test {
  void SetUp() override { host_device = testing::host_runtime{}, simt::set_order(0); }
  void TearDown() override { host_device = testing::host_runtime{}; }
};

constexpr std::uint64_t opening_launches = 3;  // these sort the rows of the one ranked pass

constexpr resampling both_kinds[] = {resampling::poisson, resampling::multinomial};

testing::table small() { return testing::random_table({.n = 35, .score_levels = 9, .n_levels = 2}, 11); }

TEST_F(Driver, BlocksOfReplicatesBySize) {
  workload const w(small(), 3);
  for (auto kind : both_kinds) {
    auto const weights = w.weights(kind, 4);
    auto const expected = w.by_reference(weights, 5, 2100);
    host_device = testing::host_runtime{};
    EXPECT_TRUE(expected == w.by_kernels(weights, 5, 2100, 16));
    auto const in_one_block = host_device.n_launches - opening_launches;
    host_device = testing::host_runtime{};
    host_device.reported = 1;  // almost no memory, so each block is one page
    EXPECT_TRUE(expected == w.by_kernels(weights, 5, 2100, 16));
    EXPECT_EQ(host_device.n_launches, opening_launches + 5 * in_one_block);
  }
}

TEST_F(Driver, OneLaunchARankedPassWhereItWouldNotFillTheDevice) {
  for (auto const& [n, most_rows, n_warps, is_fused] :  // two groups of about 17, in segments of most_rows
       {std::tuple{35u, 16u, 1000u, true}, {35u, 16u, 20u, true}, {35u, 16u, 1u, false}, {35u, 1u, 1000u, false}}) {
    workload const w(testing::random_table({.n = n, .score_levels = 9, .n_levels = 2}, 11), 3);
    auto const weights = w.weights(resampling::poisson, 4);
    host_device = testing::host_runtime{};
    auto const expected = w.by_kernels(weights, 0, 40, most_rows);
    auto const n_launches = host_device.n_launches;
    host_device = testing::host_runtime{};
    host_device.n_warps = n_warps;
    EXPECT_TRUE(expected == w.by_kernels(weights, 0, 40, most_rows));
    EXPECT_EQ(n_launches - host_device.n_launches, is_fused ? 2u : 0u) << most_rows << ", " << n_warps;
    auto const n_calls = host_device.n_calls;
    for (std::uint64_t k = 1; k <= n_calls; ++k) {
      host_device = testing::host_runtime{};
      host_device.n_warps = n_warps, host_device.failing_call = k;
      w.by_kernels(weights, 0, 40, most_rows, device_status::broken);
    }
  }
}

TEST_F(Driver, HalvesTheBlockUntilItFits) {
  workload const w(small(), 3);
  for (auto kind : both_kinds) {
    auto const weights = w.weights(kind, 4);
    auto const expected = w.by_reference(weights, 0, 2048);
    host_device = testing::host_runtime{};
    w.by_kernels(weights, 0, 2048, 16);
    auto const in_one_block = host_device.n_launches - opening_launches;
    std::uint64_t most = 0;
    bool refused = false;
    for (std::uint64_t memory = 16u << 20; memory >= 1024; memory -= memory / 3) {
      host_device = testing::host_runtime{};
      host_device.memory = memory, host_device.reported = 1u << 30;  // it reports more than it has
      std::vector<std::unique_ptr<slot_block>> blocks;
      auto const all = w.requests(blocks, 2048);
      run_control control;
      auto const status = device::run_on_plugin(testing::host_plugin(), all, weights, 0, 2048, control, 16);
      EXPECT_EQ(host_device.held(), 0u);
      if (status == device_status::ok) {
        EXPECT_FALSE(refused);
        EXPECT_TRUE(testing::words_of(blocks) == expected);
        most = std::max(most, host_device.n_launches);
      } else {
        EXPECT_EQ(status, device_status::out_of_memory);
        refused = true;
      }
    }
    EXPECT_EQ(most, opening_launches + 4 * in_one_block);
    EXPECT_TRUE(refused);
  }
}

TEST_F(Driver, EveryCallMayFail) {
  workload const w(small(), 3);
  for (auto kind : both_kinds) {
    auto const weights = w.weights(kind, 4);
    host_device = testing::host_runtime{};
    auto const expected = w.by_kernels(weights, 0, 600, 16);
    auto const n_calls = host_device.n_calls;
    ASSERT_GT(n_calls, 40u);
    for (std::uint64_t k = 1; k <= n_calls; ++k)
      for (auto failure : {device_status::broken, device_status::out_of_memory}) {
        SCOPED_TRACE(k);
        host_device = testing::host_runtime{};
        host_device.failing_call = k, host_device.failure = failure;
        std::vector<std::unique_ptr<slot_block>> blocks;
        auto const all = w.requests(blocks, 600);
        run_control control;
        auto const status = device::run_on_plugin(testing::host_plugin(), all, weights, 0, 600, control, 16);
        EXPECT_EQ(host_device.held(), 0u);
        bool const was_halved = status == device_status::ok && failure == device_status::out_of_memory;
        EXPECT_TRUE(status == failure || was_halved);
        host_device.failing_call = 0;
        if (k % 7 != 0) continue;
        EXPECT_TRUE(expected == w.by_kernels(weights, 0, 600, 16));  // the next request works
      }
  }
}

TEST_F(Driver, CopiesInManyPieces) {
  workload const w(small(), 3);
  for (auto kind : both_kinds) {
    auto const weights = w.weights(kind, 4);
    auto const expected = w.by_reference(weights, 5, 700);
    for (std::uint64_t bytes : {16u, 48u, 1008u, 4096u}) {  // halves of 8 bytes and more
      host_device = testing::host_runtime{};
      host_device.pinned = bytes;
      EXPECT_TRUE(expected == w.by_kernels(weights, 5, 700, 16)) << bytes;
    }
  }
}

/// `order` and its release.
template <class T>
struct OrderOf : Driver {};
using column_types = ::testing::Types<bool, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t, std::uint16_t,
                                      std::uint32_t, std::uint64_t, float, double>;
TYPED_TEST_SUITE(OrderOf, column_types);

TYPED_TEST(OrderOf, EverySizeAndLayout) {
  using T = TypeParam;
  testing::dice roll(17);
  for (std::uint32_t n : {0u, 1u, 2u, 31u, 32u, 33u, 63u, 64u, 65u, 255u, 256u, 257u, 1000u})
    for (std::uint32_t levels : {1u, 7u, 0u})
      for (std::ptrdiff_t step : {1, 3, -1}) {
        std::vector<std::array<T, 3>> rows(n + 1);  // an array, since a vector of bool has no addresses
        for (auto& r : rows)
          for (auto& x : r)
            x = static_cast<T>(levels == 0 ? static_cast<std::int64_t>(roll()) : std::int64_t{roll.below(levels)} - levels / 2);
        if (n > 2 && std::is_floating_point_v<T>) rows[0][0] = T{0}, rows[0][1] = -rows[0][0];
        column const c{step < 0 ? &rows[0][0] + n - (n > 0) : &rows[0][0], n, step * static_cast<std::ptrdiff_t>(sizeof(T)), dtype_of<T>()};
        auto const expected = rank(c);
        simt::set_order(n);
        column lying = c;
        lying.on_device = {c.data, c.stride};
        for (auto const& given : {c, lying}) {
          auto const got = testing::order_by_plugin(given);
          ASSERT_EQ(got.row, expected.row) << n << ", " << levels << ", " << step;
          ASSERT_EQ(got.tie_ends, expected.tie_ends) << n << ", " << levels << ", " << step;
        }
      }
}

TEST_F(Driver, OneThreadOpensAndAnotherRuns) {
  workload const w(small(), 3);
  for (auto kind : both_kinds) {
    auto const weights = w.weights(kind, 4);
    std::vector<std::unique_ptr<slot_block>> blocks;
    auto const all = w.requests(blocks, 40);
    run_control control;
    std::optional<device::plugin_run> run;
    std::thread([&] { run.emplace(testing::host_plugin(), all, weights, stop_flag{}, device::one_by_one, 16); }).join();
    std::vector<std::uint8_t> left_out(40);
    ASSERT_EQ(run->run(all, 0, 40, control, left_out), device_status::ok);
    EXPECT_TRUE(testing::words_of(blocks) == w.by_reference(weights, 0, 40));
  }
}

TEST_F(Driver, StopsBetweenLaunches) {
  workload const w(small(), 3);
  auto const weights = w.weights(resampling::poisson, 4);
  std::vector<std::unique_ptr<slot_block>> blocks;
  auto const all = w.requests(blocks, 600);
  static int asked;
  for (int at = 1; at <= 5; ++at) {
    asked = at;
    host_device = testing::host_runtime{};
    device_plugin plugin = testing::host_plugin();
    plugin.run = [](void* session, device_range const* given) {
      device_range range = *given;
      range.is_stopped = [](void*) { return std::int32_t{--asked == 0}; };
      return testing::host_plugin().run(session, &range);
    };
    run_control control;
    EXPECT_EQ(device::run_on_plugin(plugin, all, weights, 0, 600, control, 16), device_status::stopped);
    EXPECT_EQ(host_device.held(), 0u);
    EXPECT_EQ(control.done, 0u);
  }
}

/// One group of positives, then negatives, `copies` rows per unit; 20 replicates if no other number is given.
struct hand_made {
  static constexpr std::uint64_t seed = 5;
  std::vector<std::uint8_t> y;
  std::vector<std::uint32_t> unit, position;
  std::vector<std::uint64_t> slots;
  mutable std::vector<std::uint8_t> left_out;
  device_ranked_pass pass{};
  device_stratum stratum{};
  device_weights weights{};
  device_request request{};
  device_output out{};
  device_range range{};

  hand_made(std::uint32_t n_units, std::uint32_t copies, std::uint32_t n_replicates = 20, std::uint32_t n_groups = 1)
      : slots(std::size_t{6} * n_groups * n_replicates, 7), left_out(n_replicates), out{slots.data(), n_replicates} {
    for (bool label : {true, false})
      for (std::uint32_t i = 0; i < n_units * copies; ++i)
        y.push_back(label), unit.push_back(i / copies), position.push_back(static_cast<std::uint32_t>(position.size()));
    pass.n_rows = static_cast<std::uint32_t>(y.size()), pass.label = device::on_host(column_of(y)), pass.unit = unit.data();
    pass.rows = pass.tie = position.data();
    pass.n_groups = n_groups, pass.most_rows = longest_segment;
    weights.seed = seed, weights.n_units = n_units;
    request.version = device_interface_version;
    request.weights = &weights;
    request.ranked = &pass, request.n_ranked = 1;
    range.count = n_replicates;
    range.ranked = &out, range.left_out = left_out.data();
  }
  hand_made(hand_made const&) = delete;
  /// Multinomial ones of one stratum. Both must outlive the run.
  void draw_from(device_law const& law, std::span<std::uint64_t const> cumulative) {
    stratum = {0, weights.n_units, 0};
    weights.n_strata = weights.n_laws = 1, weights.n_cumulative = static_cast<std::uint32_t>(cumulative.size());
    weights.strata = &stratum, weights.laws = &law, weights.cumulative = cumulative.data();
  }
  device_status run() const {
    auto const plugin = testing::host_plugin();
    void* session = nullptr;
    auto status = plugin.open(&request, &session);
    if (status == 0) status = plugin.run(session, &range), plugin.close(session);
    return static_cast<device_status>(status);
  }
};

/// A law in which `n_ambiguous` bytes get the weight `rest`, half of them with 64 bits below 2^63 the weight below it if `is_split`, and
/// all other bytes the weight `certain`.
struct made_up_law {
  device_law law{};
  std::vector<std::uint64_t> cumulative;
  made_up_law(std::uint8_t certain, unsigned n_ambiguous, std::uint32_t rest, bool is_split = false) : cumulative(rest, 0) {
    for (unsigned byte = 0; byte < 256; ++byte)
      law.weight_of_byte[byte] = byte * 89 % 256 < n_ambiguous ? random::poisson_law::ambiguous : certain;
    if (is_split) cumulative.back() = 1ull << 63;
    law.size = rest;
  }
  std::uint32_t rest_of(std::uint64_t u) const {
    return static_cast<std::uint32_t>(std::upper_bound(cumulative.begin(), cumulative.end(), u) - cumulative.begin());
  }
};

/// The 64 bits that decide about an ambiguous byte of a unit.
std::uint64_t deciding_bits(std::uint64_t seed, std::uint32_t unit, std::uint32_t replicate) {
  return random::word_of(random::philox(random::counter(unit, replicate, 0, 0, random::purpose::weight_rest), seed), 0);
}

/// The definition for one replicate of n units in one stratum.
struct plain_replicate {
  std::vector<std::uint32_t> weight;
  bool is_beyond = false;  ///< a weight was above 15

  plain_replicate(made_up_law const& law, std::uint64_t seed, std::uint32_t n, std::uint32_t replicate) : weight(n) {
    std::uint32_t sum = 0, greatest = 0;
    random::stratum_replicate const draws{seed, 0, 0, n, replicate};
    for (std::uint32_t unit = 0; unit < n; ++unit) {
      auto& w = weight[unit];
      w = law.law.weight_of_byte[random::byte_of(
          random::philox(random::counter(unit, replicate / 16, 0, 0, random::purpose::weight_byte), seed), replicate % 16)];
      if (w == random::poisson_law::ambiguous) w = law.rest_of(deciding_bits(seed, unit, replicate));
      sum += w, greatest = std::max(greatest, w);
    }
    is_beyond = greatest > 15;
    if (is_beyond) return;
    for (std::uint32_t t = 0; t + sum < n; ++t) is_beyond |= ++weight[random::added_unit(draws, t)] > 15;
    for (std::uint32_t t = 0; sum > n; ++t) {
      auto const at = random::removal_from(random::word_of(draws.bits(t / 2, 0, random::purpose::removed_draw), t % 2), n,
                                           random::level_bits(greatest));
      if (at.level < weight[at.unit]) --weight[at.unit], --sum;
    }
  }
};

/// The number of replicates that were left out. The weights of the others are checked, and also that exactly the runs of 16 in which a
/// weight does not fit are left out.
int check_weights(made_up_law const& law, std::uint32_t n, std::uint32_t n_replicates) {
  hand_made h(n, 1, n_replicates, n);
  h.draw_from(law.law, law.cumulative);
  h.pass.group = h.unit.data();  // positives of a group: the weight of a unit
  simt::set_order(n);
  EXPECT_EQ(h.run(), device_status::ok);
  EXPECT_EQ(host_device.broken_rule, "");
  std::vector<plain_replicate> expected;
  std::vector<bool> is_beyond(n_replicates / 16 + 1);
  for (std::uint32_t r = 0; r < (n_replicates + 15) / 16 * 16; ++r) {
    expected.emplace_back(law, h.weights.seed, n, r);
    // Beyond the last replicate, independent weights are drawn, but nothing is corrected.
    bool const is_asked_for = r < n_replicates;
    if (expected.back().is_beyond && is_asked_for) is_beyond[r / 16] = true;
  }
  int n_left_out = 0, n_wrong = 0;
  for (std::uint32_t r = 0; r < n_replicates; ++r) {
    n_left_out += h.left_out[r] != 0;
    if (r / 16 < n_replicates / 16) n_wrong += (h.left_out[r] != 0) != is_beyond[r / 16];
    if (h.left_out[r] != 0) continue;
    for (std::uint32_t u = 0; u < n; ++u) n_wrong += h.slots[u * n_replicates + r] != expected[r].weight[u];
  }
  EXPECT_EQ(n_wrong, 0) << n << " units";
  return n_left_out;
}

TEST_F(Driver, DrawsTheWeightAboveABoundThatItsBitsEqual) {
  made_up_law law(0, 256, 16);  // the weight is 16, which is left out, or 0
  std::uint64_t greatest = 0;
  for (std::uint32_t replicate = 0; replicate < 16; ++replicate)
    greatest = std::max(greatest, deciding_bits(hand_made::seed, 0, replicate));
  std::ranges::fill(law.cumulative, greatest);
  EXPECT_EQ(check_weights(law, 1, 16), 16);
  std::ranges::fill(law.cumulative, greatest + 1);
  EXPECT_EQ(check_weights(law, 1, 16), 0);
}

TEST_F(Driver, DrawsWeightsOfAnyLaw) {
  for (std::uint32_t n : {1u, 2u, 5u, 33u, 241u}) {
    EXPECT_EQ(check_weights({1, 3, 2, true}, n, 64), 0);     // like a real one
    EXPECT_EQ(check_weights({0, 256, 1}, n, 32), 0);         // all bytes are ambiguous, nothing is missing
    EXPECT_EQ(check_weights({1, 0, 0}, n, 32), 0);           // none is
    EXPECT_EQ(check_weights({4, 0, 0}, n, 32), 0);           // three quarters are removed
    EXPECT_EQ(check_weights({0, 200, 8}, n, 32), 0);         // and more, with 8 levels
    EXPECT_EQ(check_weights({1, 128, 10, true}, n, 32), 0);  // and with 16
  }
  check_weights({0, 0, 0}, 33, 32);  // all draws are added
}

TEST_F(Driver, TellsOfWeightsBeyondFourBits) {
  EXPECT_EQ(check_weights({1, 256, 16}, 4, 64), 64);        // in every replicate
  EXPECT_EQ(check_weights({1, 256, 255}, 1, 64), 64);       // and so far beyond that removing would never end
  int const of_many = check_weights({0, 1, 16}, 16, 1104);  // one byte in 256: two thirds of the runs of 16
  EXPECT_GT(of_many, 400);
  EXPECT_LT(of_many, 1000);
  int const by_adding = check_weights({0, 1, 15}, 16, 1104);
  EXPECT_GT(by_adding, 0);
  EXPECT_LT(by_adding, 400);
}

TEST_F(Driver, WeightsUpTo15) {  // many rows of a unit with the weight 15
  std::uint32_t const n = 16, copies = 300;
  made_up_law const law(0, 16, 15);
  hand_made h(n, copies);
  h.draw_from(law.law, law.cumulative);
  h.pass.wants_precision = 1;
  ASSERT_EQ(h.run(), device_status::ok);
  int n_checked = 0;
  for (std::uint32_t r = 0; r < 20; ++r) {
    if (h.left_out[r]) continue;
    ++n_checked;
    auto const all = std::uint64_t{n} * copies;
    EXPECT_EQ(h.slots[r], all);
    EXPECT_EQ(h.slots[20 + r], all);
    EXPECT_EQ(h.slots[40 + r], 2 * all * all);
    EXPECT_EQ(wide(h.slots[80 + r], h.slots[100 + r]), static_cast<u128>(all) << 40);
  }
  EXPECT_GT(n_checked, 0);
}

TEST_F(Driver, RefusesWhatItCannotNumber) {
  hand_made h(4, 1);
  h.weights.kind = 1;
  EXPECT_EQ(h.run(), device_status::ok);
  h.request.version = 99;
  EXPECT_EQ(h.run(), device_status::bad_request);
  h.request.version = device_interface_version, h.out.stride = 19;
  EXPECT_EQ(h.run(), device_status::bad_request);
  h.out.stride = 20, h.pass.most_rows = longest_segment + 1;
  EXPECT_EQ(h.run(), device_status::bad_request);
  h.pass.most_rows = 0;
  EXPECT_EQ(h.run(), device_status::bad_request);
  h.pass.most_rows = 8, h.range.count = 0;
  EXPECT_EQ(h.run(), device_status::ok);
}

TEST(SpanSums, JoinIsAssociative) {
  testing::dice roll(1);
  for (int trial = 0; trial < 2000; ++trial) {
    std::vector<device::span_sums> s;
    bool open = false;  // a tie continues
    for (int i = 0; i < 3; ++i) {
      bool const piece = open || roll.below(2) == 0, ends = piece && roll.below(2) == 0;
      s.push_back(device::span_of(piece ? device::segment_is_piece | (ends ? std::uint32_t{device::segment_ends_tie} : 0u) : 0u,
                                  roll.below(9), roll.below(9), roll.below(99)));
      open = piece && !ends;
    }
    auto const left = join(join(s[0], s[1]), s[2]), right = join(s[0], join(s[1], s[2]));
    EXPECT_EQ(left.positive, right.positive);
    EXPECT_EQ(left.negative, right.negative);
    EXPECT_TRUE(left.two_u == right.two_u);
    EXPECT_EQ(left.trail_positive, right.trail_positive);
    EXPECT_EQ(left.trail_negative, right.trail_negative);
    EXPECT_EQ(left.lead_positive, right.lead_positive);
    EXPECT_EQ(left.lead_negative, right.lead_negative);
    EXPECT_EQ(left.ends_tie, right.ends_tie);
    auto const neutral = join(device::span_sums{}, s[0]);
    EXPECT_TRUE(neutral.two_u == s[0].two_u);
    EXPECT_EQ(neutral.ends_tie, s[0].ends_tie);
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
