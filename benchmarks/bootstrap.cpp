// SPDX-License-Identifier: Apache-2.0
// Times in which a backend computes the tallies of a bootstrap from sorted scores: AUROC, average precision, Brier, cuts, all of them,
// groups, models, clusters. BM_… is `cpu`, on one thread unless the name contains threads; BM_Gpu… is `cuda`, from host to host, if there
// is a device. Arguments: kind of weights (0 poisson, 1 multinomial), rows, and the number that the benchmark varies.
#include <tbb/task_arena.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "bootstrap_passes.hpp"
#include "yardstick.hpp"

namespace {

using namespace clinmetrics;
using data = bench::bootstrap_passes;

void run(benchmark::State& state, char const* backend, data const& d, std::uint32_t n_replicates = 2000, int n_threads = 1) {
  auto const kind = state.range(0) ? resampling::multinomial : resampling::poisson;
  state.SetLabel(std::string(name_of(kind)));
  resampler const weights(kind, 42, 0, d.rows.stratum_begin);
  std::vector<std::unique_ptr<slot_block>> blocks;
  auto const requests = d.requests(n_replicates, blocks);
  auto const engine = make_backend(backend);
  tbb::task_arena arena(n_threads);
  bench::yardstick const timed(state);
  for (auto _ : state) {
    run_control control;
    arena.execute([&] { engine->run_replicates(requests, weights, 0, n_replicates, control); });
  }
  timed.report(static_cast<double>(d.rows.n_rows()) * n_replicates);
}

/// A benchmark of `cpu`, and the same on the device.
struct twins {
  template <class Program, class Apply>
  twins(std::string const& name, Program program, Apply apply) {
    static auto const backends = available_backends();
    apply(benchmark::RegisterBenchmark(("BM_" + name).c_str(), [program](benchmark::State& state) { program(state, "cpu"); }));
    if (std::find(backends.begin(), backends.end(), "cuda") != backends.end())
      apply(benchmark::RegisterBenchmark(("BM_Gpu" + name).c_str(), [program](benchmark::State& state) { program(state, "cuda"); }));
  }
};

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

void boot_auroc(benchmark::State& state, char const* backend) {
  data d(n_rows(state));
  d.add_ranked(0, 0, false);
  run(state, backend, d);
}
twins const boot_auroc_twins("BootAuroc", boot_auroc, kinds_and_sizes);

void boot_auroc_ties(benchmark::State& state, char const* backend) {  // scores of three decimals
  data d(n_rows(state), 1, {}, 3);
  d.add_ranked(0, 0, false);
  run(state, backend, d);
}
twins const boot_auroc_ties_twins("BootAurocTies", boot_auroc_ties, kinds_and_sizes);

void BM_BootAurocThreads(benchmark::State& state) {
  data d(n_rows(state));
  d.add_ranked(0, 0, false);
  run(state, "cpu", d, 2000, static_cast<int>(state.range(2)));
}
BENCHMARK(BM_BootAurocThreads)->ArgsProduct({{0, 1}, {10'000, 100'000}, {1, 2}})->Unit(benchmark::kMillisecond)->UseRealTime();

void boot_ap(benchmark::State& state, char const* backend) {
  data d(n_rows(state));
  d.add_ranked(0, 0, true);
  run(state, backend, d);
}
twins const boot_ap_twins("BootAP", boot_ap, kinds_at_10000);

void boot_brier(benchmark::State& state, char const* backend) {
  data d(n_rows(state));
  d.add_brier();
  run(state, backend, d);
}
twins const boot_brier_twins("BootBrier", boot_brier, kinds_at_10000);

void boot_moments(benchmark::State& state, char const* backend) {
  data d(n_rows(state));
  d.add_moments();
  run(state, backend, d);
}
twins const boot_moments_twins("BootMoments", boot_moments, kinds_at_10000);

void boot_cuts(benchmark::State& state, char const* backend) {  // AUROC and 100 cuts
  data d(n_rows(state));
  d.add_ranked(0, 0, false, 100);
  run(state, backend, d);
}
twins const boot_cuts_twins("BootCuts", boot_cuts, kinds_at_10000);

void boot_all(benchmark::State& state, char const* backend) {  // AUROC, average precision, 100 cuts, Brier
  data d(n_rows(state));
  d.add_ranked(0, 0, true, 100);
  d.add_brier();
  run(state, backend, d);
}
twins const boot_all_twins("BootAll", boot_all, kinds_at_10000);

/// Third argument 1: 100 groups; 2: all rows and 100 groups; 3: six attributes, 136 groups.
void groups(benchmark::State& state, char const* backend) {
  std::vector<std::uint32_t> const counts =
      state.range(2) == 3 ? std::vector<std::uint32_t>{2, 4, 5, 5, 20, 100} : std::vector<std::uint32_t>{100};
  data d(n_rows(state), 1, counts);
  if (state.range(2) == 2) d.add_ranked(0, 0, false);
  for (std::size_t p = 1; p < d.groups.size(); ++p) d.add_ranked(0, p, false);
  run(state, backend, d);
}
twins const groups_twins("Groups", groups, [](auto* b) {
  b->ArgsProduct({{0, 1}, {10'000, 100'000}, {1, 2, 3}})->Unit(benchmark::kMillisecond)->UseRealTime();
});

void paired_models(benchmark::State& state, char const* backend) {
  data d(n_rows(state), static_cast<std::size_t>(state.range(2)));
  for (std::size_t m = 0; m < d.rows.models.size(); ++m) d.add_ranked(m, 0, false);
  run(state, backend, d);
}
twins const paired_models_twins("PairedModels", paired_models, [](auto* b) {
  b->ArgsProduct({{0, 1}, {10'000, 100'000}, {1, 2, 5, 10}})->Unit(benchmark::kMillisecond)->UseRealTime();
});

void cluster_boot(benchmark::State& state, char const* backend) {  // four rows per unit
  data d(n_rows(state), 1, {}, 0, 4);
  d.add_ranked(0, 0, false);
  run(state, backend, d);
}
twins const cluster_boot_twins("ClusterBoot", cluster_boot, kinds_at_10000);

}  // namespace
