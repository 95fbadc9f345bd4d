// SPDX-License-Identifier: Apache-2.0
// A plugin on the device of this machine: its integers against the reference, and its speed. Needs only the headers and the plugin.
//
// device_check PLUGIN compare N    N random configurations, cohorts of up to 200,000 rows, orderings, columns in the device's memory
// device_check PLUGIN bench        times of replicates
// Exit code: 0 all equal, 1 something differs or fails, 77 there is no device.
#include <dlfcn.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <span>

#include "bootstrap_passes.hpp"
#include "cohort_passes.hpp"
#include "device/load_plugin.hpp"
#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
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

/// Device memory, from the driver that the plugin has loaded; it plays the part of another library's tensor.
class device_memory {
 public:
  explicit device_memory(std::span<std::byte const> content) {
    void* const driver = dlopen("libcuda.so.1", RTLD_NOW);
    auto const find = [&]<class Function>(char const* name, Function& function) {
      function = reinterpret_cast<Function>(driver ? dlsym(driver, name) : nullptr);
      return function != nullptr;
    };
    int (*init)(unsigned) = nullptr, (*retain)(void**, int) = nullptr, (*set_current)(void*) = nullptr;
    int (*allocate)(std::uintptr_t*, std::size_t) = nullptr, (*copy)(std::uintptr_t, void const*, std::size_t) = nullptr;
    void* context = nullptr;
    is_there_ = find("cuInit", init) && find("cuDevicePrimaryCtxRetain", retain) && find("cuCtxSetCurrent", set_current) &&
                find("cuMemAlloc_v2", allocate) && find("cuMemcpyHtoD_v2", copy) && find("cuMemFree_v2", free_) && init(0) == 0 &&
                retain(&context, 0) == 0 && set_current(context) == 0 && allocate(&address_, content.size()) == 0 &&
                copy(address_, content.data(), content.size()) == 0;
  }
  device_memory(device_memory const&) = delete;
  ~device_memory() {
    if (address_ != 0) free_(address_);
  }
  bool is_there() const { return is_there_; }
  void const* data() const { return reinterpret_cast<void const*>(address_); }

 private:
  bool is_there_ = false;
  std::uintptr_t address_ = 0;
  int (*free_)(std::uintptr_t) = nullptr;
};

/// A column's ordering by the plugin, from the host's column or from a device copy of it, and the arrays that it kept.
template <class T>
int count_wrong_orders(device_plugin const& plugin, std::size_t n, std::uint32_t levels, std::ptrdiff_t step) {
  testing::dice roll(n + levels);
  std::vector<T> items(n * 3);
  for (auto& x : items) x = static_cast<T>(levels == 0 ? roll() : roll.below(levels));
  column const score{step < 0 ? &items[n - 1] : items.data(), n, step * static_cast<std::ptrdiff_t>(sizeof(T)), dtype_of<T>()};
  device_memory const there(std::as_bytes(std::span<T const>(items)));
  if (!there.is_there()) return std::printf("no memory of the device for a column\n"), 1;
  std::vector<T> fetched(items.size());
  std::uint32_t is_here = 0;
  int wrong = plugin.fetch(there.data(), items.size() * sizeof(T), 0, fetched.data(), &is_here) != 0 || is_here != 1 || fetched != items;
  auto const expected = rank(score);
  column lying = score;
  lying.on_device = {static_cast<std::byte const*>(there.data()) + (step < 0 ? (n - 1) * sizeof(T) : 0), score.stride};
  for (auto const& given : {score, lying}) {
    ranked_order got;
    void* kept = nullptr;
    wrong += device::order_on_plugin(plugin, given, got, kept) != device_status::ok || got.row != expected.row ||
             got.tie_ends != expected.tie_ends;
    if (kept) plugin.release(kept);
  }
  if (wrong) std::printf("DIFFERS: ordering of %zu rows, type %d (%s)\n", n, static_cast<int>(score.type), plugin.message());
  return wrong;
}

/// A pass from an ordering that the device keeps and an outcome in device memory.
bool is_resident_pass_equal(device_plugin const& plugin, std::size_t n, resampling kind) {
  cohort_passes w(testing::random_table({.n = n, .score_levels = 3000, .n_levels = 4}, 8), 6);
  auto const weights = w.weights(kind, 3);
  auto const expected = w.by_reference(weights, 0, 40);
  std::vector<std::int64_t> outcome(w.rows.events().begin(), w.rows.events().end());
  device_memory const there(std::as_bytes(std::span<std::int64_t const>(outcome)));
  void* kept = nullptr;
  if (!there.is_there() || device::order_on_plugin(plugin, w.rows.models.front().score, w.order, kept) != device_status::ok) return false;
  w.order.on_device = {kept, [](void const*) {}};
  column const label{nullptr, outcome.size(), 0, dtype::int64, nullptr, {there.data(), sizeof(std::int64_t)}};
  for (auto& pass : w.ranked) pass.label_on_device = &label;
  run_control control;
  device_status status{};
  bool const equal = w.by_plugin(plugin, weights, 0, 40, 0, control, status) == expected && status == device_status::ok;
  plugin.release(kept);
  if (!equal) std::printf("DIFFERS: resident columns, %s (%s)\n", std::string(name_of(kind)).c_str(), plugin.message());
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
  for (std::size_t n : {std::size_t{1}, std::size_t{1'000}, n_configurations >= 100 ? std::size_t{300'000} : std::size_t{5'000}})
    for (std::uint32_t levels : {0u, 90u})
      for (std::ptrdiff_t step : {1, 3, -1}) {
        n_tried += 4;
        n_different += count_wrong_orders<double>(plugin, n, levels, step) + count_wrong_orders<float>(plugin, n, levels, step) +
                       count_wrong_orders<std::int64_t>(plugin, n, levels, step) +
                       count_wrong_orders<std::uint8_t>(plugin, n, levels, step);
      }
  for (auto kind : both_kinds) ++n_tried, n_different += !is_resident_pass_equal(plugin, n_configurations >= 100 ? 90'000 : 2'000, kind);
  std::printf("%d configurations, %d differ\n", n_tried, n_different);
  return n_different == 0 ? 0 : 1;
}

/// Milliseconds of the passes' replicates: the best of three after one that warms up. Negative if it failed.
struct times {
  double host_to_host = 1e9;  ///< passes compiled and uploaded
  double resident = 1e9;      ///< passes that are on the device; the tallies are copied to the host
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
    std::vector<std::uint8_t> left_out(n_replicates);
    auto status = run.run(requests, 0, n_replicates, control, left_out);
    auto const middle = clock::now();
    if (status == device_status::ok) status = run.run(requests, 0, n_replicates, control, left_out);
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

/// The benchmarks of benchmarks/bootstrap.cpp, with the same names: kind of weights, rows, replicates. Rates are those of resident passes.
bool bench(device_plugin const& plugin) {
  bool all_ran = true;
  auto const report = [&](char const* name, bench::bootstrap_passes const& passes, std::uint32_t n_replicates = 2000) {
    double poisson_ms = 0;
    for (auto kind : {resampling::poisson, resampling::multinomial}) {
      auto const ms = best_times(plugin, passes, resampler(kind, 42, 0, passes.rows.stratum_begin), n_replicates);
      double const n_weights = static_cast<double>(passes.rows.n_rows()) * n_replicates;
      all_ran = all_ran && ms.resident >= 0;
      std::printf("BM_Gpu%s/%s/%zu/%u host_to_host=%.3f ms resident=%.3f ms  ns_per_sr=%.6f  sr_per_s=%.3g", name,
                  std::string(name_of(kind)).c_str(), passes.rows.n_rows(), n_replicates, ms.host_to_host, ms.resident,
                  ms.resident * 1e6 / n_weights, n_weights * 1e3 / ms.resident);
      if (kind == resampling::poisson)
        poisson_ms = ms.resident;
      else
        std::printf("  over_poisson=%.2f", ms.resident / poisson_ms);
      std::printf("\n");
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
}  // namespace CLINMETRICS_NAMESPACE

int main(int n_words, char** words) { return clinmetrics::run(n_words, words); }
