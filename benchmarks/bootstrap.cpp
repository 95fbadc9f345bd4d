// SPDX-License-Identifier: Apache-2.0
// How fast backend `cpu` fills the tallies of a bootstrap, sorted scores given: AUROC, average precision, Brier, cuts, all of them, groups,
// models, clusters. Arguments: kind of weights (0 poisson, 1 multinomial), rows, and what the benchmark varies. One thread unless it says
// threads.
#include <tbb/task_arena.h>

#include <algorithm>
#include <memory>
#include <random>
#include <vector>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/tally/calibration_bins.hpp"
#include "clinmetrics/tally/moments.hpp"
#include "yardstick.hpp"

namespace {

using namespace clinmetrics;

/// A cohort of n rows at prevalence .1 with m models, units of `rows_per_unit` rows, and attributes of the given numbers of groups.
struct data {
  cohort rows;
  std::vector<std::vector<double>> score;
  std::vector<ranked_order> order;
  std::vector<partition> groups{everyone()};
  std::vector<std::unique_ptr<ranked_pass>> ranked;
  std::vector<std::unique_ptr<by_row_pass>> by_row;

  explicit data(std::size_t n, std::size_t n_models = 1, std::vector<std::uint32_t> const& group_counts = {}, int decimals = 0,
                std::size_t rows_per_unit = 1) {
    std::mt19937_64 random(7);
    auto const uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
    std::vector<std::uint8_t> y(n);
    for (auto& label : y) label = uniform() < .1;
    score.assign(n_models, std::vector<double>(n));
    double const grid = decimals == 3 ? 1000 : 0;
    for (auto& s : score)
      for (std::size_t i = 0; i < n; ++i) {
        s[i] = (uniform() + .3 * y[i]) / 1.3;
        if (grid > 0) s[i] = std::round(s[i] * grid) / grid;
      }
    cohort_input in;
    in.y_true = owned_column(y);
    for (std::size_t m = 0; m < n_models; ++m) in.y_score.push_back({"model " + std::to_string(m), column_of(score[m])});
    if (rows_per_unit > 1) {
      std::vector<std::int64_t> unit(n);
      for (std::size_t i = 0; i < n; ++i) unit[i] = static_cast<std::int64_t>(i / rows_per_unit);
      in.unit = owned_column(std::move(unit));
    }
    for (auto count : group_counts) {
      attribute a{"attribute " + std::to_string(in.attributes.size()), {}, {}};
      for (std::uint32_t g = 0; g < count; ++g) a.levels.push_back(std::to_string(g));
      for (std::size_t i = 0; i < n; ++i) a.code.push_back(static_cast<std::int32_t>(random() % count));
      in.attributes.push_back(std::move(a));
    }
    rows = make_cohort(in);
    for (auto const& m : rows.models) order.push_back(rank(m.score));
    for (auto const& a : rows.attributes) groups.push_back(cross({&a}));
  }
  void add_ranked(std::size_t model, std::size_t partition, bool precision, std::uint32_t n_cuts = 0) {
    std::vector<std::uint32_t> cuts;
    for (std::uint32_t i = n_cuts; i-- > 0;) cuts.push_back(cut_at(rows.models[model].score, order[model], (i + .5) / n_cuts).position);
    ranked.push_back(std::make_unique<ranked_pass>(ranked_pass{&rows, &order[model], &groups[partition], std::move(cuts), precision}));
  }
  /// The Brier score's sum alone.
  void add_brier() {
    cell_sum squared;
    for (std::size_t i = 0; i < rows.n_rows(); ++i)
      squared.amount.push_back(to_fixed(row_loss(score[0][i], rows.y[i] != 0).squared_error, replicate_bits));
    by_row.push_back(std::make_unique<by_row_pass>(by_row_pass{&rows, &groups[0], {std::move(squared)}}));
  }
  /// All that Brier, log loss and calibration in the large read.
  void add_moments() {
    by_row.push_back(std::make_unique<by_row_pass>(moments_pass(
        rows, groups[0], [&](std::size_t i) { return score[0][i]; }, replicate_bits)));
  }
};

void run(benchmark::State& state, data const& d, std::uint32_t n_replicates = 2000, int n_threads = 1) {
  auto const kind = state.range(0) ? resampling::multinomial : resampling::poisson;
  state.SetLabel(std::string(name_of(kind)));
  resampler const weights(kind, 42, 0, d.rows.stratum_begin);
  std::vector<std::unique_ptr<slot_block>> blocks;
  std::vector<pass_request> requests;
  auto const add = [&](auto const& pass) {
    blocks.push_back(std::make_unique<slot_block>(pass.n_slots(), pass.groups->n_groups(), n_replicates));
    requests.push_back({&pass, blocks.back().get()});
  };
  for (auto const& pass : d.ranked) add(*pass);
  for (auto const& pass : d.by_row) add(*pass);
  auto const engine = make_backend("cpu");
  tbb::task_arena arena(n_threads);
  bench::yardstick const timed(state);
  for (auto _ : state) {
    run_control control;
    arena.execute([&] { engine->run_replicates(requests, weights, 0, n_replicates, control); });
  }
  timed.report(static_cast<double>(d.rows.n_rows()) * n_replicates);
}

void kinds_and_sizes(benchmark::internal::Benchmark* b) {
  b->Unit(benchmark::kMillisecond)->UseRealTime();
  for (std::int64_t kind : {0, 1})
    for (std::int64_t n : {200, 1000, 10'000, 100'000, 1'000'000}) b->Args({kind, n});
}
void kinds_at_10000(benchmark::internal::Benchmark* b) {
  b->Unit(benchmark::kMillisecond)->UseRealTime();
  for (std::int64_t kind : {0, 1}) b->Args({kind, 10'000});
}
std::size_t n_rows(benchmark::State& state) { return static_cast<std::size_t>(state.range(1)); }

void BM_BootAuroc(benchmark::State& state) {
  data d(n_rows(state));
  d.add_ranked(0, 0, false);
  run(state, d);
}
BENCHMARK(BM_BootAuroc)->Apply(kinds_and_sizes);

void BM_BootAurocTies(benchmark::State& state) {  // scores of three decimals
  data d(n_rows(state), 1, {}, 3);
  d.add_ranked(0, 0, false);
  run(state, d);
}
BENCHMARK(BM_BootAurocTies)->Apply(kinds_and_sizes);

void BM_BootAurocThreads(benchmark::State& state) {
  data d(n_rows(state));
  d.add_ranked(0, 0, false);
  run(state, d, 2000, static_cast<int>(state.range(2)));
}
BENCHMARK(BM_BootAurocThreads)->ArgsProduct({{0, 1}, {10'000, 100'000}, {1, 2}})->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_BootAP(benchmark::State& state) {
  data d(n_rows(state));
  d.add_ranked(0, 0, true);
  run(state, d);
}
BENCHMARK(BM_BootAP)->Apply(kinds_at_10000);

void BM_BootBrier(benchmark::State& state) {
  data d(n_rows(state));
  d.add_brier();
  run(state, d);
}
BENCHMARK(BM_BootBrier)->Apply(kinds_at_10000);

void BM_BootMoments(benchmark::State& state) {
  data d(n_rows(state));
  d.add_moments();
  run(state, d);
}
BENCHMARK(BM_BootMoments)->Apply(kinds_at_10000);

void BM_BootCuts(benchmark::State& state) {  // AUROC and 100 cuts
  data d(n_rows(state));
  d.add_ranked(0, 0, false, 100);
  run(state, d);
}
BENCHMARK(BM_BootCuts)->Apply(kinds_at_10000);

void BM_BootAll(benchmark::State& state) {  // AUROC, average precision, 100 cuts, Brier
  data d(n_rows(state));
  d.add_ranked(0, 0, true, 100);
  d.add_brier();
  run(state, d);
}
BENCHMARK(BM_BootAll)->Apply(kinds_at_10000);

void BM_Groups(benchmark::State& state) {  // third argument 1: 100 groups; 2: all rows and 100 groups; 3: six attributes, 136 groups
  std::vector<std::uint32_t> const counts =
      state.range(2) == 3 ? std::vector<std::uint32_t>{2, 4, 5, 5, 20, 100} : std::vector<std::uint32_t>{100};
  data d(n_rows(state), 1, counts);
  if (state.range(2) == 2) d.add_ranked(0, 0, false);
  for (std::size_t p = 1; p < d.groups.size(); ++p) d.add_ranked(0, p, false);
  run(state, d);
}
BENCHMARK(BM_Groups)->ArgsProduct({{0, 1}, {10'000, 100'000}, {1, 2, 3}})->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_PairedModels(benchmark::State& state) {
  data d(n_rows(state), static_cast<std::size_t>(state.range(2)));
  for (std::size_t m = 0; m < d.rows.models.size(); ++m) d.add_ranked(m, 0, false);
  run(state, d);
}
BENCHMARK(BM_PairedModels)->ArgsProduct({{0, 1}, {10'000, 100'000}, {1, 2, 5, 10}})->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_ClusterBoot(benchmark::State& state) {  // four rows a unit
  data d(n_rows(state), 1, {}, 0, 4);
  d.add_ranked(0, 0, false);
  run(state, d);
}
BENCHMARK(BM_ClusterBoot)->Apply(kinds_at_10000);

}  // namespace
