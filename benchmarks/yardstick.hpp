// SPDX-License-Identifier: Apache-2.0
// The reference for every figure: the Philox fill without weights (one random byte per sample and replicate), timed in the same run, before
// and after.
#pragma once
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <ctime>

#include "simd/poisson_fill.hpp"

namespace CLINMETRICS_NAMESPACE::bench {

/// ns of processor time that this program has used: the cost of one thread, also on a machine that is busy with other work.
inline double processor_time() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return 1e9 * static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec);
}

/// ns per byte of the fill at this moment: the best of a few short runs.
inline double fill_time() {
  alignas(64) static std::uint8_t bytes[simd::chunk_rows * simd::tile_width];
  std::uint32_t units[simd::chunk_rows] = {};
  simd::philox_lanes const lanes(42, 0);
  double best = 1e9;
  for (int attempt = 0; attempt < 9; ++attempt) {
    constexpr std::uint32_t n = 300;
    double const begin = processor_time();
    for (std::uint32_t i = 0; i < n; ++i) {
      units[0] = i;
      simd::fill_bytes(lanes, 0, units, simd::chunk_rows, bytes);
      benchmark::ClobberMemory();
    }
    best = std::min(best, (processor_time() - begin) / n / sizeof bytes);
  }
  return best;
}

/// Times the loop of a benchmark and prints ns per sample and replicate, and their ratio to the fill.
class yardstick {
 public:
  explicit yardstick(benchmark::State& state) : state_(state), fill_(fill_time()), begin_(processor_time()) {}
  void report(double n_samples_times_replicates) const {
    double const each = (processor_time() - begin_) / static_cast<double>(state_.iterations()) / n_samples_times_replicates;
    double const fill = std::min(fill_, fill_time());
    state_.counters["ns_per_sr"] = each;
    state_.counters["fill_ns"] = fill;
    state_.counters["over_fill"] = each / fill;
  }

 private:
  benchmark::State& state_;
  double fill_, begin_;
};

}  // namespace CLINMETRICS_NAMESPACE::bench
