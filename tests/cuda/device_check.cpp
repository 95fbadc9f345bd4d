// SPDX-License-Identifier: Apache-2.0
// A plugin on the device of this machine: its integers against the reference, and its speed. Needs the headers alone, beside the plugin.
//
// device_check PLUGIN compare N    N random configurations, and cohorts of up to 200,000 rows
// device_check PLUGIN bench        times of AUROC replicates, host to host
// Exit code: 0 all equal, 1 something differs or fails, 77 there is no device.
#include <dlfcn.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "cohort_passes.hpp"

namespace clinmetrics {
namespace {

using testing::cohort_passes;
using testing::configuration;

constexpr resampling both_kinds[] = {resampling::poisson, resampling::multinomial};

template <class Function>
bool find(void* library, char const* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

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

int bench(device_plugin const& plugin) {
  struct size {
    std::size_t n;
    std::uint32_t n_replicates;
  };
  for (auto [n, n_replicates] : {size{10'000, 2'000}, size{100'000, 2'000}, size{1'000'000, 2'000}, size{1'000'000, 10'000}}) {
    auto const t = testing::random_table({.n = n, .score_levels = 0, .prevalence = .1}, 1);
    auto const rows = testing::make(t);
    auto const order = rank(rows.models.front().score);
    auto const groups = everyone();
    ranked_pass const pass{&rows, &order, &groups, {}, false};
    for (auto kind : both_kinds) {
      resampler const weights(kind, 42, 0, rows.stratum_begin);
      double best = 1e9;
      for (int round = 0; round < 4; ++round) {  // the first one warms up
        slot_block out(pass.n_slots(), 1, n_replicates);
        pass_request const request{&pass, &out};
        run_control control;
        auto const start = std::chrono::steady_clock::now();
        auto const status = device::run_on_plugin(plugin, std::span(&request, 1), weights, 0, n_replicates, control);
        double const seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        if (status != device_status::ok) {
          std::printf("BM_GpuBootAuroc/%s/%zu/%u failed: status %d (%s)\n", std::string(name_of(kind)).c_str(), n, n_replicates,
                      static_cast<int>(status), plugin.message());
          return 1;
        }
        if (round > 0) best = std::min(best, seconds);
      }
      double const n_pairs = static_cast<double>(n) * n_replicates;
      std::printf("BM_GpuBootAuroc/%s/%zu/%u %10.3f ms  ns_per_sr=%.6f  sr_per_s=%.3g\n", std::string(name_of(kind)).c_str(), n,
                  n_replicates, best * 1e3, best * 1e9 / n_pairs, n_pairs / best);
    }
  }
  return 0;
}

int run(int n_words, char** words) {
  std::string const job = n_words > 2 ? words[2] : "";
  if (job != "compare" && job != "bench") {
    std::fprintf(stderr, "usage: device_check PLUGIN compare N | device_check PLUGIN bench\n");
    return 2;
  }
  void* const library = dlopen(words[1], RTLD_NOW | RTLD_LOCAL);
  device_plugin plugin{};
  if (!library || !find(library, "clinmetrics_device_version", plugin.version) ||
      !find(library, "clinmetrics_device_probe", plugin.probe) || !find(library, "clinmetrics_device_run", plugin.run) ||
      !find(library, "clinmetrics_device_fetch", plugin.fetch) || !find(library, "clinmetrics_device_message", plugin.message) ||
      plugin.version() != device_interface_version) {
    std::fprintf(stderr, "%s is no plugin of this version\n", words[1]);
    return 1;
  }
  char name[64];
  std::uint64_t memory = 0;
  if (static_cast<device_status>(plugin.probe(name, sizeof name, &memory)) != device_status::ok) {
    std::printf("no device (%s): built, not run\n", plugin.message());
    return 77;
  }
  std::printf("%s, %.0f GiB\n", name, static_cast<double>(memory) / 0x1p30);
  return job == "bench" ? bench(plugin) : compare(plugin, n_words > 3 ? std::atoi(words[3]) : 2100);
}

}  // namespace
}  // namespace clinmetrics

int main(int n_words, char** words) { return clinmetrics::run(n_words, words); }
