// SPDX-License-Identifier: Apache-2.0
// What comparisons of models and gaps between groups cost: the clinical metrics of two models in 136 groups of 100,000 rows, with all
// intervals; gaps of 1,000 groups of about 100 and of about 1,000 rows; and the paired test of the AUROCs of 10 models on a million rows.
// All calls use 2 threads, and `over_plain` is the time divided by that of the same call without comparisons and gaps, in the same run;
// `of_processor` is the same of the time of the processor.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cmath>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "clinmetrics/clinmetrics.hpp"

namespace {

using namespace clinmetrics;

/// The time of a call, and that of the processor on all threads, which other programs on the machine disturb less.
struct taken {
  double elapsed = 0, of_processor = 0;
  taken& operator+=(taken const& t) { return elapsed += t.elapsed, of_processor += t.of_processor, *this; }
};

/// Rows with an outcome in 10 %, models with risks, and attributes with so many levels.
class table {
 public:
  table(std::size_t n, std::size_t n_models, std::vector<std::size_t> const& n_levels)
      : truth_(n), risks_(n_models, std::vector<double>(n)) {
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    for (std::size_t i = 0; i < n; ++i) {
      truth_[i] = uniform(random) < 0.1;
      double const shared = normal(random);
      for (std::size_t m = 0; m < n_models; ++m)
        risks_[m][i] = 1 / (1 + std::exp(2.5 - (1.5 - 0.02 * static_cast<double>(m)) * truth_[i] - 0.8 * shared - 0.6 * normal(random)));
    }
    cohort_input input{column_of(truth_)};
    for (std::size_t m = 0; m < n_models; ++m) input.y_score.push_back({"model" + std::to_string(m), column_of(risks_[m])});
    for (std::size_t a = 0; a < n_levels.size(); ++a) {
      attribute levels{"attribute" + std::to_string(a), std::vector<std::int32_t>(n), {}};
      for (std::size_t k = 0; k < n_levels[a]; ++k) levels.levels.push_back(std::to_string(k));
      for (auto& code : levels.code) code = static_cast<std::int32_t>(uniform(random) * static_cast<double>(n_levels[a]));
      input.attributes.push_back(std::move(levels));
      groups_.push_back({"attribute" + std::to_string(a)});
    }
    rows_ = make_cohort(input);
  }

  evaluate_options options() const { return {.threshold = {0.2}, .groups = groups_, .num_threads = 2}; }
  taken time(evaluate_options const& o) const {
    auto const begin = std::chrono::steady_clock::now();
    auto const begin_of_processor = std::clock();
    benchmark::DoNotOptimize(evaluate(rows_, o));
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(),
            static_cast<double>(std::clock() - begin_of_processor)};
  }

 private:
  std::vector<std::uint8_t> truth_;
  std::vector<std::vector<double>> risks_;
  std::vector<std::vector<std::string>> groups_;
  cohort rows_;
};

/// Runs a call and the plain one by turns.
void compare_with_plain(benchmark::State& state, table const& t, evaluate_options const& plain, evaluate_options const& full) {
  taken of_plain, of_full;
  t.time(plain);
  for (auto _ : state) {
    of_plain += t.time(plain);
    auto const full_call = t.time(full);
    of_full += full_call;
    state.SetIterationTime(full_call.elapsed);
  }
  state.counters["over_plain"] = of_full.elapsed / of_plain.elapsed;
  state.counters["of_processor"] = of_full.of_processor / of_plain.of_processor;
}

void in_136_groups(benchmark::State& state, char const* compare, gap_choice gaps) {
  static table const t(100'000, 2, {2, 8, 20, 6, 100});
  auto const plain = t.options();
  auto full = plain;
  full.compare = compare, full.gaps = gaps;
  compare_with_plain(state, t, plain, full);
}

void gaps_of_1000_groups(benchmark::State& state, std::size_t rows_of_group) {
  table const t(1000 * rows_of_group, 1, {1000});
  auto const plain = t.options();
  auto full = plain;
  full.gaps = gap_choice::automatic;
  compare_with_plain(state, t, plain, full);
}

void delong_of_10_models(benchmark::State& state) {
  static table const t(1'000'000, 10, {});
  auto full = t.options();
  full.threshold = {}, full.metrics = {"auroc"}, full.compare = "all";
  auto plain = full;
  plain.compare = "none";
  compare_with_plain(state, t, plain, full);
}

}  // namespace

BENCHMARK_CAPTURE(in_136_groups, comparisons, "all", gap_choice::none)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(3);
BENCHMARK_CAPTURE(in_136_groups, gaps, "none", gap_choice::automatic)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(3);
BENCHMARK_CAPTURE(in_136_groups, both, "all", gap_choice::automatic)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(3);
BENCHMARK_CAPTURE(gaps_of_1000_groups, of_100_rows, 100)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(5);
BENCHMARK_CAPTURE(gaps_of_1000_groups, of_1000_rows, 1000)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(5);
BENCHMARK(delong_of_10_models)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(3);
