// SPDX-License-Identifier: Apache-2.0
// How fast backend `cpu` fills the tallies of a bootstrap, sorted scores given: AUROC, average precision, Brier, cuts, all of them, groups,
// models, clusters. Arguments: kind of weights (0 poisson, 1 multinomial), rows, and what the benchmark varies. One thread unless it says
// threads.
#include <tbb/task_arena.h>

#include <memory>
#include <vector>

#include "bootstrap_passes.hpp"
#include "yardstick.hpp"

namespace {

using namespace clinmetrics;
using data = bench::bootstrap_passes;

void run(benchmark::State& state, data const& d, std::uint32_t n_replicates = 2000, int n_threads = 1) {
  auto const kind = state.range(0) ? resampling::multinomial : resampling::poisson;
  state.SetLabel(std::string(name_of(kind)));
  resampler const weights(kind, 42, 0, d.rows.stratum_begin);
  std::vector<std::unique_ptr<slot_block>> blocks;
  auto const requests = d.requests(n_replicates, blocks);
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
