// SPDX-License-Identifier: Apache-2.0
// What weights of the rows cost: AUROC, average precision, Brier and one cut, with whole and with real weights, on `cpu` and one thread.
// `over_unweighted` is the ratio to the same work without row weights, the median of pairs that run in turn. Arguments: kind of weights of
// the replicates (0 poisson, 1 multinomial), row weights (1 whole, 2 real), rows.
#include <tbb/task_arena.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "bootstrap_passes.hpp"
#include "yardstick.hpp"

namespace {

using namespace clinmetrics;
using data = bench::bootstrap_passes;

/// All replicates of some passes.
class job {
 public:
  static constexpr std::uint32_t n_replicates = 2000;

  template <class Add>
  job(resampling kind, std::size_t n, bench::row_weights weights, Add const& add) : data_(n, 1, {}, 0, 1, weights) {
    add(data_);
    weights_ = std::make_unique<resampler>(kind, 42, 0, data_.rows.stratum_begin);
    requests_ = data_.requests(n_replicates, blocks_);
  }
  job(job const&) = delete;
  void run() {
    run_control control;
    tbb::task_arena arena(1);
    arena.execute([&] { engine_->run_replicates(requests_, *weights_, 0, n_replicates, control); });
  }
  double timed_run() {
    double const begin = bench::processor_time();
    run();
    return bench::processor_time() - begin;
  }

 private:
  data data_;
  std::unique_ptr<resampler> weights_;
  std::vector<std::unique_ptr<slot_block>> blocks_;
  std::vector<pass_request> requests_;
  std::unique_ptr<backend> engine_ = make_backend("cpu");
};

template <class Add>
void run(benchmark::State& state, Add const& add) {
  auto const kind = state.range(0) ? resampling::multinomial : resampling::poisson;
  auto const n = static_cast<std::size_t>(state.range(2));
  bool const is_whole = state.range(1) == 1;
  state.SetLabel(std::string(name_of(kind)) + (is_whole ? ", whole" : ", real"));
  job plain(kind, n, bench::row_weights::none, add),
      weighted(kind, n, is_whole ? bench::row_weights::whole : bench::row_weights::real, add);
  std::array<double, 7> ratio{};
  for (auto& r : ratio) {
    double const without = plain.timed_run();
    r = weighted.timed_run() / without;
  }
  std::sort(ratio.begin(), ratio.end());
  bench::yardstick const timed(state);
  for (auto _ : state) weighted.run();
  timed.report(static_cast<double>(n) * job::n_replicates);
  state.counters["over_unweighted"] = ratio[ratio.size() / 2];
}

void each_kind(benchmark::internal::Benchmark* b) {
  b->ArgsProduct({{0, 1}, {1, 2}, {50'000}})->Unit(benchmark::kMillisecond)->UseRealTime();
}

void BM_RowWeightsAuroc(benchmark::State& state) {
  run(state, [](data& d) { d.add_ranked(0, 0, false); });
}
void BM_RowWeightsAP(benchmark::State& state) {
  run(state, [](data& d) { d.add_ranked(0, 0, true); });
}
void BM_RowWeightsBrier(benchmark::State& state) {
  run(state, [](data& d) { d.add_brier(); });
}
void BM_RowWeightsCut(benchmark::State& state) {
  run(state, [](data& d) { d.add_ranked(0, 0, false, 1); });
}
BENCHMARK(BM_RowWeightsAuroc)->Apply(each_kind);
BENCHMARK(BM_RowWeightsAP)->Apply(each_kind);
BENCHMARK(BM_RowWeightsBrier)->Apply(each_kind);
BENCHMARK(BM_RowWeightsCut)->Apply(each_kind);

}  // namespace
