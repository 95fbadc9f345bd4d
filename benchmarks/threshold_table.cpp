// SPDX-License-Identifier: Apache-2.0
// What a threshold table costs: 20 metrics of the 2 × 2 table at 101 thresholds of 100,000 rows, with the default intervals and with BCa of
// 2,000 replicates for every number. Each call uses 2 threads. `of_one` is the time divided by that of the same call with a single
// threshold, in the same run: all thresholds share one ordering and one walk over the rows. `processor_s` is the time of all threads, which
// other programs on the machine change little.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cmath>
#include <random>
#include <vector>

#include "clinmetrics/clinmetrics.hpp"
#include "yardstick.hpp"

namespace {

using namespace clinmetrics;

class table {
 public:
  table() : truth_(n), risk_(n) {
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    for (std::size_t i = 0; i < n; ++i) {
      truth_[i] = uniform(random) < 0.2;
      risk_[i] = 1 / (1 + std::exp(1.5 - 1.5 * truth_[i] - normal(random)));
    }
    rows_ = make_cohort({.y_true = column_of(truth_), .y_score = {{"model", column_of(risk_)}}});
  }
  cohort const& rows() const { return rows_; }

 private:
  static constexpr std::size_t n = 100'000;
  std::vector<std::uint8_t> truth_;
  std::vector<double> risk_;
  cohort rows_;
};

evaluate_options options_at(std::size_t n_thresholds, char const* ci) {
  evaluate_options o{.metrics = {"detection_prevalence",
                                 "sensitivity",
                                 "specificity",
                                 "ppv",
                                 "npv",
                                 "fnr",
                                 "fpr",
                                 "accuracy",
                                 "f1",
                                 "jaccard",
                                 "balanced_accuracy",
                                 "informedness",
                                 "markedness",
                                 "g_mean",
                                 "mcc",
                                 "kappa",
                                 "lr_positive",
                                 "lr_negative",
                                 "net_benefit",
                                 "interventions_avoided"},
                     .ci = ci,
                     .num_threads = 2};
  for (std::size_t i = 0; i < n_thresholds; ++i)
    o.threshold.push_back(n_thresholds == 1 ? 0.2 : static_cast<double>(i) / static_cast<double>(n_thresholds - 1));
  return o;
}

double seconds(cohort const& rows, evaluate_options const& o) {
  auto const begin = std::chrono::steady_clock::now();
  benchmark::DoNotOptimize(evaluate(rows, o));
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void threshold_table(benchmark::State& state, char const* ci) {
  static table const t;
  auto const one = options_at(1, ci), all = options_at(101, ci);
  seconds(t.rows(), one);
  double of_one = 0, of_all = 0, processor = 0;
  for (auto _ : state) {
    of_one += seconds(t.rows(), one);
    double const begin = bench::processor_time(), s = seconds(t.rows(), all);
    processor += 1e-9 * (bench::processor_time() - begin), of_all += s;
    state.SetIterationTime(s);
  }
  state.counters["of_one"] = of_all / of_one;
  state.counters["processor_s"] = processor / static_cast<double>(state.iterations());
}

}  // namespace

BENCHMARK_CAPTURE(threshold_table, defaults, "auto")->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(5);
BENCHMARK_CAPTURE(threshold_table, bca, "bca")->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(5);
