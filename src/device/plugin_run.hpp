// SPDX-License-Identifier: Apache-2.0
// Hands passes to a device plugin.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/engine/plugin.hpp"

namespace clinmetrics::device {

/// A column as a plugin takes it: where the host has it, and where a device has it.
device_column on_host(column const& c);
device_column on_device(column const& c);

/// Puts a score's rows in order on the device, from where the column lies there or from the host. Where the status is ok, `order` holds
/// them and `kept` is the ordering on the device, to be released.
device_status order_on_plugin(device_plugin const& plugin, column const& score, ranked_order& order, void*& kept);

/// Calls body(i) for each i below n, in any order.
using for_each_of = std::function<void(std::size_t n, std::function<void(std::size_t)> const& body)>;
inline void one_by_one(std::size_t n, std::function<void(std::size_t)> const& body) {
  for (std::size_t i = 0; i < n; ++i) body(i);
}

/// Passes that were compiled and uploaded once, for as many ranges of replicates as are asked for.
class plugin_run {
 public:
  /// for_each: how the by-row passes are compiled. most_rows: the longest segment; 0: chosen by size. Throws `stopped` while it compiles.
  plugin_run(device_plugin const& plugin, std::span<pass_request const> passes, resampler const& weights, stop_flag stop,
             for_each_of const& for_each = one_by_one, std::uint32_t most_rows = 0);
  plugin_run(plugin_run const&) = delete;
  ~plugin_run();

  /// Where it is not ok, there is nothing to run.
  device_status opened() const { return opened_; }
  /// Replicates [first, first + count) of the passes, which are those of the beginning with blocks of this range. Where the status is not
  /// ok, the blocks' content is unspecified, and so are the columns of replicates that left_out tells of: `count` bytes, 0 at first.
  device_status run(std::span<pass_request const> passes, std::uint32_t first, std::uint32_t count, run_control& control,
                    std::span<std::uint8_t> left_out) const;

 private:
  device_plugin plugin_;
  void* session_ = nullptr;
  device_status opened_;
};

/// One range alone, of whose weights all fit.
device_status run_on_plugin(device_plugin const& plugin, std::span<pass_request const> passes, resampler const& weights,
                            std::uint32_t first, std::uint32_t count, run_control& control, std::uint32_t most_rows = 0);

}  // namespace clinmetrics::device
