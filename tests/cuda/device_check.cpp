// SPDX-License-Identifier: Apache-2.0
// A plugin on the device of this machine: its integers against the reference, and its speed. Needs the headers alone, beside the plugin.
//
// device_check PLUGIN compare N    N random configurations, and cohorts of up to 200,000 rows
// device_check PLUGIN bench        times of replicates
// Exit code: 0 all equal, 1 something differs or fails, 77 there is no device.
#include <dlfcn.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "bootstrap_passes.hpp"
#include "cohort_passes.hpp"
#include "device/load_plugin.hpp"

namespace clinmetrics {
namespace {

using testing::cohort_passes;
using testing::configuration;

constexpr resampling both_kinds[] = {resampling::poisson, resampling::multinomial};

bool is_equal(device_plugin const& plugin, configuration const& c) {
  cohort_passes const w(testing::random_table(c.rows, c.seed), c.n_cuts, c.wants_precision);
  auto const weights = w.weights(c.kind, c.seed);
  run_control control;
  device_status status{};
  auto const got = w.by_plugin(plugin, weights, c.first, c.count, c.most_rows, control, status);
  bool const equal = status == device_status::ok && got == w.by_reference(weights, c.first, c.count);
  if (!equal)
    std::printf("DIFFERS: n %zu, levels %u, groups %d, seed %llu, cuts %u, replicates %u + %u, segment %u, %s: status %d (%s)\n", c.rows.n,
                c.rows.score_levels, c.rows.n_levels, static_cast<unsigned long long>(c.seed), c.n_cuts, c.first, c.count, c.most_rows,
                std::string(name_of(c.kind)).c_str(), static_cast<int>(status), plugin.message());
  return equal;
}

int compare(device_plugin const& plugin, int n_configurations) {
  int n_tried = 0, n_different = 0;
  auto const tried = [&](configuration const& c) { ++n_tried, n_different += !is_equal(plugin, c); };
  for (int i = 0; i < n_configurations && n_different < 10; ++i) tried(testing::random_configuration(static_cast<std::uint64_t>(i)));
  if (n_configurations >= 100)
    for (std::size_t n : {5'000, 70'001, 200'000})
      for (auto kind : both_kinds)
        tried({.rows = {.n = n, .score_levels = 0, .n_levels = 5}, .seed = n, .n_cuts = 10, .count = 64, .most_rows = 0, .kind = kind});
  std::printf("%d configurations, %d differ\n", n_tried, n_different);
  return n_different == 0 ? 0 : 1;
}

/// Milliseconds of the passes' replicates: the best of three after one that warms up. Negative where it failed.
struct times {
  double host_to_host = 1e9;  ///< passes compiled and uploaded
  double resident = 1e9;      ///< passes that lie there; the tallies come to the host
};
times best_times(device_plugin const& plugin, bench::bootstrap_passes const& passes, resampler const& weights, std::uint32_t n_replicates) {
  using clock = std::chrono::steady_clock;
  times best;
  for (int round = 0; round < 4; ++round) {
    std::vector<std::unique_ptr<slot_block>> blocks;
    auto const requests = passes.requests(n_replicates, blocks);
    run_control control;
    auto const start = clock::now();
    device::plugin_run const run(plugin, requests, weights, {});
    auto status = run.run(requests, 0, n_replicates, control);
    auto const middle = clock::now();
    if (status == device_status::ok) status = run.run(requests, 0, n_replicates, control);
    auto const end = clock::now();
    if (status != device_status::ok) {
      std::printf("failed: status %d (%s)\n", static_cast<int>(status), plugin.message());
      return {-1, -1};
    }
    if (round == 0) continue;
    auto const ms = [](auto span) { return std::chrono::duration<double, std::milli>(span).count(); };
    best.host_to_host = std::min(best.host_to_host, ms(middle - start)), best.resident = std::min(best.resident, ms(end - middle));
  }
  return best;
}

/// The twins of benchmarks/bootstrap.cpp, under their names: kind of weights, rows, replicates. Rates are those of resident passes.
bool bench(device_plugin const& plugin) {
  bool all_ran = true;
  auto const report = [&](char const* name, bench::bootstrap_passes const& passes, std::uint32_t n_replicates = 2000) {
    for (auto kind : both_kinds) {
      auto const ms = best_times(plugin, passes, resampler(kind, 42, 0, passes.rows.stratum_begin), n_replicates);
      double const n_weights = static_cast<double>(passes.rows.n_rows()) * n_replicates;
      all_ran = all_ran && ms.resident >= 0;
      std::printf("BM_Gpu%s/%s/%zu/%u host_to_host=%.3f ms resident=%.3f ms  ns_per_sr=%.6f  sr_per_s=%.3g\n", name,
                  std::string(name_of(kind)).c_str(), passes.rows.n_rows(), n_replicates, ms.host_to_host, ms.resident,
                  ms.resident * 1e6 / n_weights, n_weights * 1e3 / ms.resident);
    }
  };
  for (std::size_t n : {10'000, 100'000, 1'000'000}) {
    bench::bootstrap_passes auroc(n);
    auroc.add_ranked(0, 0, false);
    report("BootAuroc", auroc);
    if (n == 1'000'000) report("BootAuroc", auroc, 10'000);
  }
  std::size_t const n = 1'000'000;
  auto const with = [&](char const* name, auto const& add) {
    bench::bootstrap_passes passes(n);
    add(passes);
    report(name, passes);
  };
  with("BootAP", [](auto& p) { p.add_ranked(0, 0, true); });
  with("BootBrier", [](auto& p) { p.add_brier(); });
  with("BootMoments", [](auto& p) { p.add_moments(); });
  with("BootCuts", [](auto& p) { p.add_ranked(0, 0, false, 100); });
  with("BootAll", [](auto& p) { p.add_ranked(0, 0, true, 100), p.add_brier(); });
  {
    bench::bootstrap_passes ties(n, 1, {}, 3);
    ties.add_ranked(0, 0, false);
    report("BootAurocTies", ties);
    bench::bootstrap_passes groups(n, 1, {100});
    groups.add_ranked(0, 1, false);
    report("Groups", groups);
    bench::bootstrap_passes clusters(n, 1, {}, 0, 4);
    clusters.add_ranked(0, 0, false);
    report("ClusterBoot", clusters);
  }
  bench::bootstrap_passes models(n, 5);
  for (std::size_t m = 0; m < 5; ++m) models.add_ranked(m, 0, false);
  report("PairedModels", models);
  return all_ran;
}

int run(int n_words, char** words) {
  std::string const job = n_words > 2 ? words[2] : "";
  if (job != "compare" && job != "bench") {
    std::fprintf(stderr, "usage: device_check PLUGIN compare N | device_check PLUGIN bench\n");
    return 2;
  }
  void* const library = dlopen(words[1], RTLD_NOW | RTLD_LOCAL);
  auto const loaded = library ? device::load_plugin(library) : std::nullopt;
  if (!loaded) {
    std::fprintf(stderr, "%s is no plugin of this version\n", words[1]);
    return 1;
  }
  auto const& plugin = *loaded;
  char name[64];
  std::uint64_t memory = 0;
  if (static_cast<device_status>(plugin.probe(name, sizeof name, &memory)) != device_status::ok) {
    std::printf("no device (%s): built, not run\n", plugin.message());
    return 77;
  }
  std::printf("%s, %.0f GiB\n", name, static_cast<double>(memory) / 0x1p30);
  return job == "bench" ? !bench(plugin) : compare(plugin, n_words > 3 ? std::atoi(words[3]) : 2100);
}

}  // namespace
}  // namespace clinmetrics

int main(int n_words, char** words) { return clinmetrics::run(n_words, words); }
