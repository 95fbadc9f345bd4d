// SPDX-License-Identifier: Apache-2.0
// The backend `cuda` on a plugin whose device is the host: what its callers see without and with errors.
#include "backend/cuda_backend.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "backend/break_even.hpp"
#include "backend/falling_back.hpp"
#include "clinmetrics/engine/device_error.hpp"
#include "support/dice.hpp"
#include "workload.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using ::testing::HasSubstr;
using testing::host_device;
using testing::workload;

struct CudaBackend : ::testing::Test {
  void SetUp() override { host_device = testing::host_runtime{}, simt::set_order(0); }
  void TearDown() override { host_device = testing::host_runtime{}; }

  workload const w{testing::random_table({.n = 60, .score_levels = 9, .n_levels = 2}, 12), 3};
  resampler const weights = w.weights(resampling::multinomial, 8);

  /// Blocks of zeros, as the engine gives them.
  std::vector<pass_request> requests(std::vector<std::unique_ptr<slot_block>>& blocks, std::uint32_t count) const {
    blocks.clear();
    auto all = w.requests(blocks, count);
    for (auto const& b : blocks) std::ranges::fill(b->words(), 0);
    return all;
  }
  std::vector<std::uint64_t> run(backend& on, run_control& control) const {
    std::vector<std::unique_ptr<slot_block>> blocks;
    on.run_replicates(requests(blocks, 70), weights, 16, 70, control);
    return testing::words_of(blocks);
  }
  std::string complaint(backend& on) const {
    run_control control;
    try {
      run(on, control);
    } catch (device_error const& e) {
      return e.what();
    }
    return "nothing";
  }
};

TEST_F(CudaBackend, GivesTheReferencesIntegers) {
  auto const cuda = make_plugin_backend(testing::host_plugin());
  EXPECT_EQ(cuda->name(), "cuda");
  run_control control;
  EXPECT_TRUE(run(*cuda, control) == w.by_reference(weights, 16, 70));
  EXPECT_EQ(control.done, 70u);
}

TEST_F(CudaBackend, UploadsOnceForAllRanges) {
  auto const cuda = make_plugin_backend(testing::host_plugin());
  auto const expected = w.by_reference(weights, 0, 1200);
  std::vector<std::unique_ptr<slot_block>> whole, blocks;
  auto const all = requests(whole, 1200);
  run_control control;
  auto const run = cuda->begin(all, weights, 0, {});
  auto const held = host_device.held();
  std::vector<std::uint64_t> words(expected.size());
  for (std::uint32_t first = 0; first < 1200; first += 300) {  // not a multiple of any size in the kernels
    run->run(requests(blocks, 300), first, 300, control);
    std::size_t at = 0;
    for (auto const& b : blocks)
      for (std::size_t i = 0; i < b->words().size(); i += 300, at += 1200)
        std::copy_n(b->words().begin() + static_cast<std::ptrdiff_t>(i), 300, words.begin() + static_cast<std::ptrdiff_t>(at + first));
  }
  EXPECT_TRUE(words == expected);
  EXPECT_EQ(control.done, 1200u);
  EXPECT_GT(held, 0u);
  auto const calls_of_four = host_device.n_calls;
  run->run(requests(blocks, 300), 0, 300, control);
  EXPECT_LT(5 * (host_device.n_calls - calls_of_four), calls_of_four);  // the uploads were not made again
}

TEST_F(CudaBackend, FailsInALaterRangeAndGoesOnOnTheHost) {
  for (auto failure : {device_status::out_of_memory, device_status::broken}) {
    host_device = testing::host_runtime{};
    falling_back engine(make_plugin_backend(testing::host_plugin()), make_backend("cpu"));
    run_control control;
    std::vector<std::unique_ptr<slot_block>> blocks;
    auto const passes = requests(blocks, 40);
    auto const run = engine.begin(passes, weights, backend::default_weight_memory, {});
    run->run(passes, 0, 40, control);
    EXPECT_EQ(engine.name(), "cuda");
    host_device.failing_call = host_device.n_calls + 3, host_device.failure = failure;
    for (std::uint32_t first : {40u, 80u}) {
      run->run(requests(blocks, 40), first, 40, control);
      EXPECT_TRUE(testing::words_of(blocks) == w.by_reference(weights, first, 40));
    }
    EXPECT_EQ(engine.name(), "cpu");
    EXPECT_EQ(control.done, 120u);
    EXPECT_EQ(host_device.held(), 0u);
  }
}

TEST_F(CudaBackend, PointValues) {
  auto const cuda = make_plugin_backend(testing::host_plugin());
  slot_block out(w.ranked[0].n_slots(), w.groups.n_groups(), 1);
  pass_request const request{&w.ranked[0], &out};
  run_control control;
  cuda->run_point({&request, 1}, control);
  auto const expected = testing::point(w.ranked[0]);
  EXPECT_TRUE(std::ranges::equal(out.words(), expected.words()));
}

TEST_F(CudaBackend, LeavesToTheReferenceWhatThePluginDoesNotTake) {
  device_plugin plugin = testing::host_plugin();
  plugin.run = [](void*, device_range const* r) {
    r->report(r->context, 5);
    return static_cast<std::int32_t>(device_status::bad_request);
  };
  run_control control;
  EXPECT_TRUE(run(*make_plugin_backend(plugin), control) == w.by_reference(weights, 16, 70));
  EXPECT_EQ(control.done, 70u);
}

TEST_F(CudaBackend, LeavesToTheReferenceWhatThePluginLeavesOut) {
  device_plugin plugin = testing::host_plugin();
  plugin.run = [](void* session, device_range const* r) {
    auto const status = testing::host_plugin().run(session, r);
    for (std::uint32_t replicate : {0u, 15u, 16u, 17u, 40u, 69u}) {
      r->left_out[replicate] = 1;
      r->ranked[0].slots[replicate] += 1000, r->row_sums[0].slots[replicate] = 7;
    }
    return status;
  };
  for (auto kind : {resampling::poisson, resampling::multinomial}) {
    auto const drawn_weights = w.weights(kind, 6);
    std::vector<std::unique_ptr<slot_block>> blocks;
    run_control control;
    make_plugin_backend(plugin)->run_replicates(requests(blocks, 70), drawn_weights, 16, 70, control);
    EXPECT_TRUE(testing::words_of(blocks) == w.by_reference(drawn_weights, 16, 70));
    EXPECT_EQ(control.done, 70u);
  }
}

TEST_F(CudaBackend, OutOfMemoryPasses) {
  auto const cuda = make_plugin_backend(testing::host_plugin());
  host_device.memory = 2000;
  EXPECT_THAT(complaint(*cuda), HasSubstr("too little memory"));
  host_device.memory = 1u << 30;
  EXPECT_EQ(complaint(*cuda), "nothing");
}

TEST_F(CudaBackend, AnErrorThatLastsEndsTheBackend) {
  auto const cuda = make_plugin_backend(testing::host_plugin());
  host_device.failing_call = 20;
  EXPECT_THAT(complaint(*cuda), HasSubstr("until the process ends"));
  auto const calls = host_device.n_calls;
  EXPECT_THAT(complaint(*cuda), HasSubstr("until the process ends"));
  EXPECT_EQ(host_device.n_calls, calls);  // the device was not used again
}

TEST_F(CudaBackend, StopsWhenAsked) {
  auto const cuda = make_plugin_backend(testing::host_plugin());
  run_control control;
  control.stop = true;
  EXPECT_THROW(run(*cuda, control), stopped);
  control.stop = false;
  EXPECT_TRUE(run(*cuda, control) == w.by_reference(weights, 16, 70));
}

TEST_F(CudaBackend, AForkedProcessIsToldToSpawn) {
  auto const cuda = make_plugin_backend(testing::host_plugin());
  pid_t const child = fork();
  if (child == 0) _exit(complaint(*cuda).find("'spawn'") != std::string::npos ? 0 : 1);
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(complaint(*cuda), "nothing");
}

TEST_F(CudaBackend, FallsBackToTheHost) {
  falling_back engine(make_plugin_backend(testing::host_plugin()), make_backend("cpu"));
  run_control control;
  EXPECT_TRUE(run(engine, control) == w.by_reference(weights, 16, 70));
  EXPECT_EQ(engine.name(), "cuda");
  auto const calls = host_device.n_calls;
  EXPECT_GT(calls, 0u);

  host_device.memory = 2000;
  run_control second;
  EXPECT_TRUE(run(engine, second) == w.by_reference(weights, 16, 70));
  EXPECT_EQ(second.done, 70u);
  EXPECT_EQ(engine.name(), "cpu");
  EXPECT_EQ(host_device.held(), 0u);

  auto const calls_then = host_device.n_calls;
  run(engine, second);
  EXPECT_EQ(host_device.n_calls, calls_then);  // the device was not tried again
}

TEST_F(CudaBackend, FallsBackWhicheverCallFails) {
  auto const expected = w.by_reference(weights, 16, 70);
  for (auto failure : {device_status::out_of_memory, device_status::broken})
    for (std::uint64_t k = 1;; ++k) {
      host_device = testing::host_runtime{};
      host_device.failing_call = k, host_device.failure = failure;
      falling_back engine(make_plugin_backend(testing::host_plugin()), make_backend("cpu"));
      run_control control;
      ASSERT_TRUE(run(engine, control) == expected) << k;
      ASSERT_EQ(control.done, 70u) << k;
      ASSERT_EQ(host_device.held(), 0u) << k;
      if (host_device.n_calls < k) break;
    }
}

TEST_F(CudaBackend, FallsBackWhileSeveralThreadsAsk) {  // for the orderings of several models
  device_plugin plugin = testing::host_plugin();
  plugin.order = [](device_order const*) { return static_cast<std::int32_t>(device_status::broken); };
  falling_back engine(make_plugin_backend(plugin), make_backend("cpu"));
  std::vector<float> const score(65'536, 1);
  std::vector<std::thread> threads;
  std::atomic<int> n_right = 0;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&] { n_right += engine.rank(column_of(score)).row == rank(column_of(score)).row; });
  for (auto& t : threads) t.join();
  EXPECT_EQ(n_right, 8);
  EXPECT_EQ(engine.name(), "cpu");
}

/// Many rows with ties, for the ordering.
template <class T>
std::vector<T> many_scores(std::size_t n, std::uint32_t levels) {
  testing::dice d(n);
  std::vector<T> score(n);
  for (auto& s : score) s = static_cast<T>(static_cast<double>(d.below(levels)) / 7 - 3);
  score[1] = T{0}, score[2] = -T{0};
  return score;
}

TEST_F(CudaBackend, RanksAsTheHost) {
  auto const cuda = make_plugin_backend(testing::host_plugin());
  auto const expect_same = [&](column const& score) {
    {
      auto const expected = rank(score), got = cuda->rank(score);
      EXPECT_EQ(got.row, expected.row);
      EXPECT_EQ(got.tie_ends, expected.tie_ends);
      EXPECT_EQ(got.on_device != nullptr, host_device.held() > 0);
      EXPECT_EQ(got.on_device != nullptr, score.size >= 65'536);
    }
    EXPECT_EQ(host_device.held(), 0u);
  };
  for (std::size_t n : {std::size_t{5000}, std::size_t{65'536}, std::size_t{65'536 + 300}})
    for (std::uint32_t levels : {1u, 40u, 1u << 31}) {
      auto const wide = many_scores<double>(n, levels);
      auto const narrow = many_scores<float>(n, levels);
      auto const whole = many_scores<std::int16_t>(n, 200'000);
      expect_same(column_of(wide)), expect_same(column_of(narrow)), expect_same(column_of(whole));
    }
  EXPECT_GT(host_device.n_launches, 0u);
}

TEST_F(CudaBackend, AnOrderingThatTheDeviceKeptIsNotSentAgain) {
  testing::table const t = testing::random_table({.n = 65'600, .score_levels = 5000, .n_levels = 3}, 4);
  cohort const rows = testing::make(t);
  auto const groups = cross({&rows.attributes.front()});
  auto const cuda = make_plugin_backend(testing::host_plugin());
  auto const kept = cuda->rank(rows.models[0].score);
  ASSERT_TRUE(kept.on_device);
  auto without = kept;
  without.on_device = nullptr;
  ranked_order hollow;  // its arrays on the host are not used
  hollow.on_device = kept.on_device;
  hollow.row.resize(kept.size());
  resampler const drawn_weights(resampling::poisson, 6, 0, rows.stratum_begin);
  auto const run = [&](ranked_order const& order, backend& on) {
    ranked_pass const pass = testing::ranked_of(rows, order, groups, {cut_at(rows.models[0].score, without, .7).position}, true);
    slot_block out(pass.n_slots(), groups.n_groups(), 3);
    pass_request const request{&pass, &out};
    run_control control;
    on.run_replicates({&request, 1}, drawn_weights, 0, 3, control);
    return std::vector<std::uint64_t>(out.words().begin(), out.words().end());
  };
  auto const expected = run(without, *make_backend("cpu"));
  EXPECT_EQ(run(hollow, *cuda), expected);
  EXPECT_EQ(run(without, *cuda), expected);
}

/// Rows in device memory, with a different layout; the host copy contains other values.
TEST_F(CudaBackend, ReadsColumnsWhereTheyLie) {
  auto const cuda = make_plugin_backend(testing::host_plugin());
  std::size_t const n = 65'540;
  testing::dice roll(3);
  std::vector<std::array<float, 3>> score(n);
  for (auto& s : score) s = {-1, static_cast<float>(roll.below(900)) / 900 - .3F, 7};
  column const plain = owned_column([&] {
    std::vector<float> middle(n);
    for (std::size_t i = 0; i < n; ++i) middle[i] = score[i][1];
    return middle;
  }());
  column lying = plain;
  std::vector<float> const zeros(n);
  lying.data = zeros.data(), lying.stride = sizeof(float);
  lying.on_device = {&score[0][1], sizeof score[0]};
  auto const expected = rank(plain), got = cuda->rank(lying);
  EXPECT_EQ(got.row, expected.row);
  EXPECT_EQ(got.tie_ends, expected.tie_ends);

  auto const check_outcome = [&]<class T>(T) {
    std::size_t const few = 300;
    std::vector<T> outcome(few + 1);
    for (auto& y : outcome) y = static_cast<T>(roll.below(2));
    cohort rows = make_cohort({.y_true = owned_column(std::vector<T>(outcome.begin(), outcome.end() - 1)),
                               .y_score = {{"m", column_of(std::span<float const>(static_cast<float const*>(plain.data), few))}}});
    auto const order = rank(rows.models[0].score);
    auto const groups = everyone();
    resampler const drawn_weights(resampling::multinomial, 6, 0, rows.stratum_begin);
    std::optional<column> label_there;
    std::vector<std::uint8_t> label(rows.events().begin(), rows.events().end());
    auto const run = [&](backend& on) {
      ranked_pass pass = testing::ranked_of(rows, order, groups, {}, true);
      pass.label = label;
      if (label_there) pass.label_on_device = &*label_there;
      slot_block out(pass.n_slots(), 1, 3);
      pass_request const request{&pass, &out};
      run_control control;
      on.run_replicates({&request, 1}, drawn_weights, 0, 3, control);
      return std::vector<std::uint64_t>(out.words().begin(), out.words().end());
    };
    auto const by_host = run(*make_backend("reference"));
    std::reverse(outcome.begin(), outcome.end() - 1);
    label_there = column{nullptr, few, 0, dtype_of<T>(), nullptr, {&outcome[few - 1], -static_cast<std::ptrdiff_t>(sizeof(T))}};
    std::fill(label.begin(), label.end(), std::uint8_t{0});
    EXPECT_EQ(run(*cuda), by_host) << static_cast<int>(dtype_of<T>());
  };
  [&]<class... T>(std::tuple<T...>) {
    (check_outcome(T{}), ...);
  }(std::tuple<std::uint8_t, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint16_t, std::uint32_t, std::uint64_t, float,
               double>());
}

TEST_F(CudaBackend, RanksWhicheverCallFails) {
  auto const score = many_scores<double>(65'536, 1000);
  auto const expected = rank(column_of(score)).row;
  for (auto failure : {device_status::out_of_memory, device_status::broken})
    for (std::uint64_t k = 1;; ++k) {
      host_device = testing::host_runtime{};
      host_device.failing_call = k, host_device.failure = failure;
      falling_back engine(make_plugin_backend(testing::host_plugin()), make_backend("cpu"));
      ASSERT_EQ(engine.rank(column_of(score)).row, expected) << k;
      ASSERT_EQ(host_device.held(), 0u) << k;
      if (host_device.n_calls < k) break;
    }
}

TEST(BreakEven, IsNeverReachedBySmallWorkAndLaterByMoreThreads) {
  for (auto kind : {resampling::poisson, resampling::multinomial}) {
    EXPECT_FALSE(pays_on_device({0, kind, 1}));
    EXPECT_FALSE(pays_on_device({1e9, kind, 1}));
    EXPECT_TRUE(pays_on_device({1e12, kind, 2}));
    EXPECT_FALSE(pays_on_device({1e15, kind, 1000}));
  }
  EXPECT_TRUE(pays_on_device({1e10, resampling::poisson, 2}));  // .5 + .05 s against .6 s
  EXPECT_FALSE(pays_on_device({1e10, resampling::poisson, 4}));
}

/// Only if a plugin was built and a device is available; otherwise the test is skipped with the reason.
TEST_F(CudaBackend, OnTheDeviceWhereThereIsOne) {
  auto const names = available_backends();
  bool const is_listed = std::find(names.begin(), names.end(), "cuda") != names.end();
  auto const cuda = make_cuda_backend();
  EXPECT_EQ(is_listed, cuda != nullptr);
  EXPECT_EQ(why_no_cuda_backend().empty(), cuda != nullptr);
  if (!cuda) {
    EXPECT_THROW(make_backend("cuda"), input_error);
    GTEST_SKIP() << why_no_cuda_backend();
  }
  for (std::uint32_t i = 0; i < 200; ++i) {
    workload const some(
        testing::random_table(
            {.n = 1 + 37 * i, .score_levels = i % 3 * 40, .weights_below = i % 5 == 0 ? 9u : 0u, .n_levels = i % 2 ? 3 : 0}, i),
        4);
    for (auto kind : {resampling::poisson, resampling::multinomial}) {
      auto const drawn_weights = some.weights(kind, i);
      std::vector<std::unique_ptr<slot_block>> blocks;
      run_control control;
      cuda->run_replicates(some.requests(blocks, 600), drawn_weights, 3, 600, control);
      ASSERT_TRUE(testing::words_of(blocks) == some.by_reference(drawn_weights, 3, 600));
    }
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
