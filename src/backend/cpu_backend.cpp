// SPDX-License-Identifier: Apache-2.0
// The backend `cpu`: tiles of 128 replicates, vector kernels chosen at run time, tiles distributed over the cores. It returns the same
// integers as `reference`.
//
// The order of work depends on sizes and does not change the result. Poisson weights of one ordering, or of more units than fit into a
// cache, are generated during the pass, once per ordering; otherwise the first ordering stores them in a tile, which the others read.
// Multinomial weights are generated together, so their tile comes first and every ordering reads it.
#include <hwy/targets.h>

#include <memory>
#include <optional>

#include "backend/few_at_once.hpp"
#include "backend/ranked_point.hpp"
#include "backend/reference_backend.hpp"
#include "backend/row_sums_point.hpp"
#include "parallel.hpp"
#include "simd/multinomial_fill.hpp"
#include "simd/ranked_walk.hpp"
#include "simd/row_sums_walk.hpp"
#include "simd/scratch_pool.hpp"
#include "simd/weight_tile.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using simd::tile_width;

constexpr std::size_t most_shared_units =
    200'000;                         ///< 25 MB of Poisson weights; for more, generating them again is cheaper than reading them
constexpr double serial_cost = 1e7;  ///< rows times replicates, about 1 ms: below this size, starting threads costs more than it saves
constexpr double serial_rows = 2e4;  ///< the same for compiling

/// Bytes of the weights of all units in one tile.
std::size_t tile_bytes(resampler const& weights) { return std::size_t{weights.n_units()} * tile_width; }

/// A compiled pass that a kernel can run.
class compiled_pass {
 public:
  virtual ~compiled_pass() = default;
  virtual unset_vector<std::uint32_t>& units() = 0;
  virtual void walk(simd::streamed_weights&, simd::tile_columns const&, slot_block&, stop_flag) const = 0;
  virtual void walk(simd::recorded_weights&, simd::tile_columns const&, slot_block&, stop_flag) const = 0;
  virtual void walk(simd::resident_weights&, simd::tile_columns const&, slot_block&, stop_flag) const = 0;
};

template <class Pass, class Program>
class compiled final : public compiled_pass {
 public:
  compiled(Pass const& pass, Program program) : pass_(pass), program_(std::move(program)) {}
  unset_vector<std::uint32_t>& units() override { return program_.units; }
  void walk(simd::streamed_weights& w, simd::tile_columns const& c, slot_block& out, stop_flag stop) const override {
    simd::walk(program_, pass_, w, c, out, stop);
  }
  void walk(simd::recorded_weights& w, simd::tile_columns const& c, slot_block& out, stop_flag stop) const override {
    simd::walk(program_, pass_, w, c, out, stop);
  }
  void walk(simd::resident_weights& w, simd::tile_columns const& c, slot_block& out, stop_flag stop) const override {
    simd::walk(program_, pass_, w, c, out, stop);
  }

 private:
  Pass const& pass_;
  Program program_;
};

std::unique_ptr<compiled_pass> compile(ranked_pass const& pass, resampler const& weights, stop_flag stop) {
  auto program = simd::compile(pass, simd::bounds_of(pass, weights), stop);
  if (!program) return nullptr;
  return std::make_unique<compiled<ranked_pass, simd::ranked_program>>(pass, std::move(*program));
}
std::unique_ptr<compiled_pass> compile(row_sums_pass const& pass, stop_flag stop) {
  return std::make_unique<compiled<row_sums_pass, simd::row_sums_program>>(pass, simd::compile(pass, stop));
}

/// Null if no kernel can run the pass: a pass of another kind, or weights beyond those that make_cohort accepts.
std::unique_ptr<compiled_pass> compile(pass_ref const& pass, resampler const& weights, stop_flag stop) {
  switch (pass.kind()) {
    case pass_kind::ranked:
      return compile(pass.as<ranked_pass>(), weights, stop);
    case pass_kind::row_sums:
      return compile(pass.as<row_sums_pass>(), stop);
    default:
      return nullptr;
  }
}

template <class F>
void for_each(std::size_t n, bool in_parallel, F const& f) {
  if (in_parallel) {
    parallel::for_each_alone(n, f);
  } else {
    for (std::size_t i = 0; i < n; ++i) f(i);
  }
}

/// Everything that is computed once from the passes and the weights.
class ready_passes {
 public:
  std::vector<std::unique_ptr<compiled_pass>> compiled;  ///< null if no kernel can run the pass
  std::optional<simd::multinomial_fill> multinomial;
  bool is_recorded = false;  ///< the first compiled pass stores its Poisson weights for the others
  double n_rows = 0;         ///< over all passes

  ready_passes(std::span<pass_request const> passes, resampler const& weights, std::size_t weight_memory, stop_flag stop)
      : compiled(passes.size()) {
    for (auto const& request : passes) n_rows += static_cast<double>(request.pass.rows().n_rows());
    bool const in_parallel = n_rows >= serial_rows;
    for_each(passes.size(), in_parallel, [&](std::size_t i) { compiled[i] = compile(passes[i].pass, weights, stop); });
    std::vector<compiled_pass*> found;
    for (auto& c : compiled)
      if (c) found.push_back(c.get());
    if (found.empty()) return;
    if (weights.kind() == resampling::multinomial)
      multinomial.emplace(weights);
    else
      is_recorded = found.size() > 1 && weights.n_units() <= most_shared_units && tile_bytes(weights) <= weight_memory &&
                    follow_first(found, weights.n_units(), in_parallel);
  }

 private:
  /// Makes all other passes read the weights that the first one stores; false if the first one does not meet each unit exactly once.
  static bool follow_first(std::span<compiled_pass* const> passes, std::size_t n_units, bool in_parallel) {
    auto const& met = passes.front()->units();
    if (met.size() != n_units) return false;
    constexpr auto nowhere = ~std::uint32_t{0};
    std::vector<std::uint32_t> place(met.size(), nowhere);
    for (std::uint32_t i = 0; i < met.size(); ++i) {
      if (place[met[i]] != nowhere) return false;
      place[met[i]] = i;
    }
    for_each(passes.size() - 1, in_parallel, [&](std::size_t i) {
      for (auto& unit : passes[i + 1]->units()) unit = place[unit];
    });
    return true;
  }
};

/// One range of replicates.
class tiled_range {
 public:
  tiled_range(ready_passes const& ready, std::span<pass_request const> passes, resampler const& weights, replicate_range const& range,
              std::size_t weight_memory, run_control& control)
      : ready_(ready), weights_(weights), range_(range), weight_memory_(weight_memory), control_(control), stop_(&control.stop) {
    in_parallel_ = ready.n_rows * range.count >= serial_cost;
    for (std::size_t i = 0; i < passes.size(); ++i) {
      if (ready.compiled[i])
        tiled_.push_back({ready.compiled[i].get(), passes[i]});
      else
        others_.push_back(passes[i]);
    }
  }

  void run() {
    if (tiled_.empty()) return run_others(&control_.done);
    run_others(nullptr);
    std::uint32_t const first_tile = range_.first / tile_width, end_tile = (range_.first + range_.count + tile_width - 1) / tile_width;
    std::size_t const n_tiles = end_tile - first_tile, n_passes = tiled_.size();
    if (ready_.multinomial || ready_.is_recorded) {
      few_at_once<std::optional<simd::scratch>>(n_tiles, in_parallel_ ? how_many_fit(weight_memory_, tile_bytes(weights_)) : 1,
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
        walk(i % n_passes, source, columns_of(tile));
        if (--left[i / n_passes] == 0) report(tile);
      });
    }
  }

 private:
  struct tiled_pass {
    compiled_pass const* compiled;
    pass_request request;
  };

  template <class Weights>
  void walk(std::size_t pass, Weights& weights, simd::tile_columns const& columns) const {
    tiled_[pass].compiled->walk(weights, columns, *tiled_[pass].request.out, stop_);
  }
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

  /// All passes of one tile from one set of weights, made in `buffer`.
  void run_shared(std::uint32_t tile, std::uint8_t* buffer) {
    auto const columns = columns_of(tile);
    std::size_t n_done = 0;
    if (ready_.is_recorded) {
      simd::recorded_weights source(weights_, tile * tile_width, buffer);
      walk(0, source, columns);
      n_done = 1;
    } else if (!(*ready_.multinomial)(tile * tile_width, buffer, stop_)) {
      std::vector<pass_request> all;
      for (auto const& t : tiled_) all.push_back(t.request);
      run_replicates_by_reference(all, weights_, {tile * tile_width + columns.begin, columns.end - columns.begin, columns.column}, stop_,
                                  &control_.done, weight_memory_);
      return;
    }
    parallel::isolate([&] {  // so that this thread begins no other tile while it waits
      for_each(tiled_.size() - n_done, in_parallel_, [&](std::size_t i) {
        simd::resident_weights source(buffer);
        walk(n_done + i, source, columns);
      });
    });
    report(tile);
  }

  ready_passes const& ready_;
  resampler const& weights_;
  replicate_range range_;
  std::size_t weight_memory_;
  run_control& control_;
  stop_flag stop_;
  std::vector<tiled_pass> tiled_;
  std::vector<pass_request> others_;
  bool in_parallel_ = false;
};

class tiled_run final : public replicate_run {
 public:
  tiled_run(std::span<pass_request const> passes, resampler const& weights, std::size_t weight_memory, stop_flag stop)
      : ready_(passes, weights, weight_memory, stop), weights_(weights), weight_memory_(weight_memory) {}
  void run(std::span<pass_request const> passes, std::uint32_t first, std::uint32_t count, run_control& control) override {
    tiled_range(ready_, passes, weights_, {first, count}, weight_memory_, control).run();
  }

 private:
  ready_passes ready_;
  resampler const& weights_;
  std::size_t weight_memory_;
};

class cpu_backend final : public backend {
 public:
  std::string_view name() const override { return "cpu"; }
  std::uint32_t tile() const override { return tile_width; }
  void run_point(std::span<pass_request const> passes, run_control& control) override {
    stop_flag const stop(&control.stop);
    parallel::for_each_alone(passes.size(), [&](std::size_t i) {
      auto const& [pass, out] = passes[i];
      bool const is_long = pass.rows().n_rows() >= 2 * usual_rows_of_part;
      if (is_long && pass.kind() == pass_kind::ranked)
        walk_once_in_parts(pass.as<ranked_pass>(), *out, stop, rows_of_part(*pass.as<ranked_pass>().order));
      else if (is_long && pass.kind() == pass_kind::row_sums)
        walk_once_in_parts(pass.as<row_sums_pass>(), *out, stop);
      else
        pass.walk(once{stop}, *out, 0);
    });
  }
  std::unique_ptr<replicate_run> begin(std::span<pass_request const> passes, resampler const& weights, std::size_t weight_memory,
                                       stop_flag stop) override {
    return std::make_unique<tiled_run>(passes, weights, weight_memory, stop);
  }
  std::size_t least_weight_bytes(design const& /*rows*/, resampler const& weights) const override {
    return weights.kind() == resampling::multinomial ? tile_bytes(weights) : 0;
  }
};

}  // namespace

std::vector<std::string_view> instruction_sets() {
  static auto const found = [] {  // only once: in a virtual machine, querying the processor takes longer than a small job
    std::vector<std::string_view> names;
    std::int64_t const here = hwy::SupportedTargets();
    for (std::int64_t const target : {HWY_AVX3_DL, HWY_AVX3, HWY_AVX2, HWY_SSE4, HWY_SSSE3})
      if (here & target) names.emplace_back(hwy::TargetName(target));
    return names;
  }();
  return found;
}

namespace {
[[maybe_unused]] auto const found_before_any_fork = instruction_sets();  // a fork during the first call would leave it incomplete
}

std::unique_ptr<backend> make_cpu_backend() {
  if (instruction_sets().empty()) return nullptr;
  return std::make_unique<cpu_backend>();
}

}  // namespace CLINMETRICS_NAMESPACE
