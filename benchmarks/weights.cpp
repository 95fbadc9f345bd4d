// SPDX-License-Identifier: Apache-2.0
// Times of generating weights: only the random bytes, the Poisson weights, the multinomial weights; on each instruction set of this
// machine.
#include <hwy/targets.h>

#include <numeric>
#include <vector>

#include "simd/multinomial_fill.hpp"
#include "simd/poisson_fill.hpp"
#include "simd/scratch_pool.hpp"
#include "yardstick.hpp"

namespace {

using namespace clinmetrics;

/// Uses one instruction set, given as the position of its bit; 0: the best one.
class forced_target {
 public:
  explicit forced_target(benchmark::State& state, std::int64_t bit) {
    if (bit != 0) hwy::SetSupportedTargetsForTest(std::int64_t{1} << bit);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    state.SetLabel(hwy::TargetName(hwy::SupportedTargets() & -hwy::SupportedTargets()));
  }
  ~forced_target() {
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
};

void each_target(benchmark::internal::Benchmark* b) {
  for (std::int64_t bit = 1; bit < 60; ++bit)
    if (hwy::SupportedTargets() & (HWY_SSSE3 | HWY_SSE4 | HWY_AVX2 | HWY_AVX3 | HWY_AVX3_DL) & std::int64_t{1} << bit) b->Arg(bit);
}

template <auto fill>
void run_fill(benchmark::State& state) {
  forced_target const forced(state, state.range(0));
  alignas(64) static std::uint8_t out[simd::chunk_rows * simd::tile_width];
  std::vector<std::uint32_t> units(simd::chunk_rows);
  std::iota(units.begin(), units.end(), 0u);
  simd::philox_lanes const lanes(42, 0);
  bench::yardstick const timed(state);
  for (auto _ : state) {
    ++units[0];
    fill(lanes, 0, units.data(), units.size(), out);
    benchmark::ClobberMemory();
  }
  timed.report(sizeof out);
}
void BM_PhiloxFill(benchmark::State& state) { run_fill<simd::fill_bytes>(state); }
void BM_WeightsP8(benchmark::State& state) { run_fill<simd::fill_poisson>(state); }
BENCHMARK(BM_PhiloxFill)->Apply(each_target);
BENCHMARK(BM_WeightsP8)->Apply(each_target);

void BM_WeightsExact(benchmark::State& state) {
  auto const n = static_cast<std::uint32_t>(state.range(0));
  resampler const weights(resampling::multinomial, 42, 0, {0, n});
  simd::multinomial_fill const fill(weights);
  simd::scratch const tile(std::size_t{n} * simd::tile_width);
  std::uint32_t first = 0;
  bench::yardstick const timed(state);
  for (auto _ : state) {
    if (!fill(first, tile.data(), {})) state.SkipWithError("the weights do not fit bytes");
    first += simd::tile_width;
  }
  timed.report(static_cast<double>(n) * simd::tile_width);
}
BENCHMARK(BM_WeightsExact)->Arg(200)->Arg(1000)->Arg(1024)->Arg(10'000)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
