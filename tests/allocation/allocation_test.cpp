// SPDX-License-Identifier: Apache-2.0
// Memory that runs out at the k-th request, for every k of a small job: std::bad_alloc each time, nothing lost, and the next call is right.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <random>

#include "clinmetrics/clinmetrics.hpp"

namespace {

std::atomic<long> requests_left{-1};  // negative: memory never runs out
std::atomic<bool> ran_out{false};
std::atomic<long> live{0};

void* request(std::size_t n) {
  if (requests_left.load() >= 0 && requests_left.fetch_sub(1) == 0) {
    requests_left = 0;  // and stays out
    ran_out = true;
    throw std::bad_alloc();
  }
  void* const p = std::malloc(n ? n : 1);
  if (p == nullptr) throw std::bad_alloc();
  ++live;
  return p;
}
void give_back(void* p) {
  if (p == nullptr) return;
  --live;
  std::free(p);
}

}  // namespace

void* operator new(std::size_t n) { return request(n); }
void* operator new[](std::size_t n) { return request(n); }
void operator delete(void* p) noexcept { give_back(p); }
void operator delete[](void* p) noexcept { give_back(p); }
void operator delete(void* p, std::size_t) noexcept { give_back(p); }
void operator delete[](void* p, std::size_t) noexcept { give_back(p); }

namespace CLINMETRICS_NAMESPACE {
namespace {

struct sample {
  std::vector<std::uint8_t> y;
  std::vector<float> score;
  std::vector<std::int32_t> group;
};

sample draw(std::size_t n) {
  sample s;
  std::mt19937_64 dice(11);
  for (std::size_t i = 0; i < n; ++i) {
    s.y.push_back(dice() % 3 == 0);
    s.score.push_back(static_cast<float>(dice() % 20) / 20);
    s.group.push_back(static_cast<std::int32_t>(dice() % 2));
  }
  return s;
}

std::vector<double> numbers(sample const& s, resampling kind) {
  cohort_input in;
  in.y_true = column_of(s.y);
  in.y_score = {{"model", column_of(s.score)}};
  in.attributes = {{"group", s.group, {"a", "b"}}};
  auto const rows = make_cohort(in);
  auto const out = evaluate(rows, {.metrics = {"auroc", "average_precision", "brier", "mcc", "ece"},
                                   .threshold = {0.5},
                                   .groups = {{"group"}},
                                   .n_resamples = 200,
                                   .resampling = kind,
                                   .num_threads = 1});
  std::vector<double> list;
  for (auto const& row : out.rows()) list.insert(list.end(), {row.value.number, row.interval.lower, row.interval.upper});
  return list;
}

bool same(std::vector<double> const& a, std::vector<double> const& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](double x, double y) { return x == y || (x != x && y != y); });
}

class out_of_memory : public ::testing::TestWithParam<resampling> {};

TEST_P(out_of_memory, at_every_request) {
  auto const s = draw(70);
  auto const expected = numbers(s, GetParam());
  long failures = 0;
  for (long k = 0;; ++k) {
    long const before = live;
    bool failed = false;
    ran_out = false;
    requests_left = k;
    try {
      (void)numbers(s, GetParam());
    } catch (std::bad_alloc const&) {
      failed = true;
    }
    requests_left = -1;
    ASSERT_EQ(failed, ran_out) << "request " << k << " failed in silence";
    ASSERT_LT(live - before, 200) << "request " << k << " lost memory";  // the scheduler and the pools keep a little of their own
    if (!failed) break;
    if (++failures % 50 == 1) {
      ASSERT_TRUE(same(numbers(s, GetParam()), expected)) << "after request " << k;
    }
  }
  EXPECT_GT(failures, 300);
  EXPECT_TRUE(same(numbers(s, GetParam()), expected));
}

INSTANTIATE_TEST_SUITE_P(both_kinds, out_of_memory, ::testing::Values(resampling::multinomial, resampling::poisson));

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
