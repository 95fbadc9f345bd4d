// SPDX-License-Identifier: Apache-2.0
// The interface of a backend: it runs passes and returns integers, which are the same for every backend.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "clinmetrics/core/design.hpp"
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"
#include "clinmetrics/pass/pass_ref.hpp"
#include "clinmetrics/random/resampler.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Lets another thread stop long work and read its progress.
struct run_control {
  std::atomic<bool> stop = false;                  ///< if it is set, the work ends with `stopped`
  std::atomic<std::uint64_t> done = 0, total = 0;  ///< replicates done and to do, over all batches
};

/// Computes the replicates of prepared passes, one range after another.
class replicate_run {
 public:
  virtual ~replicate_run() = default;
  /// Replicates [first, first + count): column k of each `out` is replicate first + k. The passes are those given at the beginning, in the
  /// same order, each with a block of zeros for this range. Uses the caller's task arena.
  virtual void run(std::span<pass_request const> passes, std::uint32_t first, std::uint32_t count, run_control& control) = 0;
};

class CLINMETRICS_EXPORT backend {
 public:
  static constexpr std::size_t default_weight_memory = std::size_t{1} << 30;

  virtual ~backend() = default;
  virtual std::string_view name() const = 0;
  /// Replicates per tile: if possible, the engine asks for ranges that begin at a multiple of it and have a multiple of it as length.
  virtual std::uint32_t tile() const = 0;
  /// Tallies of the point value, in which every unit counts once. Each `out` has one column.
  virtual void run_point(std::span<pass_request const> passes, run_control& control) = 0;
  /// The passes and the weights must outlive the run; the blocks of the passes are not used. `weight_memory` limits the bytes of weights in
  /// use (at least one tile), and therefore the number of tiles in work.
  virtual std::unique_ptr<replicate_run> begin(std::span<pass_request const> passes, resampler const& weights, std::size_t weight_memory,
                                               stop_flag stop) = 0;
  /// A run of a single range.
  void run_replicates(std::span<pass_request const> passes, resampler const& weights, std::uint32_t first, std::uint32_t count,
                      run_control& control) {
    begin(passes, weights, default_weight_memory, stop_flag(&control.stop))->run(passes, first, count, control);
  }

  /// The ordering of `clinmetrics::rank`. Throws `stopped` soon after the flag is raised, but not in the middle of a sort.
  virtual ranked_order rank(column const& score, stop_flag stop = {});

  /// Bytes of this machine's memory for the weights of one tile, the least that a run needs.
  virtual std::size_t least_weight_bytes(design const& /*rows*/, resampler const& /*weights*/) const { return 0; }
};

/// The amount of work of a call, from which "auto" chooses the backend.
struct expected_work {
  double n_weights = 0;  ///< rows times replicates times orderings
  resampling kind = resampling::poisson;
  int n_threads = 1;
};

/// "auto" or one of available_backends(); throws input_error for a backend that is not available. "auto" uses the device if there is one
/// and `work` is large enough, and the host if the device fails; otherwise the fastest backend of the host.
CLINMETRICS_EXPORT std::unique_ptr<backend> make_backend(std::string_view name, expected_work const& work = {});
/// The backends that load on this machine.
CLINMETRICS_EXPORT std::vector<std::string_view> available_backends();

/// Copies a column from device memory, on `stream` and therefore after the work that its owner has put there (as in plugin.hpp). Returns
/// whether the backend `cuda` can also read it in place: then set the address as the column's `on_device`. Throws device_error if there is
/// no device or the address is not in its memory.
CLINMETRICS_EXPORT bool fetch_from_device(void const* from, std::size_t bytes, std::uint64_t stream, void* to);

/// The instruction sets of this machine that the kernels of `cpu` are compiled for, best first. The first one is used.
CLINMETRICS_EXPORT std::vector<std::string_view> instruction_sets();

}  // namespace CLINMETRICS_NAMESPACE
