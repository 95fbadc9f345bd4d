// SPDX-License-Identifier: Apache-2.0
// Hands passes to a device plugin.
#pragma once
#include <cstdint>
#include <span>

#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/engine/plugin.hpp"

namespace clinmetrics::device {

/// Replicates [first, first + count) of the passes. Where the status is not ok, the blocks' content is unspecified.
/// most_rows: the longest segment; 0: chosen by size. Throws `stopped` while it compiles the passes.
device_status run_on_plugin(device_plugin const& plugin, std::span<pass_request const> passes, resampler const& weights,
                            std::uint32_t first, std::uint32_t count, run_control& control, std::uint32_t most_rows = 0);

}  // namespace clinmetrics::device
