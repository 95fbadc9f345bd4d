// SPDX-License-Identifier: Apache-2.0
// Passes the work of passes to a device plugin.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/engine/plugin.hpp"

namespace CLINMETRICS_NAMESPACE::device {

/// A column in the form of a plugin: its place on the host and on the device.
device_column on_host(column const& c);
device_column on_device(column const& c);

/// Sorts the rows by a score on the device, from the column in device memory or on the host. If the status is ok, `order` contains them,
/// and `kept` is the ordering on the device, which must be released.
device_status order_on_plugin(device_plugin const& plugin, column const& score, ranked_order& order, void*& kept);

/// Calls body(i) for each i below n, in any order.
using for_each_of = std::function<void(std::size_t n, std::function<void(std::size_t)> const& body)>;
inline void one_by_one(std::size_t n, std::function<void(std::size_t)> const& body) {
  for (std::size_t i = 0; i < n; ++i) body(i);
}

/// Passes that were compiled and uploaded once, for any number of ranges of replicates.
class plugin_run {
 public:
  /// for_each: how the row-sums passes are compiled. most_rows: the longest segment; 0: chosen by size. Throws `stopped` while it compiles.
  plugin_run(device_plugin const& plugin, std::span<pass_request const> passes, resampler const& weights, stop_flag stop,
             for_each_of const& for_each = one_by_one, std::uint32_t most_rows = 0);
  plugin_run(plugin_run const&) = delete;
  ~plugin_run();

  /// If it is not ok, nothing can be run.
  device_status opened() const { return opened_; }
  /// Replicates [first, first + count) of the passes, which are those given at the beginning with blocks of this range. If the status is
  /// not ok, the contents of the blocks are unspecified, and so are the columns of replicates with left_out set: `count` bytes, 0 at first.
  device_status run(std::span<pass_request const> passes, std::uint32_t first, std::uint32_t count, run_control& control,
                    std::span<std::uint8_t> left_out) const;

 private:
  device_plugin plugin_;
  void* session_ = nullptr;
  device_status opened_;
};

/// A run of a single range, in which all weights fit.
device_status run_on_plugin(device_plugin const& plugin, std::span<pass_request const> passes, resampler const& weights,
                            std::uint32_t first, std::uint32_t count, run_control& control, std::uint32_t most_rows = 0);

}  // namespace CLINMETRICS_NAMESPACE::device
