// SPDX-License-Identifier: Apache-2.0
// The interface of a backend: it runs passes and hands back integers. Every backend gives the same ones.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <variant>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"
#include "clinmetrics/random/resampler.hpp"
#include "clinmetrics/tally/by_row.hpp"
#include "clinmetrics/tally/ranked.hpp"

namespace clinmetrics {

/// One pass and the block that receives its integers, a column a replicate.
struct pass_request {
  std::variant<ranked_pass const*, by_row_pass const*> pass;
  slot_block* out;
};

/// What a caller may ask of long work, from another thread.
struct run_control {
  std::atomic<bool> stop = false;                  ///< raise it, and the work ends with `stopped`
  std::atomic<std::uint64_t> done = 0, total = 0;  ///< replicates done and to do, over all batches
};

/// Replicates of passes that a backend has made ready once, range by range.
class replicate_run {
 public:
  virtual ~replicate_run() = default;
  /// Replicates [first, first + count): column k of each `out` is replicate first + k. The passes are those of the beginning, in their
  /// order, each with a block of zeros for this range. Uses the caller's task arena.
  virtual void run(std::span<pass_request const> passes, std::uint32_t first, std::uint32_t count, run_control& control) = 0;
};

class backend {
 public:
  static constexpr std::size_t default_weight_memory = std::size_t{1} << 30;

  virtual ~backend() = default;
  virtual std::string_view name() const = 0;
  /// Replicates a tile: the engine asks for multiples of it, from multiples of it, where it can.
  virtual std::uint32_t tile() const = 0;
  /// Point tallies: every unit once. Each `out` has one column.
  virtual void run_point(std::span<pass_request const> passes, run_control& control) = 0;
  /// The passes, whose blocks are not looked at, and the weights must outlive the run. weight_memory: bytes that weights at work may take
  /// where it is not less than the least; a run works on so many tiles at once.
  virtual std::unique_ptr<replicate_run> begin(std::span<pass_request const> passes, resampler const& weights, std::size_t weight_memory,
                                               stop_flag stop) = 0;
  /// One range alone.
  void run_replicates(std::span<pass_request const> passes, resampler const& weights, std::uint32_t first, std::uint32_t count,
                      run_control& control) {
    begin(passes, weights, default_weight_memory, stop_flag(&control.stop))->run(passes, first, count, control);
  }

  /// The ordering of `clinmetrics::rank`. Throws `stopped` soon after the flag is raised, but not in the middle of a sort.
  virtual ranked_order rank(column const& score, stop_flag stop = {});

  /// Bytes of this machine's memory for the weights of one tile, which a run cannot do without.
  virtual std::size_t least_weight_bytes(cohort const& /*rows*/, resampler const& /*weights*/) const { return 0; }
};

/// What a call is going to ask of its backend, as far as "auto" wants to know.
struct expected_work {
  double n_weights = 0;  ///< rows times replicates times orderings
  resampling kind = resampling::poisson;
  int n_threads = 1;
};

/// "auto" or one of available_backends(); throws input_error for a backend that is not there. "auto" is the device where there is one and
/// `work` is so much that it pays, falling back to the host where the device fails; else the fastest on the host.
std::unique_ptr<backend> make_backend(std::string_view name, expected_work const& work = {});
/// The backends that load on this machine.
std::vector<std::string_view> available_backends();

/// Copies a column from a device's memory, on `stream` and so after what its owner has put there (as in plugin.hpp). Says whether the
/// backend `cuda` can read it where it lies, too: then give the address as the column's `on_device`. Throws device_error where there is no
/// device or the address is not one of its memory.
bool fetch_from_device(void const* from, std::size_t bytes, std::uint64_t stream, void* to);

/// The instruction sets of this machine that the kernels of `cpu` are compiled for, best first. The first one is used.
std::vector<std::string_view> instruction_sets();

}  // namespace clinmetrics
