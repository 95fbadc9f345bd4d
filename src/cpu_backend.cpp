// SPDX-License-Identifier: Apache-2.0
// The backend `cpu`: tiles of 128 replicates, vector kernels chosen at run time, tiles spread over the cores. The integers of `reference`.
//
// The plan is chosen by size and is equal in result. Poisson weights of one ordering, or of more units than a cache holds, are made on the
// way, once an ordering; else the first ordering leaves them behind in a tile, from which the others gather. Multinomial weights are made
// together, so their tile comes first and every ordering gathers from it.
#include <hwy/targets.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <memory>
#include <optional>

#include "few_at_once.hpp"
#include "point_walk.hpp"
#include "reference_backend.hpp"
#include "simd/by_row_walk.hpp"
#include "simd/multinomial_fill.hpp"
#include "simd/ranked_walk.hpp"
#include "simd/scratch_pool.hpp"
#include "simd/weight_tile.hpp"

namespace clinmetrics {
namespace {

using simd::tile_width;

constexpr std::size_t most_shared_units = 200'000;  ///< 25 MB of Poisson weights; above, making them again is cheaper than fetching them
constexpr std::uint64_t greatest_sum = 1ull << 31;  ///< of weights in a replicate; the kernels multiply 32 bits by 32 bits
constexpr double serial_cost = 1e7;                 ///< rows times replicates, about 1 ms: below, waking threads costs more than it gives

/// No replicate's weights sum to this or more, over all rows.
std::uint64_t bound_of_sum(cohort const& rows, resampler const& weights) {
  if (weights.kind() == resampling::poisson) return std::uint64_t{greatest_poisson_weight} * rows.n_rows();
  return rows.is_clustered ? std::uint64_t{255} * rows.n_rows() : weights.n_units();
}

/// Whether the kernels' integers hold the sums.
bool suits_kernels(cohort const& rows, resampler const& weights) {
  return !rows.is_weighted() && bound_of_sum(rows, weights) < greatest_sum;
}

/// Of the weights of all units in one tile, and of what they are made from.
std::size_t tile_bytes(resampler const& weights) { return std::size_t{weights.n_units()} * tile_width; }
std::size_t multinomial_bytes(resampler const& weights) {
  return tile_bytes(weights) + std::size_t{weights.n_units()} / block_length * tile_width * sizeof(std::uint16_t);
}

/// A pass that a kernel takes, compiled.
struct compiled_pass {
  pass_request request;
  std::variant<simd::ranked_program, simd::by_row_program> program;

  std::vector<std::uint32_t>& units() {
    return std::visit([](auto& p) -> std::vector<std::uint32_t>& { return p.units; }, program);
  }
  template <class Weights>
  void walk(Weights& weights, simd::tile_columns const& columns, stop_flag stop) const {
    if (auto const* const* ranked = std::get_if<ranked_pass const*>(&request.pass))
      simd::walk_ranked(std::get<simd::ranked_program>(program), (*ranked)->wants_precision, weights, columns, *request.out, stop);
    else
      simd::walk_by_row(std::get<simd::by_row_program>(program), *std::get<by_row_pass const*>(request.pass), weights, columns,
                        *request.out, stop);
  }
};

/// Nothing where no kernel takes the pass.
std::optional<compiled_pass> compile(pass_request const& request, resampler const& weights, stop_flag stop) {
  auto const& rows = std::visit([](auto const* pass) -> cohort const& { return *pass->rows; }, request.pass);
  if (!suits_kernels(rows, weights)) return std::nullopt;
  if (auto const* const* ranked = std::get_if<ranked_pass const*>(&request.pass))
    return compiled_pass{request, simd::compile(**ranked, stop)};
  auto program = simd::compile(*std::get<by_row_pass const*>(request.pass), stop);
  if (!program) return std::nullopt;
  return compiled_pass{request, std::move(*program)};
}

template <class F>
void for_each(std::size_t n, bool in_parallel, F const& f) {
  if (in_parallel) {
    tbb::parallel_for(std::size_t{0}, n, f, tbb::simple_partitioner());
  } else {
    for (std::size_t i = 0; i < n; ++i) f(i);
  }
}

/// One call of run_replicates.
class tiled_run {
 public:
  tiled_run(std::span<pass_request const> passes, resampler const& weights, replicate_range const& range, std::size_t weight_memory,
            run_control& control)
      : weights_(weights), range_(range), weight_memory_(weight_memory), control_(control), stop_(&control.stop) {
    double n_rows = 0;
    for (auto const& request : passes)
      n_rows += std::visit([](auto const* pass) { return static_cast<double>(pass->rows->n_rows()); }, request.pass);
    in_parallel_ = n_rows * range.count >= serial_cost;
    std::vector<std::optional<compiled_pass>> tried(passes.size());
    for_each(passes.size(), in_parallel_, [&](std::size_t i) { tried[i] = compile(passes[i], weights, stop_); });
    for (std::size_t i = 0; i < passes.size(); ++i) {
      if (tried[i])
        compiled_.push_back(std::move(*tried[i]));
      else
        others_.push_back(passes[i]);
    }
    if (compiled_.empty()) return;
    if (weights.kind() == resampling::multinomial)
      multinomial_.emplace(weights);
    else
      is_recorded_ =
          compiled_.size() > 1 && weights.n_units() <= most_shared_units && tile_bytes(weights) <= weight_memory && follow_first();
  }

  void run() {
    if (compiled_.empty()) return run_others(&control_.done);
    run_others(nullptr);
    std::uint32_t const first_tile = range_.first / tile_width, end_tile = (range_.first + range_.count + tile_width - 1) / tile_width;
    std::size_t const n_tiles = end_tile - first_tile, n_passes = compiled_.size();
    if (multinomial_ || is_recorded_) {
      std::size_t const each = multinomial_ ? multinomial_bytes(weights_) : tile_bytes(weights_);
      few_at_once<std::optional<simd::scratch>>(n_tiles, in_parallel_ ? how_many_fit(weight_memory_, each) : 1,
                                                [&](std::size_t t, std::optional<simd::scratch>& tile) {
                                                  if (!tile) tile.emplace(tile_bytes(weights_));
                                                  run_shared(first_tile + static_cast<std::uint32_t>(t), tile->data());
                                                });
    } else {
      std::vector<std::atomic<std::size_t>> left(n_tiles);
      for (auto& n : left) n = n_passes;
      for_each(n_tiles * n_passes, in_parallel_, [&](std::size_t i) {
        auto const tile = first_tile + static_cast<std::uint32_t>(i / n_passes);
        simd::streamed_weights source(weights_, tile * tile_width);
        compiled_[i % n_passes].walk(source, columns_of(tile), stop_);
        if (--left[i / n_passes] == 0) report(tile);
      });
    }
  }

 private:
  simd::tile_columns columns_of(std::uint32_t tile) const {
    std::uint32_t const begin = std::max(range_.first, tile * tile_width),
                        end = std::min(range_.first + range_.count, (tile + 1) * tile_width);
    return {begin - tile * tile_width, end - tile * tile_width, range_.column + (begin - range_.first)};
  }
  void report(std::uint32_t tile) {
    auto const columns = columns_of(tile);
    control_.done.fetch_add(columns.end - columns.begin, std::memory_order_relaxed);
  }
  void run_others(std::atomic<std::uint64_t>* done) {
    if (!others_.empty()) run_replicates_by_reference(others_, weights_, range_, stop_, done, weight_memory_);
  }

  /// Lets all passes but the first find their units where the first one leaves them; false where it does not meet each unit once.
  bool follow_first() {
    auto const& met = compiled_.front().units();
    if (met.size() != weights_.n_units()) return false;
    constexpr auto nowhere = ~std::uint32_t{0};
    std::vector<std::uint32_t> place(met.size(), nowhere);
    for (std::uint32_t i = 0; i < met.size(); ++i) {
      if (place[met[i]] != nowhere) return false;
      place[met[i]] = i;
    }
    for_each(compiled_.size() - 1, in_parallel_, [&](std::size_t i) {
      for (auto& unit : compiled_[i + 1].units()) unit = place[unit];
    });
    return true;
  }

  /// All passes of one tile from one set of weights, made in `buffer`.
  void run_shared(std::uint32_t tile, std::uint8_t* buffer) {
    auto const columns = columns_of(tile);
    std::size_t n_done = 0;
    if (is_recorded_) {
      simd::recorded_weights source(weights_, tile * tile_width, buffer);
      compiled_.front().walk(source, columns, stop_);
      n_done = 1;
    } else if (!(*multinomial_)(tile * tile_width, buffer, stop_)) {
      std::vector<pass_request> all;
      for (auto const& c : compiled_) all.push_back(c.request);
      run_replicates_by_reference(all, weights_, {tile * tile_width + columns.begin, columns.end - columns.begin, columns.column}, stop_,
                                  &control_.done, weight_memory_);
      return;
    }
    tbb::this_task_arena::isolate([&] {  // so that no other tile is begun while this one waits
      for_each(compiled_.size() - n_done, in_parallel_, [&](std::size_t i) {
        simd::resident_weights source(buffer);
        compiled_[n_done + i].walk(source, columns, stop_);
      });
    });
    report(tile);
  }

  resampler const& weights_;
  replicate_range range_;
  std::size_t weight_memory_;
  run_control& control_;
  stop_flag stop_;
  std::optional<simd::multinomial_fill> multinomial_;
  std::vector<compiled_pass> compiled_;
  std::vector<pass_request> others_;
  bool in_parallel_ = false, is_recorded_ = false;
};

class cpu_backend final : public backend {
 public:
  std::string_view name() const override { return "cpu"; }
  std::uint32_t tile() const override { return tile_width; }
  void run_point(std::span<pass_request const> passes, run_control& control) override {
    stop_flag const stop(&control.stop);
    tbb::parallel_for(std::size_t{0}, passes.size(), [&](std::size_t i) {
      if (auto const* const* ranked = std::get_if<ranked_pass const*>(&passes[i].pass))
        point_walk(**ranked).run(*passes[i].out, stop);
      else
        run_point_by_reference(passes.subspan(i, 1), stop);
    });
  }
  void run_replicates(std::span<pass_request const> passes, resampler const& weights, std::uint32_t first, std::uint32_t count,
                      run_control& control) override {
    tiled_run(passes, weights, {first, count}, weight_memory, control).run();
  }
  std::size_t least_weight_bytes(cohort const& rows, resampler const& weights) const override {
    if (!suits_kernels(rows, weights)) return least_reference_bytes(weights);
    return weights.kind() == resampling::multinomial ? multinomial_bytes(weights) : 0;
  }
};

}  // namespace

std::vector<std::string_view> instruction_sets() {
  static auto const found = [] {  // once: asking the processor leaves a virtual machine, which takes longer than a small job
    std::vector<std::string_view> names;
    std::int64_t const here = hwy::SupportedTargets();
    for (std::int64_t const target : {HWY_AVX3_DL, HWY_AVX3, HWY_AVX2, HWY_SSE4, HWY_SSSE3})
      if (here & target) names.emplace_back(hwy::TargetName(target));
    return names;
  }();
  return found;
}

std::unique_ptr<backend> make_cpu_backend() {
  if (instruction_sets().empty()) return nullptr;
  return std::make_unique<cpu_backend>();
}

}  // namespace clinmetrics
